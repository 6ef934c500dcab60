"""The individual plan: written with the person, followed, and read by the holder."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from referral.actions.plan_reading import PlanView
from referral.actions.plans import NewLine, NewPlan
from referral.actions.refer import Offer
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotFound,
    NotHolder,
    OffThePath,
    StaleCase,
    WrongRole,
)
from tests.spec.evidence import chain_of
from tests.world import WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    ChildView,
    PlanAgreement,
    Purpose,
    ReferralKind,
    ServiceNote,
)

GOALS, WISHES = "A room of her own by summer.", "No shelter near the river."
PLAN = NewPlan(
    ("medical", "safe_accommodation"), PlanAgreement.AGREES, goals=GOALS, wishes=WISHES
)
NEXT_WEEK = date(2026, 3, 9)


def planned(world: World, case: UUID, new: NewPlan = PLAN) -> None:
    world.mechanism.write_plan(world["outreach"], case, new)


def line(
    world: World, case: UUID, service: str = "safe_accommodation", to: str | None = None
) -> UUID:
    body = world.bodies[to] if to else None
    new = NewLine(service, NEXT_WEEK, None, body)
    return world.mechanism.plan_service(world["outreach"], case, new).id


def read(world: World, case: UUID, version: int | None = None) -> PlanView:
    return world.mechanism.plan(world["outreach"], case, Purpose.CARE, version)


def result(world: World, case: UUID) -> str:
    return read(world, case).lines[0].result


def test_a_plan_is_written_anew_and_what_it_said_before_stays_readable(
    world: World,
) -> None:
    case = world.case().id
    planned(world, case)
    line(world, case)
    world.clock.advance(days=1)
    later = replace(PLAN, agreement=PlanAgreement.DISAGREES, goals="To work.")
    planned(world, case, later)

    now, first = read(world, case), read(world, case, 1)
    assert (now.version, now.newest, now.agreement) == (3, 3, "disagrees")
    assert (now.goals, now.wishes) == ("To work.", WISHES)
    assert [each.service for each in now.lines] == ["safe_accommodation"]
    assert (first.agreement, first.goals, first.lines) == ("agrees", GOALS, ())
    assert read(world, case, 2).goals == GOALS
    assert [each.version for each in now.versions] == [1, 2, 3]
    with pytest.raises(Malformed):
        read(world, case, 4)
    kinds = [kind for kind in world.entries(case) if "plan" in kind]
    assert kinds == ["plan_written", "service_planned", "plan_written"]
    assert world.mechanism.verify_all().whole


def test_no_word_of_a_plan_stands_in_an_entry_and_each_look_says_what_for(
    world: World,
) -> None:
    case = world.case().id
    planned(world, case)
    line(world, case)
    read(world, case)

    told = str(chain_of(world, case))
    assert GOALS not in told
    assert WISHES not in told
    assert "medical" not in told
    assert '"plan"' in told.replace("'", '"'), "the search can find something"
    opened = [
        entry
        for entry in world.mechanism.timeline(world["coordinator"], case)
        if entry.type == "content_opened"
    ]
    assert [entry.purpose for entry in opened] == ["care", "care"]


def test_what_came_of_an_offer_stands_in_the_plan_and_nowhere_twice(
    world: World,
) -> None:
    case = world.case().id
    world.consent(case)
    planned(world, case)
    line(world, case, to="shelter")
    assert result(world, case) == "planned"

    offer = world.offer(case).id
    assert result(world, case) == "offered"
    world.mechanism.answer_offer(world["host"], offer, "decline", reason="not_eligible")
    assert result(world, case) == "declined"
    other = world.offer(case, to="haven").id
    world.mechanism.answer_offer(world["warden"], other, "accept")
    assert result(world, case) == "declined", "another was planned"
    again = world.offer(case).id
    world.mechanism.answer_offer(world["host"], again, "accept")
    assert result(world, case) == "accepted"
    assert read(world, case).lines[0].offer_id == again
    world.mechanism.answer_offer(world["host"], again, "arrived")
    assert result(world, case) in ("arrived", "in_service")


def test_only_who_holds_the_case_reads_and_keeps_its_plan(world: World) -> None:
    case, _ = world.accepted()
    planned(world, case.id)
    for name, refusal in (
        ("host", NotHolder),
        ("coordinator", WrongRole),
        ("auditor", WrongRole),
        ("stranger", NotFound),
    ):
        with pytest.raises(refusal):
            world.mechanism.plan(world[name], case.id, Purpose.CARE)
        with pytest.raises(refusal):
            world.mechanism.write_plan(world[name], case.id, PLAN)


def test_a_plan_goes_with_the_responsibility(world: World) -> None:
    case = world.case().id
    world.consent(case)
    planned(world, case)
    shelter = world.mechanism.list_service(
        world.system, world.bodies["shelter"], "case_management", "Shelter"
    ).id
    offer = Offer(shelter, ReferralKind.RESPONSIBILITY)
    made = world.mechanism.make_offer(world["outreach"], case, offer).id
    world.mechanism.answer_offer(world["host"], made, "accept")
    world.mechanism.answer_offer(world["host"], made, "arrived")

    assert world.mechanism.plan(world["host"], case, Purpose.CARE).goals == GOALS
    with pytest.raises(NotHolder):
        read(world, case)


def test_a_child_is_heard_and_an_adult_is_not_asked_as_one(
    embedded_world: World,
) -> None:
    world = embedded_world
    unsure = world.case(facts=replace(WOMAN, age_class=AgeClass.UNSURE)).id
    with pytest.raises(Malformed) as missing:
        planned(world, unsure)
    assert missing.value.faults == (("/child_view", "missing"),)
    heard = replace(PLAN, child_view=ChildView.DOES_NOT_WANT)
    planned(world, unsure, heard)
    assert read(world, unsure).child_view == "does_not_want"
    with pytest.raises(Malformed):
        planned(world, world.case().id, heard)


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (replace(PLAN, needs=("magic",)), ("/needs/0", "unknown_service")),
        (replace(PLAN, goals="x" * 4001), ("/goals", "too_long")),
        (replace(PLAN, review_on=date(2026, 3, 1)), ("/review_on", "in_the_past")),
    ],
)
def test_a_plan_that_cannot_be_kept_is_not_written(
    embedded_world: World, new: NewPlan, fault: tuple[str, str]
) -> None:
    case = embedded_world.case().id
    with pytest.raises(Malformed) as refused:
        planned(embedded_world, case, new)
    assert refused.value.faults == (fault,)
    assert "plan_written" not in embedded_world.entries(case)


def test_a_service_is_planned_once_into_a_plan_that_is_there(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    with pytest.raises(OffThePath):
        line(world, case)
    planned(world, case)
    first = line(world, case, to="shelter")
    line(world, case, to="haven")
    for again in ("shelter", None):
        with pytest.raises(Malformed):
            line(world, case, to=again)
    with pytest.raises(Malformed):
        line(world, case, service="magic")
    new = NewLine("medical", NEXT_WEEK, NEXT_WEEK - timedelta(days=1))
    with pytest.raises(Malformed):
        world.mechanism.plan_service(world["outreach"], case, new)
    me = world["outreach"]
    world.mechanism.note_service(me, first, ServiceNote.NOT_WANTED)
    with pytest.raises(AlreadyAnswered):
        world.mechanism.note_service(me, first, ServiceNote.COMPLETED)
    line(world, case, to="shelter")


def test_what_the_holder_gives_itself_begins_by_its_word_and_nothing_else_does(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, me = world.case().id, world["outreach"]
    planned(world, case)
    own, other = line(world, case, to="ngo"), line(world, case, "medical", "shelter")
    world.mechanism.note_service(me, own, ServiceNote.STARTED)
    with pytest.raises(OffThePath):
        world.mechanism.note_service(me, other, ServiceNote.STARTED)
    with pytest.raises(NotFound):
        world.mechanism.note_service(world["stranger"], own, ServiceNote.COMPLETED)
    results = {each.id: each.result for each in read(world, case).lines}
    assert results == {own: "in_service", other: "planned"}


def test_a_plan_rests_on_what_its_writer_saw(embedded_world: World) -> None:
    world = embedded_world
    done, me = world.case(), world["outreach"]
    world.mechanism.write_plan(me, done.id, PLAN, expects=0)
    with pytest.raises(StaleCase):
        world.mechanism.write_plan(me, done.id, PLAN, expects=0)
    new = NewLine("medical", NEXT_WEEK)
    with pytest.raises(StaleCase):
        world.mechanism.plan_service(me, done.id, new, expects=2)
    assert world.mechanism.plan_service(me, done.id, new, expects=1).version == 2
