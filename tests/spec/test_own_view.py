"""The person's own number: what it opens, what it does, and how it is guarded."""

from uuid import UUID

import pytest

from referral.actions.holds import NewHold
from referral.actions.own_view import MOST_UNREAD, Shown
from referral.errors import (
    CaseClosed,
    ConsentWithdrawn,
    Malformed,
    NotFound,
    OffThePath,
    TooManyTries,
)
from referral.rules.own_code import FREE_TRIES, TICKET_LASTS, grouped, whole_number
from tests.records.raw import run
from tests.spec.test_refusing import refused
from tests.world import World
from workflows.vocabulary import (
    ConsentAnswer,
    ConsentPurpose,
    ErasureReason,
    HoldGround,
    OwnStage,
    Purpose,
)

WRONG = grouped(whole_number(123456789012345))


def number_for(world: World, case_id: UUID, by: str = "outreach") -> str:
    """A number, as it was told to whoever gave it to the person."""
    done = world.mechanism.issue_own_code(world[by], case_id)
    return str(done.details["number"])


def shown(number: str, source: str = "198.51.100.7") -> Shown:
    return Shown(number=number, source=source)


def test_the_person_sees_where_it_stands_and_takes_a_consent_back(world: World) -> None:
    case, _ = world.accepted()
    number = number_for(world, case.id)

    seen = world.mechanism.own_view(shown(number))

    assert seen.stage is OwnStage.AGREED
    assert [(body.kind, body.holds) for body in seen.bodies] == [
        ("ngo", True),
        ("shelter", False),
    ]
    (answer,) = seen.answers
    assert seen.bodies[1].rests_on == (answer.id,)
    assert answer.may_take_back
    ticket = Shown(ticket=seen.ticket)
    done = world.mechanism.own_withdrawal(ticket, answer.id)
    assert done.details["recalled_offers"] == 1
    after = world.mechanism.own_view(ticket)
    assert after.stage is OwnStage.WORKED_ON
    assert [body.kind for body in after.bodies] == ["ngo"]
    assert [a.state for a in after.answers] == ["taken_back"]
    with pytest.raises(ConsentWithdrawn):
        world.mechanism.own_withdrawal(ticket, answer.id)
    assert world.mechanism.verify_all().whole


def test_the_entry_says_that_the_person_did_it(world: World) -> None:
    case = world.case()
    consent = world.consent(case.id)
    number = number_for(world, case.id)

    world.mechanism.own_withdrawal(shown(number), consent.id)

    told = {
        entry.type: (entry.actor_id, entry.organisation_id)
        for entry in world.mechanism.timeline(world["coordinator"], case.id)
    }
    person, nobody = told["consent_withdrawn"]
    assert nobody is None
    assert person is not None
    assert person not in {actor.id for actor in world.people.values()}
    assert told["consent_recorded"][0] == world["outreach"].id


def test_nothing_shown_names_anybody_or_any_place(embedded_world: World) -> None:
    world = embedded_world
    case, _ = world.accepted()
    number = number_for(world, case.id)

    seen = repr(world.mechanism.own_view(shown(number)))

    names = [*world.people, "Ngo", "Shelter places", "Kestrel", "lay-by"]
    assert [name for name in names if name in seen] == []
    assert [str(i) for i in world.bodies.values() if str(i) in seen] == []
    assert number.replace(" ", "") not in seen
    assert "ngo" in seen  # the kind is told: the search can find something


def test_a_message_waits_for_the_holder_and_is_read_by_nobody_else(
    world: World,
) -> None:
    case = world.case()
    number = number_for(world, case.id)
    world.mechanism.own_message(shown(number), "Please ring in the morning.")

    (waiting,) = world.mechanism.messages_waiting(world["outreach"])
    assert waiting.case_id == case.id
    assert world.mechanism.messages_waiting(world["host"]) == []
    with pytest.raises(NotFound):
        world.mechanism.messages(world["host"], case.id, Purpose.CARE)
    (read,) = world.mechanism.messages(world["outreach"], case.id, Purpose.CARE)
    assert (read.text, read.first_read) == ("Please ring in the morning.", True)
    assert world.mechanism.messages_waiting(world["outreach"]) == []
    seen = world.mechanism.own_view(shown(number))
    assert [letter.read for letter in seen.letters] == [True]


