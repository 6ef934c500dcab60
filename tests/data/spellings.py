"""Lists of spellings, and how well a way of comparing finds what belongs together."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "names"
DEVELOPMENT, HELD_OUT = "development", "held_out"


def spellings(which: str) -> list[list[str]]:
    """The spellings of each name of a list, each once, in small letters."""
    lines = (FOLDER / f"{which}.txt").read_text(encoding="utf-8").splitlines()
    return [
        sorted({word.casefold() for word in line.split()})
        for line in lines
        if line and not line.startswith("#")
    ]


class Found(NamedTuple):
    """Shares of pairs: of one name that were found, of two names that were taken."""

    recall: float
    false: float


def found(groups: list[list[str]], same: Callable[[str, str], bool]) -> Found:
    """Compare every spelling with every other."""
    every = [(n, word) for n, group in enumerate(groups) for word in group]
    right = [same(a, b) for (n, a), (m, b) in combinations(every, 2) if n == m]
    wrong = [same(a, b) for (n, a), (m, b) in combinations(every, 2) if n != m]
    return Found(sum(right) / len(right), sum(wrong) / len(wrong))
