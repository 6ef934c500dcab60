"""What follows from how an offer ended, whom a list asks next, when a clock goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import GuardNotMet, Malformed
from referral.rules.after_offer import (
    MOST_ASKED,
    Declined,
    check_list,
    check_not_cooling,
    cooling,
    next_service,
    order_of,
    what_follows,
)
from referral.rules.clocks import answer_due, expires_at, gone_on, reply_due
from referral.rules.identifying import identifies
from referral.rules.offer import is_terminal
from workflows.catalogues import decline_reasons
from workflows.offer_data import follows
from workflows.vocabulary import AskOrder, DeclineConsequence, ReferralStage

NEXT, COOL, LOOK = (
    DeclineConsequence.OFFER_NEXT,
    DeclineConsequence.COOL_OFF,
    DeclineConsequence.ASK_COORDINATOR,
)
NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(milliseconds=1)

BY_REASON = {
    "full": {COOL, NEXT},
    "not_eligible": {NEXT},
    "safety_conflict": {LOOK},
    "no_language": {NEXT},
    "other": {LOOK},
}
BY_END = {
    ReferralStage.COMPLETED: set(),
    ReferralStage.EXPIRED: {NEXT},
    ReferralStage.WITHDRAWN: set(),
    ReferralStage.NO_SHOW: set(),
    ReferralStage.RETURNED: {NEXT},
    ReferralStage.RECALLED: set(),
    ReferralStage.PROVIDER_CLOSED: {NEXT, LOOK},
    ReferralStage.UNDONE: set(),
}
"""Both written by hand."""


def test_every_reason_and_every_end_has_what_follows_from_it() -> None:
    declined = {
        name: what_follows(ReferralStage.DECLINED, reason.consequence, follows())
        for name, reason in decline_reasons().items()
    }
    ended = {
        stage: what_follows(stage, None, follows())
        for stage in ReferralStage
        if is_terminal(stage) and stage is not ReferralStage.DECLINED
    }

    assert declined == BY_REASON
    assert ended == BY_END


def test_a_decline_without_a_reason_is_a_fault() -> None:
    with pytest.raises(ValueError, match="reason"):
        what_follows(ReferralStage.DECLINED, None, follows())


@pytest.mark.parametrize(
    ("after", "span", "cools"),
    [
        (6 * HOUR - SECOND, 6 * HOUR, True),
        (6 * HOUR, 6 * HOUR, False),
        (timedelta(0), None, False),
    ],
)
def test_a_full_service_is_left_alone_to_the_millisecond(
    after: timedelta, span: timedelta | None, *, cools: bool
) -> None:
    said = [Declined("one", NOW, COOL), Declined("two", NOW, NEXT)]

    assert cooling(said, span, NOW + after) == ({"one"} if cools else set())


def test_what_cools_is_not_asked_and_the_one_after_it_is() -> None:
    listed = [("one", True), ("two", False), ("three", False)]

    assert next_service(listed, set()) == "two"
    assert next_service(listed, {"two"}) == "three"
    assert next_service(listed, {"two", "three"}) is None
    check_not_cooling("three", {"two"})
    with pytest.raises(GuardNotMet) as refused:
        check_not_cooling("two", {"two"})
    assert refused.value.missing == ("another_service",)


@pytest.mark.parametrize(
    ("then", "beside", "fault"),
    [
        (["two"], ["three"], ("/beside", "not_with_then")),
        (["one"], [], ("/then", "duplicate")),
        ([], ["two", "two"], ("/beside", "duplicate")),
        ([str(n) for n in range(MOST_ASKED + 1)], [], ("/then", "too_many")),
    ],
)
def test_a_list_that_cannot_be_asked_names_its_field(
    then: list[str], beside: list[str], fault: tuple[str, str]
) -> None:
    with pytest.raises(Malformed) as refused:
        check_list("one", then, beside)
    assert refused.value.faults == (fault,)


def test_how_several_are_asked() -> None:
    check_list("one", ["two"], [])
    assert order_of(["two"], []) is AskOrder.IN_ORDER
    assert order_of([], ["two"]) is AskOrder.AT_ONCE
    assert order_of([], []) is None


def test_the_pathway_bounds_what_the_sender_asks() -> None:
    assert answer_due(None, None, NOW) is None
    assert answer_due(None, HOUR, NOW) == NOW + HOUR
    assert answer_due(NOW + HOUR, HOUR, NOW) == NOW + HOUR
    for stated, code in ((NOW, "past"), (NOW + HOUR + SECOND, "after_limit")):
        with pytest.raises(Malformed) as refused:
            answer_due(stated, HOUR, NOW)
        assert refused.value.faults == (("/answer_by", code),)


@given(
    left=st.timedeltas(SECOND, timedelta(days=30)),
    stood=st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_a_clock_that_stood_still_gives_what_was_left(
    left: timedelta, stood: timedelta
) -> None:
    end = NOW + left

    assert reply_due(end, NOW, 0) == end
    replied = NOW + stood
    assert gone_on(end, NOW, replied) - replied == left
    assert gone_on(end, NOW, NOW - stood) == end, "a clock that was put back"


def test_the_clock_stops_for_one_question_while_it_runs() -> None:
    assert reply_due(NOW + HOUR, NOW, 1) is None
    assert reply_due(NOW, NOW, 0) is None
    assert reply_due(None, NOW, 0) is None


def test_an_offer_ends_by_itself_only_where_somebody_waits_or_a_time_is_set() -> None:
    assert expires_at(NOW, None, others_wait=True) == NOW
    assert expires_at(NOW, HOUR, others_wait=True) == NOW
    assert expires_at(NOW, HOUR, others_wait=False) == NOW + HOUR
    assert expires_at(NOW, None, others_wait=False) is None
    assert expires_at(None, HOUR, others_wait=True) is None


@pytest.mark.parametrize(
    ("text", "recorded", "told"),
    [
        ("Kestrel comes by bus", "Kestrel", True),
        ("KESTREL.", "kestrel", True),
        ("a kestrels nest", "Kestrel", False),
        ("Šejla", "Sejla", True),
        ("Шејла", "Šejla", True),
        ("call 0 0 0-11 22", "+000 11 22", True),
        ("room 22", "+000 11 22", False),
        ("an ed", "Ed", False),
        ("nothing", "", False),
    ],
)
def test_a_text_that_tells_who_somebody_is(
    text: str, recorded: str, *, told: bool
) -> None:
    assert identifies(text, [recorded]) is told
