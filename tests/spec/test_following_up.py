"""Follow-up at safe hours, what waits and is overdue, how a case ends and begins."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.follow_ups import FollowUpEnd
from referral.actions.outcomes import Closing, NewOutcomes
from referral.actions.plans import NewLine
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    OffThePath,
    StepNotOnPath,
)
from referral.rules.safe_contact import SafeContact
from tests.spec.evidence import chain_of
from tests.spec.test_plans import NEXT_WEEK, PLAN, line, planned, read
from tests.world import START, World, a_world
from workflows.vocabulary import (
    ContactChannel,
    FollowUpResult,
    LifeOutcome,
    LifeResult,
    Outcome,
    Purpose,
    ReopenReason,
    ServiceNote,
)

CALL, TEXT = ContactChannel.CALL, ContactChannel.TEXT_MESSAGE
MORNING, EVENING = (
    datetime(2026, 3, 20, 9, tzinfo=UTC),
    datetime(2026, 3, 20, 21, tzinfo=UTC),
)
ALL = dict.fromkeys(LifeOutcome, LifeResult.PARTLY)
END = Closing("close", Outcome.RECOVERED, "goals_met")


def reached_by(world: World, case: UUID) -> None:
    """The person may be called in the morning, and in no other way."""
    rule = SafeContact(frozenset({CALL}), time(8), time(12))
    world.mechanism.set_safe_contact(world["outreach"], case, rule, expects=None)


def kinds(world: World, name: str = "outreach") -> list[tuple[str, bool]]:
    found = world.mechanism.tasks(world[name]).items
    return [(each.kind, each.overdue) for each in found]


def listed(world: World) -> list[str]:
    """What of plans stands on the coordinator's list."""
    words = ("plan_missing", "review_due", "service_not_started", "follow_up_due")
    found = world.mechanism.exceptions(world["coordinator"])
    return [each.kind for each in found if each.kind in words]


def test_nobody_is_to_be_reached_in_a_way_or_at_an_hour_they_did_not_agree_to(
    world: World,
) -> None:
    case, me = world.case().id, world["outreach"]
    with pytest.raises(OffThePath) as unasked:
        world.mechanism.set_follow_up(me, case, MORNING, CALL)
    assert unasked.value.missing == ("safe_channel",)
    reached_by(world, case)
    with pytest.raises(OffThePath):
        world.mechanism.set_follow_up(me, case, MORNING, TEXT)
    with pytest.raises(OffThePath) as late:
        world.mechanism.set_follow_up(me, case, EVENING, CALL)
    assert late.value.missing == ("safe_hour",)
    with pytest.raises(Malformed):
        world.mechanism.set_follow_up(me, case, START, ContactChannel.IN_PERSON)
    world.mechanism.set_follow_up(me, case, MORNING, CALL)
    (found,) = read(world, case).follow_ups
    assert (found.at, found.channel, found.source) == (MORNING, "call", "by_hand")


def test_a_follow_up_waits_runs_over_and_is_ended_once_as_it_was(world: World) -> None:
    case, me = world.case().id, world["outreach"]
    planned(world, case)
    reached_by(world, case)
    due = world.mechanism.set_follow_up(me, case, MORNING, CALL).id
    assert kinds(world) == [], "not for weeks"
    world.clock.moment = MORNING - timedelta(days=2)
    assert kinds(world) == [("follow_up_due", False)]
    assert listed(world) == []
    world.clock.moment = EVENING
    assert kinds(world) == [("follow_up_due", True)]
    assert listed(world) == ["follow_up_due"]

    told = FollowUpEnd(FollowUpResult.NEEDS_HELP, CALL, None, "Wants to move.")
    world.mechanism.end_follow_up(me, due, told)
    assert kinds(world) == []
    assert listed(world) == []
    (found,) = read(world, case).follow_ups
    assert (found.result, found.note) == ("needs_help", "Wants to move.")
    assert found.outside_rule, "called in the evening: recorded, and said"
    with pytest.raises(AlreadyAnswered):
        world.mechanism.end_follow_up(me, due, told)
    assert world.mechanism.verify_all().whole


def test_what_cannot_have_happened_is_not_recorded(embedded_world: World) -> None:
    world = embedded_world
    case, me = world.case().id, world["outreach"]
    reached_by(world, case)
    due = world.mechanism.set_follow_up(me, case, MORNING, CALL).id
    for end in (
        FollowUpEnd(FollowUpResult.WELL),
        FollowUpEnd(FollowUpResult.MISSED, CALL),
        FollowUpEnd(FollowUpResult.WELL, CALL, MORNING),
        FollowUpEnd(FollowUpResult.WELL, CALL, None, "x" * 4001),
    ):
        with pytest.raises(Malformed):
            world.mechanism.end_follow_up(me, due, end)
    world.mechanism.end_follow_up(me, due, FollowUpEnd(FollowUpResult.MISSED))
    (found,) = read(world, case).follow_ups
    assert (found.result, found.used, found.outside_rule) == ("missed", None, False)


