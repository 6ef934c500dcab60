"""Every requirement of ASVS 5.0 is shown by tests, or says why it is not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.tools.asvs import Listed, Row, faults, is_there, marked, page, read

MOST_TESTED = "V8.2.2"


@pytest.fixture(scope="module")
def listed() -> Listed:
    return read()


@pytest.fixture(scope="module")
def marks() -> dict[str, list[str]]:
    return marked()


def test_every_requirement_is_tested_or_says_why_not(
    listed: Listed, marks: dict[str, list[str]]
) -> None:
    assert faults(listed, marks) == []


def test_the_list_is_as_long_as_the_standard(listed: Listed) -> None:
    """70, 183 and 92, in 17 chapters: OWASP ASVS 5.0.0, May 2025."""
    assert listed.counts == {1: 70, 2: 183, 3: 92}
    assert len(listed.rows) == 345
    assert len(listed.chapters) == 17
    assert all(
        row.number.startswith(f"{chapter.partition(' ')[0]}.")
        for chapter, rows in listed.chapters.items()
        for row in rows
    )


Change = Callable[[list[Row]], list[Row]]


def _changed(number: str, **words: Any) -> Change:
    def change(rows: list[Row]) -> list[Row]:
        return [replace(r, **words) if r.number == number else r for r in rows]

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: rows[1:], "level 2: 182 of 183"),
        (lambda rows: rows[1:], "V1.1: not one after another"),
        (lambda rows: [*rows, rows[0]], "V1.1.1: twice"),
        (_changed("V8.2.2", state="unmet", reason="x"), "marked, but not tested"),
        (_changed("V5.4.3", state="tested", reason=""), "no test carries its number"),
        (_changed("V5.4.3", reason=""), "either tests or a reason"),
        (_changed("V8.2.2", reason="x"), "either tests or a reason"),
        (_changed("V5.4.3", state="left"), "left, but it is held to"),
        (_changed("V6.3.5", state="left"), "left, but it is held to"),
        (_changed("V5.4.3", state="perhaps"), "no state, level or words"),
        (_changed("V8.1.1", reason="explanation/security.md#gone"), "is not there"),
    ],
    ids=map(str, range(11)),
)
def test_what_does_not_hold_is_found(
    listed: Listed, marks: dict[str, list[str]], change: Change, told: str
) -> None:
    planted = replace(listed, chapters={"all": tuple(change(listed.rows))})
    assert told in " ".join(faults(planted, marks))


def test_a_marker_of_no_requirement_is_found(
    listed: Listed, marks: dict[str, list[str]]
) -> None:
    planted = {**marks, "V8.2.99": ["tests/x/test_y.py::test_z"]}
    assert faults(listed, planted) == ["V8.2.99: no such requirement"]


def test_a_marker_is_read_from_a_test_and_from_its_whole_file(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(
        'import pytest\npytestmark = [pytest.mark.asvs("V1.1.1")]\n'
        '@pytest.mark.asvs("V8.2.1", "V8.2.2")\ndef test_a() -> None: ...\n'
        'def test_b() -> None: ...\n@pytest.mark.asvs("V2.2.2")\ndef helper(): ...\n'
    )
    found = marked(tmp_path)
    assert {number: len(tests) for number, tests in found.items()} == {
        "V1.1.1": 2,
        "V8.2.1": 1,
        "V8.2.2": 1,
    }


def test_every_marked_test_is_named_on_the_page(marks: dict[str, list[str]]) -> None:
    text = page()
    named = {test for tests in marks.values() for test in tests}
    assert len(named) > 100
    assert all(f"`{test}`" in text for test in named)
    assert len(marks[MOST_TESTED]) > 1


def test_a_place_in_a_document_that_is_not_there_is_found() -> None:
    assert is_there("explanation/security.md#limits")
    assert not is_there("explanation/security.md#no-limits")
    assert not is_there("explanation/gone.md")
