"""Three days of a breach are seventy-two hours that pass, whatever the clocks show."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from referral.errors import AlreadyAnswered, Malformed
from referral.rules.breaches import Known, check_tell_people, due_at

TIRANE, HOURS = ZoneInfo("Europe/Tirane"), timedelta(hours=72)


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        ("2026-10-23T14:30", "2026-10-26T12:30"),
        ("2026-03-27T14:30", "2026-03-30T13:30"),
        ("2026-10-25T02:30", "2026-10-28T00:30"),
        ("2026-06-05T14:30", "2026-06-08T12:30"),
    ],
    ids=["autumn", "spring", "the hour that comes twice", "summer"],
)
def test_the_clock_counts_hours_over_a_change_of_the_clocks(
    aware: str, due: str
) -> None:
    known = datetime.fromisoformat(aware).replace(tzinfo=TIRANE)
    found = due_at(known, HOURS, datetime(2027, 1, 1, tzinfo=UTC))
    assert found == datetime.fromisoformat(f"{due}+00:00")
    assert found - known.astimezone(UTC) == HOURS


def test_nobody_is_aware_of_it_before_now() -> None:
    now = datetime(2026, 10, 23, 12, 30, tzinfo=UTC)
    later = datetime(2026, 10, 23, 14, 31, tzinfo=TIRANE)
    with pytest.raises(Malformed):
        due_at(later, HOURS, now)


def test_the_people_are_told_once() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    open_still = Known(now, now + HOURS, None, None, None)
    check_tell_people(open_still)
    told = Known(now, now + HOURS, None, now, None)
    with pytest.raises(AlreadyAnswered):
        check_tell_people(told)
