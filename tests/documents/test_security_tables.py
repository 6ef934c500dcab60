"""What the security page says of who may see what is what the rules say."""

from pathlib import Path

import pytest

from tests.tools.who_sees import table

PAGE = Path("docs/explanation/security.md")


def missing(text: str) -> list[str]:
    """Lines of the table that a text does not have."""
    written = set(text.splitlines())
    return [line for line in table() if line not in written]


def test_the_page_says_what_the_rules_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert missing(text) == []
    assert len(table()) > 8


@pytest.mark.parametrize("word", ["all but health", "placement", "auditor"])
def test_a_table_that_says_something_else_is_found(word: str) -> None:
    assert missing(PAGE.read_text(encoding="utf-8").replace(word, "everything"))


def test_every_threat_names_a_test() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for heading, least in (("## Threats", 26), ("## OWASP API Security", 10)):
        section = text.partition(heading)[2].partition("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
        assert len(rows) >= least
        assert [row for row in rows if "`tests/" not in row] == []