def test_unread_messages_end_at_five(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    ticket = Shown(
        ticket=world.mechanism.own_view(shown(number_for(world, case.id))).ticket
    )
    for n in range(MOST_UNREAD):
        world.mechanism.own_message(ticket, f"Are you there? {n}")

    with pytest.raises(OffThePath):
        world.mechanism.own_message(ticket, "Are you there?")

    assert world.entries(case.id)[-3:-1] == ["message_left", "refused"]


def test_a_message_sent_again_is_kept_once(embedded_world: World) -> None:
    world, said = embedded_world, "Please ring in the morning."
    case = world.case().id
    ticket = Shown(
        ticket=world.mechanism.own_view(shown(number_for(world, case))).ticket
    )
    first = world.mechanism.own_message(ticket, said)
    assert world.mechanism.own_message(ticket, said).id == first.id
    assert world.entries(case).count("message_left") == 1
    world.mechanism.own_message(ticket, "And not at night.")
    world.mechanism.messages(world["outreach"], case, Purpose.CARE)
    assert world.mechanism.own_message(ticket, said).id != first.id, "it was read"


def test_nothing_is_left_with_a_record_that_names_nobody(embedded_world: World) -> None:
    world, case = embedded_world, embedded_world.case().id
    hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
    world.mechanism.set_hold(world["outreach"], case, hold)
    world.mechanism.refuse_all(world["outreach"], case)
    number = number_for(world, case)
    assert not world.mechanism.own_view(shown(number)).may_write
    with pytest.raises(CaseClosed):
        world.mechanism.own_message(shown(number), "I am Kestrel Alder.")


def test_a_number_is_replaced_revoked_and_erased_and_then_unknown(
    world: World,
) -> None:
    told = set()
    case = world.case()
    first = number_for(world, case.id)
    second = number_for(world, case.id)
    ticket = Shown(ticket=world.mechanism.own_view(shown(second)).ticket)
    world.mechanism.revoke_own_code(world["outreach"], case.id)
    third = number_for(world, case.id)
    assert world.mechanism.own_view(shown(third)).stage is OwnStage.WORKED_ON
    asked = world.mechanism.ask_erasure(
        world["outreach"], case.id, ErasureReason.PERSON_ASKED
    )
    world.agree(asked.id, "coordinator")
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")

    for number in (first, second, third, WRONG):
        with pytest.raises(NotFound) as unknown:
            world.mechanism.own_view(shown(number))
        told.add(unknown.value.sentence)
    with pytest.raises(NotFound) as unknown:
        world.mechanism.own_message(ticket, "hello")

    assert told == {unknown.value.sentence}
    assert run(world, "SELECT count(*) FROM own_code") == [(0,)]


def test_a_refusal_can_be_come_back_to(world: World) -> None:
    case = refused(world)
    number = number_for(world, case, by="officer")

    seen = world.mechanism.own_view(shown(number))

    assert (seen.stage, seen.bodies, seen.answers) == (OwnStage.NOTHING_KEPT, (), ())
    assert seen.code == world.mechanism.read_case(world["officer"], case).code
    with pytest.raises(CaseClosed):
        world.mechanism.own_message(shown(number), "hello")
    assert world.mechanism.verify_all().whole


def test_a_slip_is_told_apart_from_a_guess_and_costs_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    number = number_for(world, world.case().id)
    slipped = number[:-1] + str((int(number[-1]) + 1) % 10)

    for _ in range(FREE_TRIES + 3):
        with pytest.raises(Malformed):
            world.mechanism.own_view(shown(slipped))

    assert world.mechanism.own_view(shown(number)).stage is OwnStage.WORKED_ON


def test_guesses_wait_longer_and_longer_also_past_a_restart(world: World) -> None:
    mechanism = world.mechanism
    number = number_for(world, world.case().id)
    for _ in range(FREE_TRIES):
        with pytest.raises(NotFound):
            mechanism.own_view(shown(WRONG))

    again = type(mechanism).open(world.location, world.key_file, clock=world.clock)
    with again:
        with pytest.raises(TooManyTries):
            again.own_view(shown(number))
        assert again.own_view(shown(number, "203.0.113.4")).stage is OwnStage.WORKED_ON
    world.clock.advance(seconds=61)
    assert mechanism.own_view(shown(number)).stage is OwnStage.WORKED_ON
    with pytest.raises(NotFound):
        mechanism.own_view(shown(WRONG))
    world.clock.advance(seconds=61)
    with pytest.raises(TooManyTries):
        mechanism.own_view(shown(number))


@pytest.mark.asvs("V9.1.1", "V9.2.1")
def test_a_ticket_runs_out_and_cannot_be_made_up(embedded_world: World) -> None:
    world = embedded_world
    number = number_for(world, world.case().id)
    ticket = world.mechanism.own_view(shown(number)).ticket

    changed = ticket[:-2] + ("0" if ticket[-2] != "0" else "1") + ticket[-1]
    for forged in ("", ".", "x", changed, "0" + ticket, "ü.1.é"):
        with pytest.raises((NotFound, Malformed)):
            world.mechanism.own_view(Shown(ticket=forged))
    world.clock.advance(seconds=TICKET_LASTS.total_seconds())
    with pytest.raises(NotFound):
        world.mechanism.own_view(Shown(ticket=ticket))


def test_a_no_and_somebody_elses_yes_are_not_taken_back(embedded_world: World) -> None:
    world = embedded_world
    case, other = world.case(), world.case()
    foreign = world.consent(other.id)
    no = world.consent(
        case.id, purpose=ConsentPurpose.REPORTING, answer=ConsentAnswer.NO
    )
    number = number_for(world, case.id)

    for consent in (foreign.id, no.id, case.id):
        with pytest.raises(NotFound):
            world.mechanism.own_withdrawal(shown(number), consent)

    assert "refused" in world.entries(case.id)
