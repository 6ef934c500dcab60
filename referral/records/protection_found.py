"""One thing that protects a store, as it was found."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Protection:
    """One thing that was looked at.

    Attributes:
        name: What it is.
        wrong: What is wrong with it, each in a few words; empty if it is well.
        told: What is there, in a few words.
    """

    name: str
    wrong: tuple[str, ...]
    told: str


def compared(found: Mapping[str, object], ours: Mapping[str, object]) -> list[str]:
    """What is missing, not ours, or changed, by the names it has in the store."""
    missing = [f"{name} is missing" for name in sorted(ours.keys() - found.keys())]
    foreign = [f"{name} is not ours" for name in sorted(found.keys() - ours.keys())]
    both = sorted(found.keys() & ours.keys())
    changed = [f"{name} was changed" for name in both if found[name] != ours[name]]
    return missing + foreign + changed
