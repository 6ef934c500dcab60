"""A file fits in the head, a function in the hand."""

import ast
from pathlib import Path

from tests.architecture.source import EVERYTHING, Module, inside, modules, planted

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
"""Lines, from the signature to the last statement; decorators do not count."""

FROZEN = ("referral/records/migrations/versions",)
"""A migration lists tables as they were on one day and is never edited again."""


def too_long(sources: list[Module]) -> list[str]:
    found = []
    for module in sources:
        if inside(module.path, FROZEN):
            continue
        length = len(module.text.splitlines())
        if length > LONGEST_MODULE:
            found.append(f"{module.path}:1: {length} lines")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found.append(module.at(node, f"{node.name} has {length} lines"))
    return found


def test_no_module_is_over_300_lines_and_no_function_over_40() -> None:
    assert too_long(modules(*EVERYTHING)) == []


def test_a_planted_long_module_and_a_long_function_are_found(tmp_path: Path) -> None:
    long_function = "def f():\n" + "    pass\n" * LONGEST_FUNCTION
    fitting = "def g():\n" + "    pass\n" * (LONGEST_FUNCTION - 1)
    sources = planted(
        tmp_path,
        referral__a="x = 1\n" * (LONGEST_MODULE + 1),
        referral__b="x = 1\n" * LONGEST_MODULE,
        tests__c=long_function + fitting,
        referral__records__migrations__versions__d=long_function,
    )
    assert too_long(sources) == [
        "referral/a.py:1: 301 lines",
        "tests/c.py:1: f has 41 lines",
    ]
