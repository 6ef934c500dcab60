"""A window passed and nobody arrived: both sides know at once, and somebody looks."""

from datetime import timedelta

import pytest

from referral.actions.stalled_handovers import StalledHandover
from referral.errors import AlreadyAnswered, NotFound
from tests.spec.test_handovers import agreed, arranged, proposed
from tests.world import World
from workflows.handover import arrange_within
from workflows.vocabulary import ErasureReason, Whereabouts

LATE, GONE = "handover_overdue", "no_show"


def lines(world: World, kind: str) -> int:
    """How often something stands on the coordinator's list."""
    found = world.mechanism.exceptions(world["coordinator"])
    return [line.kind for line in found].count(kind)


def struck(world: World, case_id: object) -> int:
    return world.entries(case_id).count(LATE)  # type: ignore[arg-type] # a case's


def stalled(world: World, who: str) -> tuple[list[str], list[str]]:
    found = world.mechanism.stalled_handovers(world[who])
    return _codes(found.not_arranged), _codes(found.not_arrived)


def _codes(found: tuple[StalledHandover, ...]) -> list[str]:
    return [each.code for each in found]


def test_a_window_that_passes_is_an_exception_in_the_minute_it_ends(
    world: World,
) -> None:
    case, offer = world.accepted()
    agreed(world, offer.id)
    version = world.mechanism.read_case(world["outreach"], case.id).version
    world.clock.advance(hours=3)
    world.clock.moment -= timedelta(minutes=1)
    world.mechanism.fire_due()
    assert (struck(world, case.id), lines(world, LATE)) == (0, 0)
    world.clock.advance(minutes=1)
    for _ in range(3):
        world.mechanism.fire_due()
        assert (struck(world, case.id), lines(world, LATE)) == (1, 1)
    entries = world.mechanism.timeline(world["coordinator"], case.id)
    (said,) = [entry for entry in entries if entry.type == LATE]
    assert said.occurred_at == world.clock()
    seen = world.mechanism.handover(world["host"], offer.id)
    assert seen.agreed is not None
    assert seen.agreed.alarmed_at == world.clock()
    assert world.mechanism.read_case(world["outreach"], case.id).version == version
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    assert lines(world, LATE) == 0
    assert world.mechanism.verify_all().broken == ()


def test_after_a_night_without_a_worker_it_is_said_once(world: World) -> None:
    case, offer = world.accepted()
    agreed(world, offer.id)
    world.clock.advance(days=9)
    assert world.mechanism.behind()
    world.mechanism.fire_due()
    world.clock.moment -= timedelta(days=8)
    world.mechanism.fire_due()
    assert (struck(world, case.id), lines(world, LATE)) == (1, 1)


@pytest.mark.parametrize("ended", ["arrived", "no_show", "recall"])
def test_whoever_arrived_or_is_awaited_no_more_raises_nothing(
    embedded_world: World, ended: str
) -> None:
    world = embedded_world
    case, offer = world.accepted()
    agreed(world, offer.id)
    if ended == "recall":
        consent = world.mechanism.consents(world["outreach"], case.id)[0]
        world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
    else:
        world.mechanism.answer_offer(world["host"], offer.id, ended)
    world.clock.advance(days=2)
    world.mechanism.fire_due()
    assert (struck(world, case.id), lines(world, LATE)) == (0, 0)


def test_a_new_window_ends_the_alarm_and_can_pass_in_its_turn(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.accepted()
    agreed(world, offer.id)
    world.clock.advance(hours=4)
    world.mechanism.fire_due()
    proposed(world, offer.id)
    assert lines(world, LATE) == 1, "a proposal is no agreement"
    agreed(world, offer.id)
    assert lines(world, LATE) == 0
    world.mechanism.fire_due()
    assert struck(world, case.id) == 1
    world.clock.advance(hours=3)
    world.mechanism.fire_due()
    assert (struck(world, case.id), lines(world, LATE)) == (2, 1)


def test_what_nobody_confirmed_raises_no_alarm_and_stands_at_both_sides(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.accepted()
    code = world.mechanism.read_offer(world["host"], offer.id).code
    within = arrange_within()
    assert within is not None
    new = arranged(world)
    world.mechanism.propose_handover(world["outreach"], offer.id, new)
    world.clock.advance(seconds=int(within.total_seconds()) - 60)
    world.mechanism.fire_due()
    for who in ("host", "outreach"):
        assert stalled(world, who) == ([], [])
    world.clock.advance(minutes=1)
    for who in ("host", "outreach"):
        assert stalled(world, who) == ([code], [])
    for who in ("warden", "stranger", "officer"):
        assert stalled(world, who) == ([], [])
    assert (struck(world, case.id), lines(world, LATE)) == (0, 0)
    agreed(world, offer.id)
    for who in ("host", "outreach"):
        assert stalled(world, who) == ([], [])


def test_somebody_looks_for_whoever_did_not_arrive_until_it_is_noted(
    world: World,
) -> None:
    case, offer = world.accepted()
    code = world.mechanism.read_offer(world["host"], offer.id).code
    agreed(world, offer.id)
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    assert stalled(world, "outreach") == ([], [code])
    assert stalled(world, "host") == ([], [])
    assert lines(world, GONE) == 1
    assert "no_show_reported" in world.entries(case.id)
    assert world.mechanism.read_case(world["outreach"], case.id).looked_for_since == (
        world.clock()
    )
    note = world.mechanism.note_whereabouts
    for who in ("host", "stranger", "coordinator"):
        with pytest.raises(NotFound):
            note(world[who], offer.id, Whereabouts.FOUND)
    note(world["outreach"], offer.id, Whereabouts.FOUND)
    with pytest.raises(AlreadyAnswered):
        note(world["outreach"], offer.id, Whereabouts.FOUND)
    assert stalled(world, "outreach") == ([], [])
    assert lines(world, GONE) == 0
    assert world.entries(case.id).count("whereabouts_noted") == 1
    case_now = world.mechanism.read_case(world["outreach"], case.id)
    assert case_now.looked_for_since is None


def test_nobody_is_looked_for_whose_offer_was_never_accepted(
    embedded_world: World,
) -> None:
    world = embedded_world
    _, offer = world.offered()
    for who in ("outreach", "host"):
        with pytest.raises(NotFound):
            world.mechanism.note_whereabouts(world[who], offer.id, Whereabouts.FOUND)


def test_whoever_was_erased_is_looked_for_no_more(embedded_world: World) -> None:
    world = embedded_world
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    asked = world.mechanism.ask_erasure(
        world["outreach"], case.id, ErasureReason.PERSON_ASKED
    )
    world.agree(asked.id, "coordinator")
    assert lines(world, GONE) == 1
    world.mechanism.answer_joint(world["coordinator"], asked.id, "execute")
    assert lines(world, GONE) == 0
    assert stalled(world, "outreach") == ([], [])


def test_of_many_whom_nobody_met_the_list_says_that_there_are_more(
    embedded_world: World,
) -> None:
    world = embedded_world
    gone = [world.accepted()[1] for _ in range(3)]
    for offer in gone[:2]:
        world.mechanism.answer_offer(world["host"], offer.id, "no_show")
    world.accepted()
    world.clock.advance(hours=5)
    found = world.mechanism.stalled_handovers(world["outreach"], limit=1)
    assert (len(found.not_arrived), len(found.not_arranged)) == (1, 1)
    assert found.more == {"not_arrived", "not_arranged"}
    whole = world.mechanism.stalled_handovers(world["outreach"], limit=2)
    assert (len(whole.not_arrived), whole.more) == (2, frozenset())
