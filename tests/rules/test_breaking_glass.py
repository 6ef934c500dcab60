"""What may be broken, how often, for how long, and who looks at it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotPermitted,
    Refusal,
    StepUpNeeded,
)
from referral.rules.breaking_glass import (
    BREAKABLE,
    COUNTED_OVER,
    FRESH,
    LASTS,
    LONGEST_TEXT,
    MOST,
    REVIEW_WITHIN,
    SHORTEST,
    Asked,
    Broken,
    check_may_break,
    check_may_review,
    check_reviewers,
    opens,
    standing,
    stepped_up,
)
from workflows.vocabulary import Compartment, GlassOutcome, GlassState, Regime

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
MINUTE, MOMENT = timedelta(minutes=1), timedelta(milliseconds=1)
HEALTH, BOTH = Compartment.HEALTH, frozenset({Compartment.HEALTH, Compartment.LEGAL})
BROKEN = Broken("g", "lena", "k7", BOTH, NOW)
UPHELD = replace(
    BROKEN, reviewed_at=NOW + timedelta(hours=1), outcome=GlassOutcome.UPHELD
)
NOT_UPHELD = replace(UPHELD, outcome=GlassOutcome.NOT_UPHELD)


def check(**changes: Any) -> None:
    words: dict[str, Any] = {
        "asked": Asked(frozenset({HEALTH}), 20),
        "regime": Regime.GDPR,
        "age": MINUTE,
        "before": (),
        "now": NOW,
        **changes,
    }
    check_may_break(**words)


def test_the_numbers_are_these_and_say_where_they_come_from() -> None:
    assert LASTS.time == timedelta(hours=4)
    assert REVIEW_WITHIN.time == timedelta(hours=72)
    assert COUNTED_OVER.time == timedelta(days=7)
    assert FRESH.time == timedelta(minutes=5)
    assert (MOST.n, SHORTEST.n) == (3, 20)
    for bound in (LASTS, REVIEW_WITHIN, MOST, COUNTED_OVER, FRESH, SHORTEST):
        assert bound.source


def test_it_opens_no_place_and_to_enforcement_who_somebody_is_alone() -> None:
    assert set(Compartment) - BREAKABLE[Regime.GDPR] == {Compartment.LOCATION}
    assert BREAKABLE[Regime.LAW_ENFORCEMENT] == {Compartment.IDENTITY}


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (None, False),
        (timedelta(0), True),
        (FRESH.time, True),
        (FRESH.time + MOMENT, False),
        (-MOMENT, False),
    ],
)
def test_a_step_up_is_fresh_for_five_minutes(
    age: timedelta | None, *, fresh: bool
) -> None:
    assert stepped_up(age) == fresh
    if fresh:
        check(age=age)
        return
    with pytest.raises(StepUpNeeded) as refused:
        check(age=age)
    assert refused.value.missing == ("step_up",)


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        (Asked(frozenset(), 20), (("/drawers", "empty"),)),
        (Asked(BOTH, 19), (("/text", "at_least_20_characters"),)),
        (Asked(BOTH, LONGEST_TEXT + 1), (("/text", "too_long"),)),
        (
            Asked(frozenset(), 0),
            (("/drawers", "empty"), ("/text", "at_least_20_characters")),
        ),
    ],
)
def test_it_says_what_it_opens_and_why(
    asked: Asked, faults: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(Malformed, match=r"^Say what you open, and why\.$") as refused:
        check(asked=asked)
    assert refused.value.faults == faults
    check(asked=Asked(BOTH, LONGEST_TEXT))


def test_a_drawer_that_no_glass_opens_is_named() -> None:
    asked = Asked(frozenset({Compartment.LOCATION, HEALTH}), 20)
    with pytest.raises(
        NotPermitted, match=r"does not open this drawer to you\.$"
    ) as at:
        check(asked=asked)
    assert at.value.missing == ("glass_for_location",)
    with pytest.raises(NotPermitted) as both:
        check(asked=asked, regime=Regime.LAW_ENFORCEMENT)
    assert both.value.missing == ("glass_for_health", "glass_for_location")
    identity = Asked(frozenset({Compartment.IDENTITY}), 20)
    check(asked=identity, regime=Regime.LAW_ENFORCEMENT)


def ago(glass: Broken, time: timedelta) -> Broken:
    """The same, so long ago."""
    looked = glass.reviewed_at
    at = glass.at - time
    return replace(glass, at=at, reviewed_at=looked - time if looked else None)


@pytest.mark.parametrize(
    ("before", "missing"),
    [
        ([], ()),
        ([BROKEN, BROKEN], ()),
        ([BROKEN, BROKEN, BROKEN], ("seven_days",)),
        ([UPHELD, UPHELD, UPHELD], ("seven_days",)),
        ([UPHELD, UPHELD, ago(UPHELD, timedelta(days=7))], ()),
        ([UPHELD, UPHELD, ago(UPHELD, timedelta(days=7) - MOMENT)], ("seven_days",)),
        ([NOT_UPHELD], ("upheld_review",)),
        ([ago(NOT_UPHELD, timedelta(days=7))], ()),
        ([ago(BROKEN, timedelta(hours=72))], ("review",)),
        ([ago(BROKEN, timedelta(hours=72) - MOMENT)], ()),
        ([ago(BROKEN, timedelta(days=30))], ("review",)),
    ],
)
def test_what_was_broken_before_may_stand_in_the_way(
    before: list[Broken], missing: tuple[str, ...]
) -> None:
    if not missing:
        check(before=before)
        return
    with pytest.raises(GuardNotMet) as refused:
        check(before=before)
    assert refused.value.missing == missing
    assert refused.value.sentence in SENTENCES[missing[0]]


SENTENCES = {
    "seven_days": "You have done this three times in seven days.",
    "upheld_review": "What you opened in the last seven days was not upheld.",
    "review": "What you opened before was not reviewed in time: somebody else has to "
    "look at it first.",
}


def test_it_opens_its_own_case_to_its_own_actor_in_its_own_time() -> None:
    ask: dict[str, Any] = {
        "broken": BROKEN,
        "actor_id": "lena",
        "case_id": "k7",
        "drawers": [HEALTH],
        "now": NOW,
    }
    end = NOW + LASTS.time
    for change in ({}, {"drawers": BOTH}, {"now": end - MOMENT}, {"broken": UPHELD}):
        assert opens(**{**ask, **change})
    no: dict[str, Any]
    for no in (
        {"actor_id": "mila"},
        {"case_id": "m3"},
        {"drawers": []},
        {"drawers": [Compartment.IDENTITY]},
        {"drawers": [HEALTH, Compartment.IDENTITY]},
        {"now": end},
        {"now": NOW - MOMENT},
        {"broken": NOT_UPHELD, "now": NOW + timedelta(hours=1)},
    ):
        assert not opens(**{**ask, **no}), no
    late = replace(NOT_UPHELD, reviewed_at=NOW + timedelta(hours=50))
    assert late.ends_at == end
    assert UPHELD.ends_at == end


def test_where_it_stands_follows_from_the_moment() -> None:
    due = NOW + REVIEW_WITHIN.time
    assert BROKEN.review_due == due
    for moment, state in (
        (NOW, GlassState.OPEN),
        (NOW + LASTS.time - MOMENT, GlassState.OPEN),
        (NOW + LASTS.time, GlassState.ENDED),
        (due - MOMENT, GlassState.ENDED),
        (due, GlassState.OVERDUE),
    ):
        assert standing(BROKEN, moment) is state
        assert standing(UPHELD, moment) is GlassState.REVIEWED


def test_somebody_else_reviews_it_once() -> None:
    check_may_review(BROKEN, "clara")
    for glass, reviewer, refusal, told in (
        (BROKEN, "lena", NotPermitted, "^Whoever opened it cannot review it: .* to.$"),
        (UPHELD, "clara", AlreadyAnswered, r"^This was reviewed before\.$"),
    ):
        with pytest.raises(Refusal, match=told) as refused:
            check_may_review(glass, reviewer)
        assert type(refused.value) is refusal
    with pytest.raises(NotPermitted) as mine:
        check_may_review(BROKEN, "lena")
    assert mine.value.missing == ("another_actor",)


def test_without_a_reviewer_nothing_is_broken() -> None:
    check_reviewers({"clara"})
    with pytest.raises(GuardNotMet, match=r"so it cannot be done\.$") as refused:
        check_reviewers(set())
    assert refused.value.missing == ("reviewer",)
    assert refused.value.sentence.startswith("Nobody here could review this")
