"""When the clock of an offer strikes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from referral.rules.clocks import answer_clock
from workflows.vocabulary import TimerKind

START = datetime(2000, 1, 1, tzinfo=UTC)


@given(
    st.timedeltas(timedelta(0), timedelta(days=36_500)),
    st.timedeltas(timedelta(milliseconds=2), timedelta(days=400)),
)
def test_the_reminder_comes_half_way_and_the_end_at_the_end(
    later: timedelta, within: timedelta
) -> None:
    offered_at = START + later
    answer_by = offered_at + within
    (first, half), (second, end) = answer_clock(offered_at, answer_by)
    assert (first, second) == (TimerKind.OFFER_REMINDER, TimerKind.OFFER_OVERDUE)
    assert offered_at < half < end == answer_by
    assert abs((half - offered_at) - (end - half)) <= timedelta(microseconds=1)
