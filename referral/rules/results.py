"""Results of exploring pathways, kept by what exactly was explored.

A result counts for one text and one version of the rules, each by SHA-256. Starting a
deployment looks results up and never explores.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from referral.errors import PathwayUnproven
from referral.rules.exploration import CutWorld
from referral.rules.guarantees import GUARANTEES, judge_all
from referral.rules.pathway import compile_pathway
from workflows.loader import digest, load_text

_ROOT = Path(__file__).parents[2]
KEPT = _ROOT / "workflows" / "pathways" / "results.json"
"""The results of the pathways that come with the package."""

SOURCES = (
    "referral/rules/*.py",
    "referral/errors.py",
    "workflows/*.py",
    "workflows/vocabulary/*.py",
    "workflows/referral.toml",
)
"""Every file that a result may depend on, beside the pathway's own text."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was found when one text was explored with one version of the rules."""

    pathway: str
    """SHA-256 of the text, 64 hexadecimal digits."""
    rules: str
    """SHA-256 of the rules' sources, 64 hexadecimal digits."""
    guarantees: Mapping[str, tuple[bool, int]]
    """Whether each holds, and how many situations were looked at."""

    @property
    def passes(self) -> bool:
        """True if every guarantee was looked for and holds."""
        names = {guarantee.name for guarantee in GUARANTEES}
        held = {name for name, (holds, _) in self.guarantees.items() if holds}
        return held == names == set(self.guarantees)


@cache
def rules_digest() -> str:
    """SHA-256 over names and contents of the rules' sources, 64 hex digits."""
    return digest_of(_ROOT)


def digest_of(root: Path) -> str:
    """The digest of the sources below a folder."""
    total = hashlib.sha256()
    for path in sorted({path for each in SOURCES for path in root.glob(each)}):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def prove(text: str, file: str = "pathway") -> Result:
    """Explore a pathway and say what was found: some seconds of work.

    Raises:
        PathwayInvalid: if the text is no pathway.
    """
    load_text(text, file)
    return _found(text, rules_digest())


@lru_cache(maxsize=16)
def _found(text: str, rules: str) -> Result:
    """What stays the same for one text and one version of the rules."""
    world = CutWorld(compile_pathway(load_text(text, "pathway")))
    held = {each.guarantee: (each.holds, each.states) for each in judge_all(world)}
    return Result(digest(text), rules, held)


def check_proven(text: str, proven: Iterable[Result] = ()) -> None:
    """Pass silently if exactly this text passed with exactly these rules.

    Args:
        text: The pathway's text.
        proven: Results beside the kept ones.

    Raises:
        PathwayUnproven: if no passing result is there.
    """
    if not is_proven(text, proven):
        raise PathwayUnproven(
            "no passing result for exactly this pathway and these rules: "
            "referral pathways check --stored, or check FILE before it is used"
        )


def is_proven(text: str, proven: Iterable[Result] = ()) -> bool:
    """True if exactly this text passed with exactly these rules."""
    wanted = digest(text), rules_digest()
    return any(
        (each.pathway, each.rules) == wanted and each.passes
        for each in (*kept(), *proven)
    )


@cache
def kept() -> tuple[Result, ...]:
    """The results that come with the package; none if they cannot be read."""
    return read_results(KEPT)


def read_results(path: Path) -> tuple[Result, ...]:
    """The results in a file; none if it is not there or holds something else."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_result(each) for each in written["results"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _result(words: Mapping[str, Any]) -> Result:
    found = {
        str(name): (bool(holds), int(states))
        for name, (holds, states) in words["guarantees"].items()
    }
    return Result(str(words["pathway"]), str(words["rules"]), found)


def write_results(path: Path, results: Iterable[Result]) -> None:
    """Write results in a fixed order, one pathway a block."""
    words = [
        {
            "pathway": each.pathway,
            "rules": each.rules,
            "guarantees": {
                name: list(found) for name, found in each.guarantees.items()
            },
        }
        for each in sorted(results, key=lambda each: each.pathway)
    ]
    text = json.dumps({"results": words}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
