"""Whoever opens a drawer or passes something on asks whether it may be used."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.source import Module, modules, planted

USES = {
    *("check_may_open", "drawn", "open_copy", "open_disclosure", "prepare", "release"),
}
"""What opens a drawer, seals a copy, lets it go, or draws a timeline."""
ASKS = "check_unrestricted"
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
        asks = any(name == ASKS for _, name in made)
        if not asks and Path(module.path).stem not in ELSEWHERE:
            found += [module.at(node, name) for node, name in made if name in USES]
    return found


def test_every_use_of_a_record_is_asked_for() -> None:
    assert unasked(modules("referral/actions")) == []


def test_a_use_that_is_not_asked_for_is_found(tmp_path: Path) -> None:
    text = "def act(work, case):\n    release(work, case, copy)\n"
    there = {"referral__actions__new": text}
    assert unasked(planted(tmp_path, **there)) == ["referral/actions/new.py:2: release"]
    asked = text.replace("release", f"{ASKS}(work, case, [])\n    release", 1)
    assert unasked(planted(tmp_path, referral__actions__new=asked)) == []
