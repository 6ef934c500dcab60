"""Whether a text tells who somebody is, by what is recorded of them.

It finds what is written as it was recorded, in either script, with or without marks; a
name that somebody writes otherwise, or describes, it does not find.
"""

import unicodedata
from collections.abc import Iterable

from referral.rules.names import roman

SHORTEST = 3
"""Letters of a recorded word below which a text that has it says nothing."""
SHORTEST_NUMBER = 5
"""Digits of a recorded number, likewise."""


def identifies(text: str, recorded: Iterable[str]) -> bool:
    """True if a text holds something that is recorded of the person.

    Args:
        text: What would be sent, as it was typed.
        recorded: Names, numbers, days, addresses, as they were recorded.
    """
    told, digits = f" {' '.join(_words(text))} ", _digits(text)
    return any(_holds(told, digits, each) for each in recorded)


def _holds(told: str, digits: str, recorded: str) -> bool:
    number, said = _digits(recorded), " ".join(_words(recorded))
    if len(number) >= SHORTEST_NUMBER and number in digits:
        return True
    return len(said) >= SHORTEST and f" {said} " in told


def _words(text: str) -> list[str]:
    """The words of a text in plain Latin letters, without marks."""
    plain = unicodedata.normalize("NFKD", roman(text.casefold()))
    kept = (
        char if char.isalnum() else " "
        for char in plain
        if not unicodedata.combining(char)
    )
    return "".join(kept).split()


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