def test_what_waits_is_counted_as_it_is_listed_and_for_the_holder_alone(
    world: World,
) -> None:
    case = world.case().id
    other = world.case().id
    assert kinds(world) == [("plan_missing", False)] * 2
    assert listed(world) == [], "no procedure sets a time, so nothing is late"
    planned(world, case)
    own = line(world, case, to="ngo")
    line(world, case, "medical")
    world.clock.advance(days=20)

    found = world.mechanism.tasks(world["outreach"], limit=1)
    assert (len(found.items), found.total, found.overdue) == (1, 3, 2)
    late = world.mechanism.tasks(world["outreach"], overdue=True)
    assert (late.total, late.waiting, len(late.items), late.next) == (2, 3, 2, None)
    rest = world.mechanism.tasks(world["outreach"], after=found.next)
    assert (len(rest.items), rest.total, rest.next) == (2, 3, None)
    assert found.items[0] not in rest.items
    assert kinds(world) == [("service_not_started", True)] * 2 + [
        ("plan_missing", False)
    ]
    assert listed(world) == ["service_not_started"] * 2
    assert kinds(world, "host") == []
    world.mechanism.note_service(world["outreach"], own, ServiceNote.STARTED)
    assert listed(world) == ["service_not_started"]
    assert [
        each.case_id for each in world.mechanism.tasks(world["outreach"]).items
    ] == [
        case,
        other,
    ]


def test_a_review_that_was_agreed_is_due_and_a_new_plan_ends_it(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    planned(world, case, replace(PLAN, review_on=NEXT_WEEK))
    world.clock.advance(days=8)
    assert kinds(world) == [("review_due", True)]
    assert listed(world) == ["review_due"]
    planned(world, case)
    assert kinds(world) == []


def test_a_case_is_closed_with_every_outcome_looked_at_or_not_at_all(
    world: World,
) -> None:
    case, me = world.case().id, world["outreach"]
    some = NewOutcomes({LifeOutcome.SAFE_HOME: LifeResult.REACHED})
    with pytest.raises(Malformed):
        world.mechanism.close_case(me, case, END, some)
    opens = Closing("bring_to_safety", Outcome.RECOVERED, "goals_met")
    with pytest.raises(StepNotOnPath):
        world.mechanism.close_case(me, case, opens, NewOutcomes(ALL))
    assert "outcomes_recorded" not in world.entries(case)
    world.mechanism.close_case(me, case, END, NewOutcomes(ALL, note="She works."))

    kept = read(world, case)
    assert kept.outcomes is not None
    assert set(kept.outcomes.results.values()) == {"partly"}
    assert kept.outcomes.note == "She works."
    written = world.entries(case)
    assert written.index("outcomes_recorded") == written.index("step_taken") - 1
    assert kinds(world) == [], "a closed case waits for no plan"


def test_a_closed_case_is_opened_again_for_a_reason_by_who_may(world: World) -> None:
    case, me = world.case().id, world["outreach"]
    reason = ReopenReason.CONTACT_REGAINED
    with pytest.raises(StepNotOnPath):
        world.mechanism.reopen_case(me, case, reason)
    world.mechanism.close_case(me, case, END, NewOutcomes(ALL))
    done = world.mechanism.reopen_case(world["coordinator"], case, reason)

    assert done.details["clock"] == "unset", "no procedure sets one"
    assert done.details["stages"]["protection"] != "closed"
    moved = [said for kind, said in chain_of(world, case) if kind == "step_taken"]
    assert moved[-1]["reopen_reason"] == "contact_regained"
    assert kinds(world) == [("plan_missing", False)]
    with pytest.raises(NotFound):
        world.mechanism.reopen_case(world["host"], case, reason)


@pytest.fixture
def albania(tmp_path: Path) -> Iterator[World]:
    key = tmp_path / "key"
    with a_world(str(tmp_path / "albania"), key, "albania") as world:
        yield world


def test_a_pathway_that_sets_a_follow_up_sets_it_at_closing_at_a_safe_hour(
    albania: World,
) -> None:
    world, me = albania, albania["outreach"]
    case = world.case().id
    reached_by(world, case)
    new = NewOutcomes(ALL, follow_up=CALL)
    done = world.mechanism.close_case(me, case, END, new)
    assert done.kind == "case"

    kept = read(world, case)
    assert kept.closure is not None
    assert kept.closure.follow_up_ground is not None
    assert kept.closure.follow_up_ground.confidence == "medium"
    (found,) = kept.follow_ups
    assert found.source == "pathway"
    assert found.at.date().year == START.year + 3
    assert found.at.hour in (6, 7), "eight in the morning, there"
    world.clock.moment = found.at + timedelta(hours=1)
    assert kinds(world) == [("follow_up_due", True)]
    assert world.mechanism.plan(me, case, Purpose.CARE).tasks[0].about == str(found.id)


def test_a_service_past_its_day_is_no_task_of_a_case_that_is_closed(
    embedded_world: World,
) -> None:
    world, me = embedded_world, embedded_world["outreach"]
    case = world.case().id
    planned(world, case)
    new = NewLine("medical", NEXT_WEEK)
    world.mechanism.plan_service(me, case, new)
    world.mechanism.close_case(me, case, END, NewOutcomes(ALL))
    world.clock.advance(days=30)
    assert kinds(world) == []
    assert listed(world) == []
