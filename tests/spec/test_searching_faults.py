"""What searching must not tell the police, and what one damaged record must not end."""

from referral.actions.search import Question
from referral.records.cases import case_by_id
from referral.records.database import Unit
from referral.records.sealed_values import latest
from referral.vault.sealed import Box
from tests.records.raw import act, lying_open
from tests.spec.test_searching import HEARD, known, shown
from tests.world import World
from workflows.vocabulary import Compartment, ExceptionKind


def test_the_police_does_not_learn_who_sought_help(world: World) -> None:
    known(world)
    match = world.mechanism.check_match
    assert match(world["officer"], HEARD) is False
    assert match(world["officer"], Question(phone="+383 44 123456")) is False
    known(world, "officer")
    assert match(world["officer"], HEARD) is True


def test_one_damaged_record_does_not_end_searching_and_is_shown_to_somebody(
    world: World,
) -> None:
    damaged, other = known(world), known(world, second_name="Delić")

    def spoil(unit: Unit) -> None:
        case = case_by_id(unit.session, damaged)
        assert case is not None
        row = latest(unit.session, case.person_id, Compartment.IDENTITY)
        assert row is not None
        raw = bytearray(row.box.ciphertext())
        raw[-1] ^= 1
        row.box = Box(bytes(raw))
        unit.session.add(row)

    with lying_open(world):
        act(world, spoil)
    assert shown(world, "outreach") == []
    assert shown(world, "outreach", Question("Gjergj Delić")) == [other]
    found = world.mechanism.exceptions(world["coordinator"])
    unreadable = ExceptionKind.RECORD_UNREADABLE.value
    (line,) = [each for each in found if each.kind == unreadable]
    assert line.case_ids == (damaged,)
