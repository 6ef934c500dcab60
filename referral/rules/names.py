"""The sound of a name, and how near two spellings are. Nothing here is ever stored.

Names arrive in Latin and Cyrillic letters, in Albanian spelling, from passports that
know no marks, and as clerks of other languages heard them. `sounds` turns a name into
the few strings it may sound like; two names are candidates when they share one, or
when long ones differ in one sound. `likeness` then compares what was written.
"""

import unicodedata
from collections.abc import Iterator
from itertools import islice, product

import jellyfish

from referral.rules.name_letters import (
    BREAK,
    GHE,
    LONGEST,
    READINGS,
    ROMAN,
    SHORT,
    UKRAINIAN,
    VOWELS,
)

MOST_SOUNDS = 12
"""Readings kept of one word."""
SLIP_FROM = 5
"""Sounds a word must have before one of them may be wrong."""
LEAST_LIKENESS = 0.7
"""Below this, two words that sound alike are no candidates."""


def words(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters, in Unicode's composed form."""
    plain = unicodedata.normalize("NFC", name.casefold())
    return tuple(word for word in BREAK.split(plain) if word)


def sounds(word: str) -> frozenset[str]:
    """What one word of a name may sound like."""
    parts = tuple(_parts(word))
    readings = islice(product(*parts), MOST_SOUNDS)
    return frozenset("".join(reading) or "-" for reading in readings)


def keys(word: str) -> frozenset[str]:
    """Where a word is found: its sounds, and long ones with one sound left out."""
    heard = sounds(word)
    return heard | {
        f"{sound[:n]}{sound[n + 1 :]}~"
        for sound in heard
        if len(sound) >= SLIP_FROM
        for n in range(len(sound))
    }


def _parts(word: str) -> Iterator[tuple[str, ...]]:
    """The readings of each spelling in turn, doubled sounds once."""
    marked = f"^{word}$"
    place = 1
    before: tuple[str, ...] = ("",)
    while place < len(marked) - 1:
        taken, readings = _next(marked, place)
        place += taken
        if readings and readings != before:
            yield readings
        before = readings


def _next(marked: str, place: int) -> tuple[int, tuple[str, ...]]:
    """How many letters the next spelling has, and its readings; none for a vowel."""
    letter = marked[place]
    if letter == "j":
        return 1, _of_j(marked, place)
    if letter == GHE and UKRAINIAN & set(marked):
        return 1, ("G", "")
    for begin in range(place - (place == 1), place + 1):
        for length in range(LONGEST, 0, -1):
            spelling = marked[begin : begin + length]
            if len(spelling) == length and spelling in READINGS:
                taken = begin + length - place - spelling.endswith("$")
                if taken > 0:
                    return taken, READINGS[spelling]
    return 1, ()


def _of_j(marked: str, place: int) -> tuple[str, ...]:
    """A j between vowels or in front may be heard as y, as dž, or as ž."""
    before, after = marked[place - 1], marked[place + 1]
    if after in VOWELS and (before in VOWELS or before == "^"):
        return ("", "J", "S")
    return ()


def roman(word: str) -> str:
    """A word in plain Latin letters, without marks, one letter for one sound."""
    apart = unicodedata.normalize("NFKD", word.translate(ROMAN))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    for spelling, letter in SHORT:
        plain = plain.replace(spelling, letter)
    return plain


def likeness(one: str, other: str) -> float:
    """How near two words are as they are written: 0 to 1 (Jaro-Winkler)."""
    return jellyfish.jaro_winkler_similarity(roman(one), roman(other))


def may_be_same(one: str, other: str) -> bool:
    """True if two words are candidates for the same name."""
    return bool(keys(one) & keys(other)) and likeness(one, other) >= LEAST_LIKENESS
