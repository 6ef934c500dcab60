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
        ((2026, 10, 23, 14, 30), (2026, 10, 26, 12, 30)),
        ((2026, 3, 27, 14, 30), (2026, 3, 30, 13, 30)),
        ((2026, 10, 25, 2, 30), (2026, 10, 28, 0, 30)),
        ((2026, 6, 5, 14, 30), (2026, 6, 8, 12, 30)),
    ],
    ids=["autumn", "spring", "the hour that comes twice", "summer"],
)
def test_the_clock_counts_hours_over_a_change_of_the_clocks(
    aware: tuple[int, ...], due: tuple[int, ...]
) -> None:
    known = datetime(*aware, tzinfo=TIRANE)  # type: ignore[arg-type,misc] # a moment
    found = due_at(known, HOURS, datetime(2027, 1, 1, tzinfo=UTC))
    assert found == datetime(*due, tzinfo=UTC)  # type: ignore[arg-type,misc] # too
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
