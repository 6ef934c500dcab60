"""Broken pathways: what somebody might change, and which guarantee must refuse it.

Each operator changes the data of a file that passes. `SCHEMA` stands for the checks
that come before any exploration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]
Change = Callable[[Data], None]
SCHEMA = "schema"


@dataclass(frozen=True)
class Mutant:
    """One broken file."""

    base: str
    told: str
    change: Change
    refused_by: str

    @property
    def name(self) -> str:
        return f"{self.refused_by}: {self.base}: {self.told}"


def track(data: Data, name: str) -> Data:
    found: Data = next(each for each in data["tracks"] if each["name"] == name)
    return found


def stage(data: Data, name: str) -> Data:
    return _named(data, "stages", name)


def step(data: Data, name: str) -> Data:
    return _named(data, "steps", name)


def _named(data: Data, key: str, name: str) -> Data:
    listed = [data] if key in data else data["tracks"]
    found: Data = next(
        each for part in listed for each in part[key] if each["name"] == name
    )
    return found


def quorum(data: Data, name: str) -> Data:
    found: Data = next(each for each in data["quorums"] if each["name"] == name)
    return found


def guard(name: str, *words: str) -> Change:
    """Adds guards to a step."""

    def change(data: Data) -> None:
        held = step(data, name)
        held["guards"] = [*held.get("guards", []), *words]

    return change


def unguard(name: str, *words: str) -> Change:
    """Drops guards from a step."""

    def change(data: Data) -> None:
        held = step(data, name)
        assert set(words) <= set(held["guards"])
        held["guards"] = [word for word in held["guards"] if word not in words]

    return change


def disentitle(name: str, word: str) -> Change:
    """Drops an entitlement from a stage."""

    def change(data: Data) -> None:
        stage(data, name)["entitles"].remove(word)

    return change


def put(find: Callable[[Data], Data], **values: Any) -> Change:
    """Sets keys of a part; None drops the key."""

    def change(data: Data) -> None:
        part = find(data)
        for key, value in values.items():
            if value is None:
                del part[key.rstrip("_")]
            else:
                part[key.rstrip("_")] = value

    return change


def put_step(name: str, **values: Any) -> Change:
    return put(lambda data: step(data, name), **values)


def put_stage(name: str, **values: Any) -> Change:
    return put(lambda data: stage(data, name), **values)


def add(find: Callable[[Data], Data], key: str, *words: Any) -> Change:
    """Adds words to a list of a part."""

    def change(data: Data) -> None:
        part = find(data)
        part[key] = [*part.get(key, []), *words]

    return change


def add_to_step(name: str, key: str, *words: Any) -> Change:
    return add(lambda data: step(data, name), key, *words)


def drop(find: Callable[[Data], Data], key: str, *words: Any) -> Change:
    """Takes words out of a list of a part."""

    def change(data: Data) -> None:
        part = find(data)
        assert set(words) <= set(part[key])
        part[key] = [word for word in part[key] if word not in words]

    return change


def drop_from_step(name: str, key: str, *words: Any) -> Change:
    return drop(lambda data: step(data, name), key, *words)


def without_step(*names: str) -> Change:
    def change(data: Data) -> None:
        for part in [data] if "steps" in data else data["tracks"]:
            part["steps"] = [
                each for each in part["steps"] if each["name"] not in names
            ]

    return change


def without_stage(name: str) -> Change:
    def change(data: Data) -> None:
        for part in data["tracks"]:
            part["stages"] = [each for each in part["stages"] if each["name"] != name]

    return change


def both(*changes: Change) -> Change:
    def change(data: Data) -> None:
        for each in changes:
            each(data)

    return change


def clock(name: str, value: Any) -> Change:
    def change(data: Data) -> None:
        data["clocks"][name] = value

    return change
