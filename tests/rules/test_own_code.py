"""The number a person keeps: slips are found, guesses are hopeless, waits grow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import Malformed, TooManyTries
from referral.rules.own_code import (
    A_DAY,
    DIGITS,
    FREE_TRIES,
    LONGEST_WAIT,
    MOST_AN_HOUR,
    MOST_FIRST_AN_HOUR,
    check_digit,
    check_may_try,
    grouped,
    read_number,
    wait_after,
    whole_number,
)

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
drawn = st.integers(0, 10 ** (DIGITS - 1) - 1)


def test_the_check_digit_is_that_of_the_standard() -> None:
    """ISO/IEC 7064 MOD 11,10: the example that the standard gives."""
    assert check_digit("0794") == "5"


@given(drawn)
def test_a_number_reads_back_however_it_was_grouped(number: int) -> None:
    whole = whole_number(number)

    assert len(whole) == DIGITS
    for typed in (whole, grouped(whole), grouped(whole).replace(" ", "-"), f" {whole}"):
        assert read_number(typed) == whole


@given(drawn, st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_always_a_slip(number: int, at: int, by: int) -> None:
    whole = whole_number(number)
    wrong = whole[:at] + str((int(whole[at]) + by) % 10) + whole[at + 1 :]

    with pytest.raises(Malformed) as slip:
        read_number(wrong)

    assert slip.value.faults == (("/code", "check_digit"),)


def test_nearly_every_swap_of_neighbours_is_a_slip() -> None:
    pairs = missed = 0
    for number in range(0, 10 ** (DIGITS - 1), 10**12 + 37):
        whole = whole_number(number)
        for at in range(DIGITS - 1):
            swapped = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]
            if swapped != whole:
                pairs += 1
                missed += check_digit(swapped[:-1]) == swapped[-1]
    assert pairs > 1000
    assert missed / pairs < 0.03


@pytest.mark.parametrize("typed", ["", "1", "x" * 16, "1" * 17, "\u0661" * 16, "1 2 3"])
def test_what_is_no_number_is_a_slip(typed: str) -> None:
    with pytest.raises(Malformed):
        read_number(typed)


def test_waits_grow_to_an_hour_and_no_further() -> None:
    waits = [wait_after(failures) for failures in range(FREE_TRIES + 12)]

    assert waits[:FREE_TRIES] == [timedelta()] * FREE_TRIES
    assert waits[FREE_TRIES : FREE_TRIES + 3] == [
        timedelta(minutes=minutes) for minutes in (1, 2, 4)
    ]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_one_address_tries_less_than_forty_numbers_a_day() -> None:
    at, tries = NOW, list[datetime]()
    while at < NOW + A_DAY:
        try:
            check_may_try(tries, len(tries), at)
            tries.append(at)
        except TooManyTries:
            at += timedelta(seconds=30)

    assert FREE_TRIES < len(tries) < 40


def test_everybody_together_is_stopped_and_one_less_is_not() -> None:
    before = (NOW - timedelta(hours=2),)
    check_may_try(before, MOST_AN_HOUR - 1, NOW)
    check_may_try((), MOST_FIRST_AN_HOUR - 1, NOW)

    for here, everywhere in ((before, MOST_AN_HOUR), ((), MOST_FIRST_AN_HOUR)):
        with pytest.raises(TooManyTries):
            check_may_try(here, everywhere, NOW)


def test_few_addresses_do_not_shut_out_who_typed_nothing_wrong() -> None:
    guessing = MOST_AN_HOUR // FREE_TRIES
    check_may_try((), guessing * FREE_TRIES, NOW)

    a_day = MOST_FIRST_AN_HOUR * 24
    assert guessing <= 120
    assert a_day > 500 * guessing


def test_guessing_by_the_million_is_hopeless() -> None:
    """Ten thousand numbers out, every try of a whole year used: the odds of one hit."""
    drawn_from, numbers_out, a_year = 10 ** (DIGITS - 1), 10_000, 365 * 24
    tries = MOST_FIRST_AN_HOUR * a_year

    assert 2**49 < drawn_from < 2**50
    assert tries * numbers_out / drawn_from < 3 / 10_000
    assert drawn_from / tries > 38_000_000
    assert 40 * 365 * numbers_out / drawn_from < 1 / 6_000_000
