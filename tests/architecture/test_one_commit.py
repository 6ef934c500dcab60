"""One act, one transaction: only the store commits, only the store opens it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import (
    PRODUCT,
    Module,
    constants,
    imports,
    modules,
    planted,
)

STORE = re.compile(r"referral/records/database\w*\.py")
COMMITS = re.compile(r"\s*(COMMIT|END)(\s+TRANSACTION|\s+WORK)?\s*;?\s*", re.IGNORECASE)
DRIVERS = {"sqlcipher3", "sqlite3", "psycopg"}


def committing(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            yield module.at(node, "commits")
    for constant, text in constants(module):
        if COMMITS.fullmatch(text):
            yield module.at(constant, "commits in SQL")
    for statement, name in imports(module):
        if name.partition(".")[0] in DRIVERS:
            yield module.at(statement, f"opens the store: {name}")


def committers(sources: list[Module]) -> list[str]:
    return [
        finding
        for module in sources
        if not STORE.fullmatch(module.path)
        for finding in committing(module)
    ]


def test_only_the_store_commits_and_opens_a_database() -> None:
    assert committers(modules(*PRODUCT)) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f(session):\n    session.commit()",
        "def f(session):\n    later(session.commit)",
        "def f(connection):\n    connection.execute('commit;')",
        "import sqlcipher3",
        "from psycopg import connect",
    ],
)
def test_a_planted_commit_is_found_outside_the_store_only(
    tmp_path: Path, text: str
) -> None:
    sources = planted(
        tmp_path, referral__records__database_x=text, referral__actions__x=text
    )
    assert [finding.partition(":")[0] for finding in committers(sources)] == [
        "referral/actions/x.py"
    ]


def test_words_that_only_look_like_it_are_left_alone(tmp_path: Path) -> None:
    text = "x = 'Nothing is committed.'\ny = 'commitment'\nz = 'end of the case'"
    assert committers(planted(tmp_path, api__x=text)) == []
