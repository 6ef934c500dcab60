"""A result counts for one text and one version of the rules, and for nothing else."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from referral.errors import PathwayUnproven
from referral.rules.results import (
    KEPT,
    Result,
    check_proven,
    digest_of,
    is_proven,
    kept,
    prove,
    read_results,
    rules_digest,
    write_results,
)
from tests.rules.situations import NEUTRAL_TEXT
from workflows.loader import PathwayInvalid, digest

NAMES = [f"G{n}" for n in range(1, 16)]
ALL_HOLD = {name: (True, n) for n, name in enumerate(NAMES)}


def a_result(text: str = "a text") -> Result:
    return Result(digest(text), rules_digest(), ALL_HOLD)


def tree(root: Path, **files: str) -> Path:
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def test_a_pathway_is_proven_by_its_text_and_the_rules_that_explored_it() -> None:
    found = prove(NEUTRAL_TEXT, "neutral.toml")
    assert found.pathway == hashlib.sha256(NEUTRAL_TEXT.encode()).hexdigest()
    assert found.rules == rules_digest() == digest_of(KEPT.parents[2])
    assert list(found.guarantees) == NAMES
    assert found.passes
    assert all(holds and states > 0 for holds, states in found.guarantees.values())


def test_a_pathway_that_breaks_a_promise_has_a_result_that_does_not_pass() -> None:
    broken = NEUTRAL_TEXT.replace('guards = ["stay_not_protected"]', "guards = []")
    assert broken != NEUTRAL_TEXT
    found = prove(broken)
    assert not found.passes
    assert not found.guarantees["G3"][0]
    assert found.guarantees["G1"][0]


@pytest.mark.parametrize(("named", "shown"), [((), "pathway"), (("a.toml",), "a.toml")])
def test_what_is_no_pathway_is_named_by_its_file(
    named: tuple[str, ...], shown: str
) -> None:
    with pytest.raises(PathwayInvalid) as refused:
        prove("tracks = 1", *named)
    assert str(refused.value).startswith(f"{shown}, ")


def test_only_every_guarantee_together_passes() -> None:
    assert a_result().passes
    for name in NAMES:
        broken = {**ALL_HOLD, name: (False, 1)}
        missing = {key: held for key, held in ALL_HOLD.items() if key != name}
        assert not replace(a_result(), guarantees=broken).passes
        assert not replace(a_result(), guarantees=missing).passes
    more = {**ALL_HOLD, "G16": (True, 1)}
    assert not replace(a_result(), guarantees=more).passes


def test_a_result_counts_for_its_text_and_its_rules_alone() -> None:
    mine = a_result()
    assert is_proven("a text", [mine])
    assert not is_proven("another text", [mine])
    assert not is_proven("a text", [replace(mine, rules="0" * 64)])
    assert not is_proven("a text", [replace(mine, guarantees={})])
    assert not is_proven("a text")
    assert is_proven("a text", [replace(mine, guarantees={}), mine])


def test_what_is_not_proven_is_refused_and_it_is_said_what_to_do() -> None:
    check_proven("a text", [a_result()])
    with pytest.raises(PathwayUnproven) as refused:
        check_proven("a text")
    assert str(refused.value) == (
        "no passing result for exactly this pathway and these rules: "
        "referral pathways check --stored, or check FILE before it is used"
    )


def test_every_file_of_the_rules_is_in_their_digest_with_its_name(
    tmp_path: Path,
) -> None:
    root = tree(
        tmp_path,
        referral__rules__b_dot_py="two",
        referral__rules__a_dot_py="one",
        referral__errors_dot_py="three",
        workflows__loader_dot_py="four",
        workflows__vocabulary__case_dot_py="five",
        workflows__referral_dot_toml="six",
        referral__other_dot_py="not read",
        workflows__pathways__x_dot_toml="not read",
    )
    listed = {
        "referral/errors.py": "three",
        "referral/rules/a.py": "one",
        "referral/rules/b.py": "two",
        "workflows/loader.py": "four",
        "workflows/referral.toml": "six",
        "workflows/vocabulary/case.py": "five",
    }
    lines = [
        f"{name} {hashlib.sha256(content.encode()).hexdigest()}\n"
        for name, content in sorted(listed.items())
    ]
    expected = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert digest_of(root) == expected
    tree(tmp_path, referral__other_dot_py="still not read")
    assert digest_of(root) == expected
    tree(tmp_path, referral__errors_dot_py="other")
    assert digest_of(root) != expected


def test_results_are_written_in_a_fixed_order_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    later, earlier = Result("b", "r", {"G1": (True, 3)}), Result("a", "r", ALL_HOLD)
    write_results(path, [later, earlier])
    assert read_results(path) == (earlier, later)
    one = Result("päth", "r", {"G1": (False, 3)})
    write_results(path, [one])
    block = {"pathway": "päth", "rules": "r", "guarantees": {"G1": [False, 3]}}
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps({"results": [block]}, indent=1) + "\n"
    assert read_results(path) == (one,)


@pytest.mark.parametrize(
    "content",
    ["", "no json", "[]", "{}", '{"results": 1}', '{"results": [{}]}', "\xff\xfe"],
)
def test_a_file_that_holds_something_else_has_no_results(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "results.json"
    path.write_bytes(content.encode("latin-1"))
    assert read_results(path) == ()
    assert read_results(tmp_path / "missing.json") == ()


def test_words_that_were_written_by_hand_are_read_as_what_they_are(
    tmp_path: Path,
) -> None:
    path = tmp_path / "results.json"
    block = {"pathway": 1, "rules": 2, "guarantees": {"G1": [1, "3"]}}
    path.write_text(json.dumps({"results": [block]}), encoding="utf-8")
    assert read_results(path) == (Result("1", "2", {"G1": (True, 3)}),)


def test_the_kept_results_prove_what_ships() -> None:
    assert kept() == read_results(KEPT)
    assert len(kept()) == 8
    assert all(each.passes for each in kept())
