"""The number that a person keeps: how it is checked, shown, and guarded.

Fifteen digits that nobody can guess and one by which a slip of the hand is told apart
from a guess: ISO/IEC 7064 MOD 11,10. Whoever tries numbers is made to wait.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from referral.errors import Malformed, TooManyTries

DIGITS = 16
GROUP = 4
FREE_TRIES = 5
"""Wrong numbers from one address within a day that cost no waiting yet."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
"""A wait doubles with every further wrong number, up to this."""
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 600
"""Wrong numbers from everywhere within an hour; beyond that nobody tries again."""
MOST_FIRST_AN_HOUR = 3_000
"""The same for the first number of the day from an address; beyond it nobody tries."""
TICKET_LASTS = timedelta(minutes=10)
"""How long what was opened with a number stays open without the number."""

_BETWEEN = re.compile(r"[\s.-]")


def check_digit(digits: str) -> str:
    """The digit that follows these (ISO/IEC 7064 MOD 11,10)."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = 2 * total % 11
    return str((11 - product) % 10)


def whole_number(drawn: int) -> str:
    """The number of sixteen digits for a drawn one of up to fifteen."""
    digits = f"{drawn:0{DIGITS - 1}d}"
    return digits + check_digit(digits)


def read_number(typed: str) -> str:
    """Sixteen digits, however they were grouped.

    Raises:
        Malformed: if it is no such number: a slip of the hand, and no guess.
    """
    digits = _BETWEEN.sub("", typed)
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        fault = ("/code", "sixteen_digits")
        raise Malformed("The number has sixteen digits.", faults=(fault,))
    if check_digit(digits[:-1]) != digits[-1]:
        fault = ("/code", "check_digit")
        raise Malformed("One of the digits is not right.", faults=(fault,))
    return digits


def grouped(number: str) -> str:
    """In groups of four, as it is printed and read aloud."""
    return " ".join(number[at : at + GROUP] for at in range(0, DIGITS, GROUP))


def wait_after(failures: int) -> timedelta:
    """How long an address waits behind its last wrong number of the day."""
    over = failures - FREE_TRIES
    if over < 0:
        return timedelta()
    doubled: timedelta = FIRST_WAIT * 2 ** min(over, 10)
    return min(doubled, LONGEST_WAIT)


def check_may_try(here: Sequence[datetime], everywhere: int, now: datetime) -> None:
    """Pass silently, or make whoever tries numbers wait.

    Few addresses are enough to use up what is allowed from everywhere. So whoever has
    typed no wrong number that day is let in long after the others have to wait.

    Args:
        here: When wrong numbers came from this address within a day.
        everywhere: How many came from anywhere within an hour.
        now: The present moment.

    Raises:
        TooManyTries: until the wait is over.
    """
    waits = bool(here) and now < max(here) + wait_after(len(here))
    if waits or everywhere >= (MOST_AN_HOUR if here else MOST_FIRST_AN_HOUR):
        raise TooManyTries("Too many wrong numbers. Wait, then try again.")
