"""What may be agreed of a hand-over, to the minute, and what a wall clock means."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from referral.errors import Malformed
from referral.rules.handover import (
    ON_THE_WAY,
    SEEN_IN,
    Arrangement,
    Meets,
    check_arrangement,
    moment_of,
    not_arranged_since,
    window_is_over,
    window_of,
)
from workflows.handover import FILE, arrange_within, read_file
from workflows.loader import PathwayInvalid
from workflows.vocabulary import Meeter, ReferralStage, Side, Transport

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
ZONE = "Europe/Tirane"
TO, BACK = date(2026, 3, 29), date(2026, 10, 25)
"""The days on which clocks there are put forward, and back."""


def arranged(begins: timedelta, ends: timedelta) -> Arrangement:
    return Arrangement(
        NOW + begins,
        NOW + ends,
        Meets(Meeter.COLLEAGUE),
        Meets(Meeter.NOBODY),
        "the bench",
        Transport.ON_FOOT,
    )


def minutes(days: int = 0, more: int = 0) -> timedelta:
    return timedelta(days=days, minutes=more)


@pytest.mark.parametrize(
    ("begins", "ends", "fault"),
    [
        (minutes(more=-30), minutes(more=1), None),
        (minutes(more=-30), minutes(), "is_over"),
        (minutes(more=-30), minutes(more=-1), "is_over"),
        (minutes(more=10), minutes(more=11), None),
        (minutes(more=10), minutes(more=10), "ends_before_it_begins"),
        (minutes(more=10), minutes(more=9), "ends_before_it_begins"),
        (minutes(more=10), minutes(1, 10), None),
        (minutes(more=10), minutes(1, 11), "longer_than_a_day"),
        (minutes(30), minutes(31), None),
        (minutes(30, 1), minutes(31, 1), "too_far_away"),
    ],
)
def test_a_window_is_checked_to_the_minute(
    begins: timedelta, ends: timedelta, fault: str | None
) -> None:
    new = arranged(begins, ends)
    if fault is None:
        check_arrangement(new, NOW)
        return
    with pytest.raises(Malformed) as told:
        check_arrangement(new, NOW)
    assert told.value.faults == (("/window_until", fault),)


def test_a_window_is_over_from_its_last_moment_on() -> None:
    assert not window_is_over(NOW, NOW - timedelta(microseconds=1))
    assert window_is_over(NOW, NOW)


def test_an_hour_that_comes_twice_begins_with_the_first_and_ends_with_the_second() -> (
    None
):
    begins, ends = window_of(BACK, (time(2, 15), time(2, 45)), ZONE)
    assert begins == datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert ends == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "place"),
    [
        ((time(2, 30), time(4)), "/window_from"),
        ((time(1), time(2, 30)), "/window_until"),
    ],
)
def test_an_hour_that_is_left_out_is_refused(
    hours: tuple[time, time], place: str
) -> None:
    with pytest.raises(Malformed) as told:
        window_of(TO, hours, ZONE)
    assert told.value.faults == ((place, "no_such_hour"),)
    begins, ends = window_of(TO, (time(1, 59), time(3)), ZONE)
    assert ends - begins == timedelta(minutes=1)


def test_a_window_past_midnight_ends_the_next_day() -> None:
    begins, ends = window_of(date(2026, 3, 2), (time(23), time(1)), ZONE)
    assert ends - begins == timedelta(hours=2)
    whole = window_of(date(2026, 3, 2), (time(9), time(9)), ZONE)
    assert whole[1] - whole[0] == timedelta(days=1)
    assert moment_of(date(2026, 3, 2), time(9), "UTC", later=True).hour == 9


def test_every_side_and_stage_is_decided_and_nobody_sees_it_before_a_yes() -> None:
    assert set(SEEN_IN) == set(Side)
    before = {ReferralStage.DRAFT, ReferralStage.OFFERED, ReferralStage.QUESTION}
    for side, stages in SEEN_IN.items():
        assert before.isdisjoint(stages)
        if side not in (Side.SENDER, Side.ADDRESSEE):
            assert stages == frozenset()
    assert SEEN_IN[Side.ADDRESSEE] == ON_THE_WAY
    assert SEEN_IN[Side.SENDER] - ON_THE_WAY == {ReferralStage.NO_SHOW}


def test_the_time_to_arrange_is_data_or_not_set() -> None:
    said = FILE.read_text(encoding="utf-8")
    within = arrange_within()
    assert within == read_file(said) == timedelta(hours=4)
    assert not_arranged_since(NOW, within) == NOW + timedelta(hours=4)
    unset = said.replace('{ n = 4, unit = "hour" }', '"unset"')
    assert unset != said
    assert read_file(unset) is None
    assert not_arranged_since(NOW, None) is None


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('unit = "hour"', 'unit = "working_day"', "hours or days"),
        ("note =", "article =", "in a note"),
        ('"model"', '"primary"', "name the source"),
    ],
)
def test_a_time_says_where_it_comes_from(was: str, becomes: str, told: str) -> None:
    said = FILE.read_text(encoding="utf-8").replace(was, becomes)
    with pytest.raises(PathwayInvalid, match=told):
        read_file(said)
