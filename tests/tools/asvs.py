"""Which tests show a requirement of OWASP ASVS 5.0, read from the files themselves.

The list is `tests/documents/asvs.toml`; a test says what it shows by the marker
`pytest.mark.asvs("V8.2.2")`, on itself or, as `pytestmark`, on its whole file.
"""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

LIST = Path("tests/documents/asvs.toml")
DOCS = Path("docs")
STATES = ("tested", "written", "absent", "operator", "unmet", "left")
LEVELS = (1, 2, 3)
NUMBER = re.compile(r"V([1-9]\d?)\.([1-9]\d?)\.([1-9]\d?)")
_ABOUT = """# OWASP ASVS 5.0.0, requirement by requirement

Generated from `tests/documents/asvs.toml` and the markers of the tests
(`make reference`). The words are ours: the requirements themselves stand in the
[standard](https://owasp.org/www-project-application-security-verification-standard/).
What they are for stands in [security](../explanation/security.md).

A state is *tested* (by the tests named), *written* (it asks for a document, and
there it is), *absent* (there is nothing here that it could be about), *operator*
(whoever runs it has to see to it), *unmet* (it applies, and is not done, or not wholly,
or nobody looked), or *left* (of level 3, and not chosen). That a test is named says
what is tried, not that nothing else could go wrong.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement."""

    number: str
    level: int
    words: str
    """What it is about, in ours."""
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The whole list."""

    counts: Mapping[int, int]
    """How many there are of each level in the standard."""
    chosen: frozenset[str]
    """Of level 3, those we hold ourselves to."""
    chapters: Mapping[str, tuple[Row, ...]]

    @property
    def rows(self) -> list[Row]:
        """Every row, in the order of the standard."""
        return [row for rows in self.chapters.values() for row in rows]


def read(path: Path = LIST) -> Listed:
    """The list as it is written."""
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    chapters = {each["name"]: tuple(_rows(each)) for each in said["chapter"]}
    counts = {int(level): many for level, many in said["counts"].items()}
    return Listed(counts, frozenset(said["chosen"]), chapters)


def _rows(chapter: Mapping[str, Any]) -> Iterator[Row]:
    why = chapter.get("why", "")
    short = [
        Row(number, int(level), chapter["name"].partition(" ")[2], "absent", why)
        for level, numbers in chapter.get("absent", {}).items()
        for number in numbers
    ]
    yield from sorted([*short, *(Row(*each) for each in chapter["rows"])], key=_place)


def _place(row: Row) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", row.number)]


def marked(folder: Path = Path("tests")) -> dict[str, list[str]]:
    """By number, the tests that carry it: `tests/x/test_y.py::test_z`, in order."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, numbers in _marks(tree):
            for number in numbers:
                found.setdefault(number, []).append(f"{path.as_posix()}::{name}")
    return found


def _marks(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Every test of a file with what it is marked by."""
    of_all: list[str] = []
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "pytestmark"
        ):
            of_all += _numbers([node.value])
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, [*of_all, *_numbers(node.decorator_list)]


def _numbers(nodes: Collection[ast.expr]) -> list[str]:
    """What stands in the markers among these; also within `*(...)`, for long lines."""
    calls = [each for node in nodes for each in ast.walk(node)]
    return [
        word.value
        for call in calls
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.asvs"
        for word in ast.walk(call)
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    ]


def faults(listed: Listed, marks: Mapping[str, list[str]]) -> list[str]:
    """What does not hold between the list, the markers and the documents."""
    rows = listed.rows
    known = {row.number for row in rows}
    return [
        *(f"{number}: no such requirement" for number in marks if number not in known),
        *(f"{number}: twice" for number, many in _times(rows) if many > 1),
        *(
            f"{row.number}: {told}"
            for row in rows
            for told in _wrong(row, listed, marks)
        ),
        *_gaps(rows),
        *(
            f"level {level}: {found} of {listed.counts[level]}"
            for level in LEVELS
            if (found := sum(row.level == level for row in rows))
            != listed.counts[level]
        ),
    ]


def _times(rows: Collection[Row]) -> Collection[tuple[str, int]]:
    return Counter(row.number for row in rows).items()


def _gaps(rows: Collection[Row]) -> list[str]:
    """Sections whose numbers do not go on from 1, one by one."""
    sections = groupby(rows, lambda row: row.number.rpartition(".")[0])
    return [
        f"{section}: not one after another"
        for section, those in sections
        if any(_place(row)[2] != at for at, row in enumerate(those, start=1))
    ]


def _wrong(row: Row, listed: Listed, marks: Mapping[str, list[str]]) -> Iterator[str]:
    if row.state not in STATES or row.level not in LEVELS or not row.words:
        yield "no state, level or words"
    if not NUMBER.fullmatch(row.number):
        yield "no number"
    has_tests = row.number in marks
    if (row.state == "tested") != has_tests:
        yield "marked, but not tested" if has_tests else "no test carries its number"
    if bool(row.reason) == (row.state == "tested"):
        yield "either tests or a reason"
    if row.state == "left" and (
        row.level != max(LEVELS) or row.number in listed.chosen
    ):
        yield "left, but it is held to"
    if row.state == "written" and not is_there(row.reason):
        yield f"{row.reason} is not there"


def is_there(place: str) -> bool:
    """Whether a document, and the heading it names, exist."""
    name, _, heading = place.partition("#")
    path = DOCS / name
    if not path.is_file():
        return False
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    made = {
        re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings
    }
    return not heading or heading in made


def page() -> str:
    """The reference page."""
    listed, marks = read(), marked()
    lines = [_ABOUT, *_counted(listed.rows)]
    for name, rows in listed.chapters.items():
        lines += ["", f"## {name}", "", "| | level | about | state | by |"]
        lines += ["|---|---|---|---|---|"]
        lines += [
            f"| {row.number} | {row.level} | {row.words} | {row.state} |"
            f" {_by(row, marks)} |"
            for row in rows
        ]
    return "\n".join(lines) + "\n"


def _counted(rows: Collection[Row]) -> Iterator[str]:
    """A table: how many of each level are in each state."""
    yield "| level | " + " | ".join(STATES) + " | all |"
    yield "|---" * (len(STATES) + 2) + "|"
    for level in LEVELS:
        states = Counter(row.state for row in rows if row.level == level)
        counts = [states[state] for state in STATES]
        yield "| " + " | ".join(map(str, (level, *counts, sum(counts)))) + " |"


def _by(row: Row, marks: Mapping[str, list[str]]) -> str:
    if row.state == "written":
        return f"[{row.reason}](../{row.reason})"
    tests = marks.get(row.number, [])
    return ", ".join(f"`{test}`" for test in tests) or row.reason
