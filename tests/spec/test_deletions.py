"""What somebody has read is asked back: they say that nothing of it was kept."""

from uuid import UUID

import pytest

from referral.errors import AlreadyAnswered, NotFound, OffThePath
from referral.rules.ledger_lines import What
from tests.spec.evidence import refused
from tests.world import World
from workflows.vocabulary import ErasureReason, Purpose


def received(world: World, *, read: bool = True) -> tuple[UUID, UUID]:
    """A case of which the shelter has a copy, and the yes that it rests on."""
    case, offer = world.accepted()
    if read:
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    (consent,) = world.mechanism.consents(world["outreach"], case.id)
    return case.id, consent.id


def taken_back(world: World, case: UUID, consent: UUID) -> UUID:
    """The person takes it back; what the shelter has to delete."""
    world.mechanism.withdraw_consent(world["outreach"], case, consent)
    (asked,) = world.mechanism.deletions(world["host"])
    return asked.id


def remains(world: World, case: UUID) -> list[tuple[str, ...]]:
    lines = world.mechanism.ledger(world["coordinator"], case).lines
    return [line.remains for line in lines if line.what == What.COPY]


def late(world: World) -> list[str]:
    return [line.kind for line in world.mechanism.exceptions(world["coordinator"])]


def test_whoever_read_a_copy_is_asked_to_delete_and_stands_on_the_list_until_it_says_so(
    world: World,
) -> None:
    case, consent = received(world)
    assert world.mechanism.deletions(world["host"]) == []
    copy = taken_back(world, case, consent)
    assert late(world) == ["still_held"]
    assert remains(world, case) == [("consent_withdrawn",)]

    world.clock.advance(days=1)
    world.mechanism.confirm_deletion(world["host"], copy)
    assert world.mechanism.deletions(world["host"]) == []
    assert late(world) == []
    assert remains(world, case) == [()]
    assert world.entries(case).count("deletion_confirmed") == 1
    ledger = world.mechanism.ledger(world["coordinator"], case)
    (line,) = [line for line in ledger.lines if line.what == What.COPY]
    assert (line.deleted_at, line.organisation) == (world.clock(), "Shelter")
    assert world.mechanism.verify_all().whole


def test_whoever_never_opened_its_copy_has_nothing_to_delete(world: World) -> None:
    case, consent = received(world, read=False)
    world.mechanism.withdraw_consent(world["outreach"], case, consent)
    assert world.mechanism.deletions(world["host"]) == []
    assert late(world) == []


def test_it_is_confirmed_once_and_by_whoever_had_it_alone(world: World) -> None:
    case, consent = received(world)
    copy = taken_back(world, case, consent)
    for who in ("warden", "outreach", "stranger", "officer"):
        with pytest.raises(NotFound):
            world.mechanism.confirm_deletion(world[who], copy)
        assert world.mechanism.deletions(world[who]) == []
    world.mechanism.confirm_deletion(world["host"], copy)
    with refused(world, AlreadyAnswered, case):
        world.mechanism.confirm_deletion(world["host"], copy)


def test_nothing_is_confirmed_while_the_copy_may_be_used(world: World) -> None:
    case, _ = received(world)
    copy = taken_back(world, *received(world))
    (held,) = [
        line.about
        for line in world.mechanism.ledger(world["coordinator"], case).lines
        if line.what == What.COPY
    ]
    assert held not in (None, copy)
    with refused(world, OffThePath, case):
        world.mechanism.confirm_deletion(world["host"], held)


def test_an_erased_person_is_deleted_elsewhere_too(world: World) -> None:
    case, _ = received(world)
    asked = world.mechanism.ask_erasure(world["outreach"], case, ErasureReason.ORDERED)
    world.agree(asked.id, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    (copy,) = world.mechanism.deletions(world["host"])
    world.mechanism.confirm_deletion(world["host"], copy.id)
    assert world.mechanism.deletions(world["host"]) == []
    assert world.mechanism.verify_all().whole
