"""What each small broken pathway is refused with: every sentence, with its story.

`python -m tests.rules.findings` writes the file anew. Read what changed in it: a story
that is no longer told, or another one, is a change of what the guarantees say.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

from referral.rules.exploration import CutWorld
from referral.rules.guarantees import Verdict, judge
from referral.rules.stories import in_words
from tests.rules.mutants import SCHEMA
from tests.rules.mutants_of_course import OFFERS
from tests.rules.second_line import SECOND_LINE

FILE = Path(__file__).with_name("findings.toml")
FINDINGS: dict[str, Any] = (
    tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
)


def told(world: CutWorld, verdict: Verdict) -> dict[str, Any]:
    """A verdict in words: how many situations were looked at, and every story.

    Findings about offers tell their story themselves. Of those that say the same of
    the same step only the first is kept, which is the nearest.
    """
    first: dict[str, list[str]] = {}
    for finding in verdict.findings:
        said, *_ = f"{finding.about}: {finding.told}".split(". The ")
        first.setdefault(said, list(in_words(world, finding)))
    return {
        "looked": verdict.states,
        "findings": len(verdict.findings),
        "told": ["\n".join(lines) for lines in first.values()],
    }


def _write() -> None:
    from tests.rules import test_guarantees_mutants as broken  # noqa: PLC0415 # a loop

    blocks = []
    for mutant in (*broken.MUTANTS, *SECOND_LINE):
        if mutant.refused_by == SCHEMA:
            continue
        if mutant.base not in ("neutral", "walled", OFFERS):
            continue
        world = broken.world_of(mutant, broken.broken(mutant))
        found = told(world, judge(world, broken.BY_NAME[mutant.refused_by]))
        stories = ",\n".join(f'"""\n{each}"""' for each in found["told"])
        blocks.append(
            f"[{json.dumps(mutant.name)}]\nlooked = {found['looked']}\n"
            f"findings = {found['findings']}\ntold = [{stories}]\n"
        )
    FILE.write_text("\n".join(blocks), encoding="utf-8")


if __name__ == "__main__":
    _write()
