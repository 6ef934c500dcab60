"""Whoever opens a drawer or passes something on asks whether it may be used."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.source import Module, modules, planted

USES = {"drawn", "open_copy", "open_disclosure", "prepare", "release"}
"""What opens or seals a copy, lets it go, or draws a timeline."""
ASKS = "Asked"
"""Whoever asks `rules.deciding` says by it what would be used, and what for."""
TABLES = {"PERMISSIONS", "OPENING", "FORBIDDEN", "FORBIDDEN_TO", "AFTER_ERASURE"}
"""What is decided by; `rules.deciding` reads it, and who checks or prints it."""
READ_BY = {"deciding", "permissions", "exporting", "guarantees_consent", "reporting"}
ELSEWHERE: Mapping[str, str] = {
    "administer": "prepares keys, and no copy",
    "disclose": "seals and releases for those who ask before",
    "export": "draws for handing on, which asks before",
    "identify": "records, and so keeps",
}
"""Modules that need not ask, with the reason."""


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a function or method, by its last name, that is handed the work."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            first = node.args[0] if node.args else None
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            handed = getattr(first, "id", getattr(first, "attr", ""))
            if handed in ("work", "unit", "drawer", "new"):
                yield node, name


def unasked(sources: list[Module]) -> list[str]:
    """Uses in modules that never ask."""
    found = []
    for module in sources:
        made = list(calls(module))
        asks = any(
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == ASKS
            for node in ast.walk(module.tree)
        )
        if not asks and Path(module.path).stem not in ELSEWHERE:
            found += [module.at(node, name) for node, name in made if name in USES]
    return found


def test_every_use_of_a_record_is_asked_for() -> None:
    assert unasked(modules("referral/actions")) == []


def test_a_use_that_is_not_asked_for_is_found(tmp_path: Path) -> None:
    text = "def act(work, case):\n    release(work, case, copy)\n"
    there = {"referral__actions__new": text}
    assert unasked(planted(tmp_path, **there)) == ["referral/actions/new.py:2: release"]
    asked = text.replace("release", f"{ASKS}()\n    release", 1)
    assert unasked(planted(tmp_path, referral__actions__new=asked)) == []


def decided_elsewhere(sources: list[Module]) -> list[str]:
    """Modules that look into the tables themselves instead of asking."""
    return [
        f"{module.path}: {alias.name}"
        for module in sources
        if Path(module.path).stem not in READ_BY
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "referral.rules.permissions"
        for alias in node.names
        if alias.name in TABLES
    ]


def test_one_place_decides_by_the_tables(tmp_path: Path) -> None:
    everywhere = [*modules("referral"), *modules("api")]
    assert decided_elsewhere(everywhere) == []
    text = "from referral.rules.permissions import OPENING\n"
    there = planted(tmp_path, referral__actions__new=text)
    assert decided_elsewhere(there) == ["referral/actions/new.py: OPENING"]
