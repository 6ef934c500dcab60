"""The how-to adds an invented country, word by word."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from workflows.loader import load_text, shipped_names
from workflows.vocabulary import ClockUnit, QuorumCase

GUIDE = Path("docs/how-to/add-a-country-path.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = Path(sys.executable).parent


def blocks() -> list[tuple[str, str]]:
    return BLOCK.findall(GUIDE.read_text(encoding="utf-8"))


def run(command: str, where: Path) -> subprocess.CompletedProcess[str]:
    words = command.split()
    program = COMMANDS / words[0]
    return subprocess.run(  # noqa: S603 -- the commands of our own guide
        [str(program) if program.exists() else words[0], *words[1:]],
        cwd=where,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={"PATH": os.defpath, "COLUMNS": "400", "LANG": "C.UTF-8"},
    )


def replace(block: str, path: Path) -> None:
    """Put the lines with a plus where the lines with a minus stand, first hit."""
    lines = block.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line.startswith("-"))
    new = "".join(f"{line[1:]}\n" for line in lines if line.startswith("+"))
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_guide_followed_word_by_word_adds_a_country(tmp_path: Path) -> None:
    shutil.copytree("workflows/pathways", tmp_path / "workflows/pathways")
    arcadia = tmp_path / "workflows/pathways/arcadia.toml"
    listed = blocks()
    for (kind, text), (then, expected) in zip(
        listed, [*listed[1:], ("", "")], strict=True
    ):
        if kind == "diff":
            replace(text, arcadia)
        elif kind == "sh":
            done = run(text.strip(), tmp_path)
            told = done.stdout + done.stderr
            assert (done.returncode != 0) is (then == "text"), told
            assert then != "text" or expected.strip() in told, told
        else:
            assert kind == "text"
    pathway = load_text(arcadia.read_text(encoding="utf-8"), arcadia.name)
    assert (pathway.name, pathway.label) == ("arcadia", "Arcadia")
    assert pathway.quorum("commission").variants[0].when == (QuorumCase.CHILD,)
    assert pathway.reflection_clock().unit is ClockUnit.CALENDAR_MONTH
    page = tmp_path / "docs/reference/pathways/arcadia.md"
    assert "Protection Act of Arcadia" in page.read_text(encoding="utf-8")
    assert page.with_suffix(".svg").exists()


def test_nothing_but_the_file_changes() -> None:
    touched = {
        word
        for _, text in blocks()
        for word in re.findall(r"[\w/.-]+\.(?:toml|py)\b", text)
    }
    assert touched == {
        "workflows/pathways/convention.toml",
        "workflows/pathways/arcadia.toml",
    }
    assert "arcadia" not in shipped_names()
