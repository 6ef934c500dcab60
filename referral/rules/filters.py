"""What a list may be narrowed to: coded words and opaque identifiers, never a text.

A filter stands in an address, and a kept one in a drawer: what may be said in it is a
closed list for each page, so that nobody is ever named by either.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from referral.errors import Malformed
from workflows.vocabulary import EntryType, ExceptionKind, Lane

DAYS = (7, 30, 90, 365)
"""Spans that can be looked back on; our own numbers."""
MOST_KEPT, MOST_NAME = 20, 40
"""Filters that one person keeps, and characters of a filter's name."""


class Filtered(StrEnum):
    """A list that can be filtered."""

    TIMELINE = "timeline"
    CASES = "cases"
    EXCEPTIONS = "exceptions"


Words = Mapping[str, str]
NO_WORDS: Words = MappingProxyType({})


def _days(text: str) -> str:
    if text not in {str(days) for days in DAYS}:
        raise ValueError(text)
    return text


def _organisation(text: str) -> str:
    return str(UUID(text))


def _stage(text: str) -> str:
    """A word of a pathway, of whichever version; one that no case stands in is none."""
    if not (text.isascii() and text.replace("_", "").isalnum()):
        raise ValueError(text)
    return text


_READ: Mapping[Filtered, Mapping[str, Callable[[str], str]]] = {
    Filtered.TIMELINE: {
        "lane": lambda text: Lane(text).value,
        "kind": lambda text: EntryType(text).value,
        "organisation": _organisation,
        "days": _days,
    },
    Filtered.CASES: {"stage": _stage, "organisation": _organisation, "days": _days},
    Filtered.EXCEPTIONS: {
        "kind": lambda text: ExceptionKind(text).value,
        "organisation": _organisation,
    },
}


def read_filter(of: Filtered, typed: Words) -> Words:
    """The words of a filter as they are meant; what was left empty is left out.

    Raises:
        Malformed: naming each field that holds something else.
    """
    known, read, faults = _READ[of], dict[str, str](), list[tuple[str, str]]()
    for name, text in typed.items():
        if not text:
            continue
        try:
            read[name] = known[name](text)
        except (KeyError, ValueError):
            faults.append((f"/{name}" if name in known else "/", "enum"))
    if faults:
        raise Malformed("This filter cannot be read.", faults=tuple(faults))
    return MappingProxyType(read)


def check_name(name: str) -> str:
    """The name of a filter, without blanks around it.

    Raises:
        Malformed: if there is none, or it is longer than 40 characters.
    """
    told = " ".join(name.split())
    if not told:
        raise Malformed("Give it a name.", faults=(("/name", "missing"),))
    if len(told) > MOST_NAME:
        fault = ("/name", "string_too_long")
        raise Malformed("This name is too long.", faults=(fault,))
    return told
