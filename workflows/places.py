"""Where in a file something stands: line numbers and words for a person.

`tomllib` forgets line numbers. The headers of the file are walked once more, only
when there is a fault to report.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Place = tuple[str | int, ...]
"""Keys and positions from the top of the file, as `("tracks", 0, "start")`."""

_HEADER = re.compile(r"(\[\[?)([A-Za-z0-9_.\-]+)\]")
_KEY = re.compile(r"([A-Za-z0-9_\-]+)\s*=")
_NOUNS = {
    "tracks": "track",
    "stages": "stage",
    "steps": "step",
    "clocks": "clock",
    "quorums": "quorum",
    "places": "place",
    "milestones": "milestone",
    "registers": "register",
    "exits": "exit",
    "terms": "term",
}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake of a file's author."""

    place: Place
    sentence: str


def quoted(value: object) -> str:
    """A word from a file, cut short and without control characters."""
    text = value if isinstance(value, str) else type(value).__name__
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    return ascii(cut)


def lines_of(text: str) -> dict[Place, int]:
    """The line of every table and plain key written under a header, from 1."""
    found: dict[Place, int] = {(): 1}
    counts: dict[Place, int] = {}
    here: Place = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            here = _enter(header[2].split("."), counts, grows=header[1] == "[[")
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, key[1]), number)
    return found


def _enter(parts: list[str], counts: dict[Place, int], *, grows: bool) -> Place:
    here: Place = ()
    for depth, part in enumerate(parts, start=1):
        here = (*here, part)
        if grows and depth == len(parts):
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = (*here, counts[here])
    return here


def line_at(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of `place`, or of the nearest thing around it."""
    for end in range(len(place), 0, -1):
        if place[:end] in lines:
            return lines[place[:end]]
    return 1


def named(data: object, place: Place) -> str:
    """The place in words: `track stay, step end_stay, guards`."""
    words: list[str] = []
    noun = ""
    for part in place:
        data = _inside(data, part)
        if isinstance(part, str) and isinstance(data, list | dict) and part in _NOUNS:
            noun = _NOUNS[part]
        elif isinstance(part, int):
            words += [f"{noun} {_name_of(data, part)}"] if noun else []
            noun = ""
        else:
            words.append(f"{noun} {part}".strip())
            noun = ""
    words += [f"{noun}s"] if noun else []
    return ", ".join(words) or "the file"


def _inside(data: object, part: str | int) -> object:
    if isinstance(data, Mapping):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _name_of(data: object, position: int) -> str:
    name = data.get("name") if isinstance(data, Mapping) else None
    return quoted(name)[1:-1] if isinstance(name, str) else f"number {position + 1}"
