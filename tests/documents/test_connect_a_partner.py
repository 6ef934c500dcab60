"""The how-to takes an offer from the key to its end, word by word."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.problem_table import KINDS
from api.settings import Settings
from referral.rules.machine_scope import PARTNER
from referral.rules.permissions import STEP_UP_FROM
from tests.architecture.source import modules
from tests.architecture.test_size import too_long
from tests.demo import served
from workflows.catalogues import decline_reasons
from workflows.offer_data import coded

GUIDE = Path("docs/how-to/connect-a-partner.md").resolve()
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (.+?) \| (.+?) \| .+ \|$", re.MULTILINE)
NEVER_MET = frozenset(
    {
        *("second-factor-needed", "proof-refused", "actor-locked"),
        *("wrong-role", "not-holder", "purpose-missing", "guard-not-met"),
        *("case-closed", "without-consent", "under-legal-hold", "too-many-searches"),
    }
)
"""Refusals of people, of holders, of steps: no key for offers leads to them."""
END = "-- end of a block --"


class Shell:
    """One shell in which the guide's blocks are run, as its reader does."""

    def __init__(self, where: Path) -> None:
        self.process = subprocess.Popen(
            ["/bin/bash"],
            cwd=where,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, block: str) -> list[str]:
        """What a block printed, by lines; its last command has to end well."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{block}\nended=$?; echo; echo {END} $ended\n")
        self.process.stdin.flush()
        lines = list[str]()
        for line in self.process.stdout:
            if line.startswith(END):
                assert line.split()[-1] == "0", lines
                return lines
            lines.append(line.rstrip("\n"))
        raise AssertionError(lines)

    def close(self) -> None:
        self.process.communicate()


def text() -> str:
    return GUIDE.read_text(encoding="utf-8")


@pytest.mark.timeout(900)
def test_the_guide_followed_word_by_word_takes_an_offer_to_its_end(
    demo: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(demo, tmp_path / "var/demo"))
    shutil.copytree(GUIDE.parent / "partner", tmp_path / "docs/how-to/partner")
    blocks: list[tuple[str, str]] = BLOCK.findall(text())
    with served(folder, tmp_path / "log") as server:
        shell = Shell(tmp_path)
        for (kind, block), (then, expected) in zip(
            blocks, [*blocks[1:], ("", "")], strict=True
        ):
            if kind != "sh":
                continue
            here = block.replace("http://localhost:8000", server.address)
            said = shell.run(here)
            wanted = expected.splitlines() if then == "text" else []
            for line in wanted:
                assert any(line in each for each in said), (block, line, said)
        shell.close()
    left = [path.name for path in (tmp_path / "var").iterdir()]
    assert sorted(left) == ["demo", "partner"]


def test_the_acts_it_names_are_those_of_the_word_partner() -> None:
    section = text().partition("## 1.")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `(\w+)` \| .+ \|$", section, re.MULTILINE)
    assert sorted(named) == sorted(PARTNER)


def test_it_names_every_refusal_a_partner_can_meet() -> None:
    section = text().partition("## What you meet")[2].partition("\n## ")[0]
    told = {
        code: int(status)
        for status, codes in ROW.findall(section)
        if status.isdecimal()
        for code in re.findall(r"`([a-z-]+)`", codes)
    }
    assert told.pop("head-too-large") == 413, "told beside the other"
    known = {code: kind.status for code, kind in KINDS.items()}
    assert known.pop("head-too-large") == 431
    assert told == {c: s for c, s in known.items() if c not in NEVER_MET}


def test_its_words_and_numbers_are_those_of_the_program() -> None:
    numbers = Settings.model_fields
    assert numbers["burst"].default == 60
    assert numbers["rate"].default == 5
    assert STEP_UP_FROM == 30
    said = set(re.findall(r"`(\w+)`", text()))
    assert said >= {*decline_reasons(), *coded("outcomes"), *coded("returns")}


def test_the_small_partner_is_small_and_every_file_fits_in_the_head() -> None:
    partner = GUIDE.parent / "partner/partner.py"
    assert len(partner.read_text(encoding="utf-8").splitlines()) < 200
    found = modules("docs/how-to/partner")
    assert len(found) == 7
    assert too_long(found) == []
