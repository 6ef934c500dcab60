"""A month in figures: what counts as what, and that nothing small can be computed."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from referral.errors import Malformed
from referral.rules.monthly import (
    DEFINITION,
    SMALLEST_SHOWN,
    Event,
    Measure,
    Month,
    Run,
    counts,
    new_run,
    read_month,
    read_run,
    shown,
)
from workflows.vocabulary import EntryType

ZONE = "Europe/Belgrade"
NOW = datetime(2026, 3, 20, 12, 30, 15, 900, tzinfo=UTC)
MARCH = new_run(Month(2026, 3), NOW, ZONE)


def event(kind: EntryType, at: datetime, about: str = "one", **more: bool) -> Event:
    return Event(kind, at, about, **more)


def in_march(*events: Event) -> dict[str, int]:
    """What is counted in March, of what is counted at all."""
    found = counts(events, MARCH, ZONE)
    return {m.value: cells[-1] for m, cells in found.items() if cells[-1]}


MADE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("events", "figures"),
    [
        ([event(EntryType.CASE_OPENED, MADE)], {"identified": 1}),
        (
            [
                event(EntryType.OFFER_MADE, MADE),
                event(EntryType.OFFER_MADE, MADE),
                event(EntryType.OFFER_MADE, MADE, "two"),
            ],
            {"offers": 2},
        ),
        (
            [
                event(EntryType.TELEPHONE_YES_RECORDED, MADE),
                event(EntryType.OFFER_ACCEPTED, MADE + timedelta(hours=1)),
            ],
            {"answered_in_time": 1},
        ),
        (
            [
                event(EntryType.OFFER_OVERDUE, MADE),
                event(EntryType.OFFER_DECLINED, MADE + timedelta(hours=1)),
            ],
            {"overdue": 1, "answered_late": 1},
        ),
        (
            [
                event(EntryType.OFFER_OVERDUE, MADE),
                event(EntryType.OFFER_DECLINED, MADE, "two"),
            ],
            {"overdue": 1, "answered_in_time": 1},
        ),
        ([event(EntryType.ARRIVAL_CONFIRMED, MADE)], {"arrivals": 1}),
        ([event(EntryType.NO_SHOW_REPORTED, MADE)], {"no_shows": 1}),
        ([event(EntryType.STEP_TAKEN, MADE, closes=True)], {"closings": 1}),
        ([event(EntryType.STEP_TAKEN, MADE)], {}),
    ],
)
def test_an_entry_counts_as_what_it_says(
    events: list[Event], figures: dict[str, int]
) -> None:
    assert in_march(*events) == figures


def test_a_late_answer_of_an_offer_that_was_late_last_month_is_late() -> None:
    february = MADE - timedelta(days=5)
    found = in_march(
        event(EntryType.OFFER_OVERDUE, february), event(EntryType.OFFER_ACCEPTED, MADE)
    )
    assert found == {"answered_late": 1}


def test_months_are_those_of_the_zone_and_end_with_the_run() -> None:
    last = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # 1 March, half past midnight
    assert in_march(event(EntryType.CASE_OPENED, last)) == {"identified": 1}
    assert in_march(event(EntryType.CASE_OPENED, NOW)) == {}
    assert MARCH.until == NOW.replace(microsecond=0)
    february = new_run(Month(2026, 2), NOW, ZONE)
    assert february.until == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert [str(month) for month in february.months()] == [
        *("2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"),
    ]


def test_a_run_is_found_again_by_its_name_and_says_the_same() -> None:
    later = NOW + timedelta(days=90)
    again = read_run(MARCH.id, later, ZONE)
    assert again == MARCH
    told = [event(EntryType.CASE_OPENED, MADE), event(EntryType.CASE_OPENED, later)]
    assert counts(told, again, ZONE) == counts(told[:1], MARCH, ZONE)


@pytest.mark.parametrize(
    "name",
    [
        *("", "2026-03", f"2026-03.{10**10}.{DEFINITION}", "2026-03.1772000000.0"),
        f"2026-03.x.{DEFINITION}",
        f"2026-02.{10**10}.{DEFINITION}",
        f"2026-13.1.{DEFINITION}",
    ],
)
def test_what_names_no_run_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        read_run(name, NOW, ZONE)


@pytest.mark.parametrize(
    "text", ["2026-04", "26-03", "2026-3", "2026-00", "x", "٢٠٢٦-٠٣"]
)
def test_what_is_no_month_or_has_not_begun_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_month(text, NOW, ZONE)


def test_the_present_month_is_one() -> None:
    assert read_month("2026-03", NOW, ZONE) == Month(2026, 3)
    assert isinstance(MARCH, Run)


MOST = 8
"""Largest figure of the tables that are tried."""


def test_no_small_figure_can_be_told_by_whoever_knows_the_rule() -> None:
    """Every table of four figures: whatever is shown, two tables at least show it."""
    small = range(1, SMALLEST_SHOWN)
    seen = defaultdict(list)
    for table in product(range(MOST + 1), repeat=4):
        seen[shown(table)].append(table)
    for display, tables in seen.items():
        for n, cell in enumerate(display.cells):
            values = {table[n] for table in tables}
            assert cell is None or cell not in small
            if cell is None and min(values) < SMALLEST_SHOWN:
                # one value alone would tell it; a larger table leaves more of them
                assert len(values) > 1, (display, tables)
        total = display.total
        assert total is None or total not in small


def test_what_is_large_or_nought_is_shown_as_it_is() -> None:
    assert shown((5, 0, 7)).cells == (5, 0, 7)
    assert shown((5, 0, 7)).total == 12
    assert shown((0, 0)).total == 0
    assert shown((5, 3, 9, 5)).cells == (None, None, 9, None)
    assert shown((5, 3, 9, 5)).total == 22
    assert shown((4, 0)).cells == (None, 0)
    assert shown((4, 0)).total is None


def test_every_measure_has_its_figures() -> None:
    found = counts([], MARCH, ZONE)
    assert set(found) == set(Measure)
    assert {len(cells) for cells in found.values()} == {6}
