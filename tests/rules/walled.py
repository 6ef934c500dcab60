"""The walled mechanism: the neutral one, and every kind of part that it lacks.

Small enough to judge in a second what a country's file takes ten for.
"""

import copy
import tomllib
from functools import cache
from typing import Any

from tests.rules.situations import NEUTRAL_FILE, NEUTRAL_TEXT

WALLED_FILE = NEUTRAL_FILE.with_name("walled.toml")


@cache
def walled() -> dict[str, Any]:
    """The tables of the whole file; copy them before changing any."""
    data: dict[str, Any] = copy.deepcopy(tomllib.loads(NEUTRAL_TEXT))
    added = tomllib.loads(WALLED_FILE.read_text(encoding="utf-8"))
    for track in added.pop("tracks"):
        held = next(each for each in data["tracks"] if each["name"] == track["name"])
        held["stages"] += track["stages"]
        held["steps"] += track["steps"]
    data["clocks"] |= added.pop("clocks")
    data["quorums"] += added.pop("quorums")
    return data | added
