"""What waits: total over everything that can be told, and never lost by time alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from referral.rules.plans import RESULTS, STARTED, Line, Offered, result_of
from referral.rules.tasks import Dated, Told, tasks
from workflows.plans import lead, plan_problems, plans
from workflows.vocabulary import (
    FollowUpResult,
    LifeResult,
    PlanResult,
    ReferralStage,
    ServiceNote,
    TaskKind,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
MOMENTS = st.integers(-400, 400).map(lambda days: START + timedelta(days=days))
DATED = st.lists(
    st.builds(Dated, st.uuids().map(str), MOMENTS),
    max_size=4,
    unique_by=lambda each: each.id,
).map(tuple)
CASES = st.builds(
    Told,
    closed=st.booleans(),
    planned=st.booleans(),
    plan_due_at=st.none() | MOMENTS,
    review_at=st.none() | MOMENTS,
    services=DATED,
    follow_ups=DATED,
)
WEEK = timedelta(days=7)


@given(CASES, MOMENTS, st.integers(0, 500))
def test_time_adds_tasks_and_takes_none_away(
    told: Told, now: datetime, later: int
) -> None:
    before = tasks(told, now, WEEK)
    after = {
        (each.kind, each.about): each
        for each in tasks(told, now + timedelta(days=later), WEEK)
    }

    for each in before:
        still = after[each.kind, each.about]
        assert still.due_at == each.due_at
        assert still.overdue or not each.overdue


@given(CASES)
def test_nothing_that_waits_is_lost_and_nothing_else_is_found(told: Told) -> None:
    found = tasks(told, START + timedelta(days=1000), WEEK)

    kinds = [each.kind for each in found]
    follow_ups = {e.about for e in found if e.kind is TaskKind.FOLLOW_UP_DUE}
    assert follow_ups == {each.id for each in told.follow_ups}
    services = {e.about for e in found if e.kind is TaskKind.SERVICE_NOT_STARTED}
    assert services == (set() if told.closed else {each.id for each in told.services})
    assert (TaskKind.PLAN_MISSING in kinds) is not (told.closed or told.planned)
    review = told.planned and not told.closed and told.review_at is not None
    assert (TaskKind.REVIEW_DUE in kinds) is review
    assert len(found) == len({(each.kind, each.about) for each in found})


@given(CASES, MOMENTS)
def test_what_has_no_time_is_never_overdue_and_what_has_one_is_at_its_moment(
    told: Told, now: datetime
) -> None:
    found = tasks(told, now, WEEK)

    for each in found:
        assert each.overdue is (each.due_at is not None and each.due_at <= now)
    dues = [each.due_at for each in found if each.due_at]
    assert dues == sorted(dues)
    assert [each for each in found if each.due_at is None] == list(
        found[len(dues) :]
    ), "what has no time stands last"


def test_a_task_is_shown_a_week_before_and_overdue_at_its_moment() -> None:
    told = Told(closed=True, follow_ups=(Dated("a", START),))
    just = timedelta(milliseconds=1)

    assert tasks(told, START - WEEK - just, WEEK) == ()
    (soon,) = tasks(told, START - WEEK, WEEK)
    assert not soon.overdue
    assert tasks(told, START, WEEK)[0].overdue
    assert lead() == WEEK


def offer(stage: ReferralStage, days: int = 1, to: str = "a") -> Offered:
    at = START + timedelta(days=days)
    return Offered(f"{stage}{days}", "medical", to, stage, at)


def test_every_stage_of_an_offer_says_how_far_a_service_is() -> None:
    assert set(RESULTS) == set(ReferralStage)
    line = Line("medical", None, START)
    for stage, result in RESULTS.items():
        assert result_of(line, [offer(stage)]).result is result
    assert result_of(line, []).result is PlanResult.PLANNED
    assert RESULTS[ReferralStage.RETURNED] not in STARTED, "it has to be given anew"


def test_only_an_offer_of_the_same_service_to_who_is_planned_counts() -> None:
    accepted = offer(ReferralStage.ACCEPTED, to="b")
    planned = PlanResult.PLANNED

    assert result_of(Line("medical", "a", START), [accepted]).result is planned
    assert result_of(Line("legal_aid", "b", START), [accepted]).result is planned
    found = result_of(Line("medical", "b", START), [accepted])
    assert (found.result, found.offer) == (PlanResult.ACCEPTED, accepted.id)


def test_what_is_under_way_comes_before_what_ended_and_old_ends_count_for_nothing() -> (
    None
):
    line = Line("medical", None, START)
    ended = offer(ReferralStage.COMPLETED, days=-1)
    declined = offer(ReferralStage.DECLINED, days=3)
    under_way = offer(ReferralStage.OFFERED, days=-1)

    assert result_of(line, [ended]).result is PlanResult.PLANNED
    assert result_of(line, [ended, declined]).result is PlanResult.DECLINED
    assert result_of(line, [under_way, declined]).result is PlanResult.OFFERED


def test_what_the_holder_notes_ends_a_line_or_begins_one_of_its_own() -> None:
    for note in ServiceNote:
        found = result_of(Line("medical", None, START, note), [])
        assert found.result is {
            ServiceNote.STARTED: PlanResult.IN_SERVICE,
            ServiceNote.COMPLETED: PlanResult.COMPLETED,
        }.get(note, PlanResult.ENDED)


def test_every_coded_result_says_where_it_comes_from() -> None:
    said = plans()

    assert {each.name for each in said.follow_up_results} == set(FollowUpResult)
    assert {each.name for each in said.life_results} == set(LifeResult)
    data = said.model_dump(mode="json")
    assert plan_problems(data) == []
    data["life_results"][0]["ground"]["note"] = None
    data["life_results"][1]["name"] = "cured"
    data["shown"]["before"]["unit"] = "calendar_month"
    told = [str(each) for each in plan_problems(data)]
    assert len(told) == 4, told
