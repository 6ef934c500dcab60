"""Reaching into the raw tables of a file that may say anything.

Each function answers something empty where the file holds another kind of thing;
the shape reports that.
"""

from collections.abc import Iterable, Iterator, Mapping

from workflows.places import Place, Problem, quoted

Table = Mapping[str, object]


def text(raw: Table, key: str) -> str:
    """The text under `key`."""
    value = raw.get(key)
    return value if isinstance(value, str) else ""


def texts(raw: Table, key: str) -> tuple[str, ...]:
    """The texts in the list under `key`."""
    value = raw.get(key)
    words = value if isinstance(value, list) else []
    return tuple(word for word in words if isinstance(word, str))


def table(raw: Table, key: str) -> Table:
    """The table under `key`."""
    value = raw.get(key)
    return value if isinstance(value, dict) else {}


def rows(raw: Table, key: str) -> tuple[Table, ...]:
    """The tables in the list under `key`; positions are kept."""
    value = raw.get(key)
    entries = value if isinstance(value, list) else []
    return tuple(entry if isinstance(entry, dict) else {} for entry in entries)


def edges(steps: Iterable[Table]) -> list[tuple[str, str]]:
    """Every (from, to) that the steps allow."""
    return [
        (origin, text(step, "to")) for step in steps for origin in texts(step, "from")
    ]


def closure(start: set[str], ways: Iterable[tuple[str, str]]) -> set[str]:
    """Everything that can be reached from `start`, itself included."""
    onward: dict[str, set[str]] = {}
    for origin, to in ways:
        onward.setdefault(origin, set()).add(to)
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {to for origin in fresh for to in onward.get(origin, ())} - reached
        reached |= fresh
    return reached


def twice(place: Place, names: Iterable[str], told: str) -> Iterator[Problem]:
    """A problem for every name in the list at `place` that stood there before."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        if name in seen:
            yield Problem((*place, position), f"{told} {quoted(name)}")
        seen |= {name} - {""}
