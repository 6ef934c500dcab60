"""The security page names files and tests that exist, and each promise has both."""

import ast
import re
from pathlib import Path

import pytest

PAGE = Path("docs/explanation/security.md")
NAMED = re.compile(r"`((?:api|referral|tests|workflows|docs)/[\w./-]+|[\w-]+\.lock)`")
TESTS = re.compile(r"^tests/.*/test_\w+\.py$")
LEAST = 15


def promises(text: str) -> list[list[str]]:
    """The rows of the table of promises, cell by cell."""
    table = text.partition("## The promises")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if "|" in line]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def missing(text: str) -> list[str]:
    """What the page names and is not there, or is no test with a story in it."""
    named = NAMED.findall(text)
    gone = [name for name in named if not Path(name).is_file()]
    return gone + [
        name
        for name in named
        if TESTS.match(name) and name not in gone and not stories(Path(name))
    ]


def stories(path: Path) -> list[str]:
    """The tests of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [one.name for one in defined if one.name.startswith("test_")]


def test_everything_the_page_names_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert missing(text) == []
    assert len(NAMED.findall(text)) > 3 * LEAST


def test_every_promise_names_what_keeps_it_and_a_test_that_guards_it() -> None:
    rows = promises(PAGE.read_text(encoding="utf-8"))
    assert len(rows) >= LEAST
    for promise, kept, guarded, _ in rows:
        assert promise
        assert NAMED.findall(kept), promise
        guards = NAMED.findall(guarded)
        assert guards, promise
        assert all(TESTS.match(name) for name in guards), promise


@pytest.mark.parametrize(
    "named", ["`referral/vault/gone.py`", "`tests/vault/test_gone.py`", "`gone.lock`"]
)
def test_a_name_that_leads_nowhere_is_found(named: str) -> None:
    assert missing(f"kept by {named}") == [named.strip("`")]


def test_a_file_without_a_test_guards_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_empty.py").write_text('"""Nothing."""\n')
    assert stories(tmp_path / "test_empty.py") == []
    assert stories(Path("tests/documents/test_security.py"))
