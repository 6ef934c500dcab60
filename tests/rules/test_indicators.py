"""Identification aids: exact, explained, and unable to move a case."""

import ast
from dataclasses import fields
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.rules.definition import Elements, definition, screen
from referral.rules.facts import CaseFacts, Given, PersonFacts
from referral.rules.indicators import ADVICE, assess, positive
from workflows.aids import indicator_packs, pack_problems, screening_rules
from workflows.vocabulary import (
    AgeClass,
    Dimension,
    Exploitation,
    Guard,
    Reading,
    Role,
    Strength,
    TraffickingAct,
    TraffickingMeans,
)

ADULT, CHILD = indicator_packs()["adult_labour"], indicator_packs()["child_labour"]
COUNTS = tuple(product(range(5), repeat=3))
RECRUITED = frozenset({TraffickingAct.RECRUITMENT})
DECEIVED = frozenset({TraffickingMeans.DECEPTION})
codes = st.frozensets(st.sampled_from([each.code for each in ADULT.indicators]))


def in_words(strong: int, medium: int, weak: int) -> bool:
    """The rule read literally: is there a way to pick one of its four combinations?"""
    bag = ["s"] * strong + ["m"] * medium + ["w"] * weak
    enough = (
        *(["s", "s"], ["s", "m"], ["s", "w"]),
        *(["m", "m", "m"], ["m", "m", "w"]),
    )
    return any(
        all(bag.count(mark) >= way.count(mark) for mark in way) for way in enough
    )


def picked(pack_name: str, dimension: Dimension, strengths: str) -> list[str]:
    """Codes of a dimension with these strengths, `s`, `m` or `w` each."""
    left = list(indicator_packs()[pack_name].indicators)
    found = []
    for mark in strengths:
        one = next(
            e for e in left if e.dimension is dimension and e.strength.value[0] == mark
        )
        left.remove(one)
        found.append(one.code)
    return found


@pytest.mark.parametrize("counts", COUNTS)
def test_the_combination_rule_agrees_with_the_rule_in_words(
    counts: tuple[int, int, int],
) -> None:
    assert positive(*counts) is in_words(*counts)


@pytest.mark.parametrize("counts", COUNTS)
def test_another_indicator_never_makes_a_dimension_negative(
    counts: tuple[int, int, int],
) -> None:
    strong, medium, weak = counts
    if positive(*counts):
        assert positive(strong + 1, medium, weak)
        assert positive(strong, medium + 1, weak)
        assert positive(strong, medium, weak + 1)


@pytest.mark.parametrize("counts", [(1, 0, 0), (0, 2, 0), (0, 1, 4), (0, 0, 4)])
def test_what_is_just_not_enough_is_not_enough(counts: tuple[int, int, int]) -> None:
    assert not positive(*counts)


def test_the_packs_have_the_published_number_of_signs_in_each_dimension() -> None:
    def count(name: str) -> list[int]:
        listed = indicator_packs()[name].indicators
        return [sum(e.dimension is d for e in listed) for d in Dimension]

    assert count("adult_labour") == [10, 10, 16, 9, 15, 7]
    assert sum(count("child_labour")) == 65


@pytest.mark.parametrize("name", ["adult_sexual", "child_sexual"])
def test_a_list_that_was_not_read_stays_empty_and_says_so(name: str) -> None:
    pack = indicator_packs()[name]
    assert pack.indicators == ()
    assert pack.ground.note == "to be loaded from the original"
    answer = assess(pack, ["EX01", "CD07"])
    assert answer.reading is Reading.LIST_MISSING
    assert "Not in this list and not counted: CD07, EX01." in answer.text


def test_strengths_that_await_the_original_are_told() -> None:
    doubtful = {e.code for e in ADULT.indicators if e.unconfirmed}
    assert doubtful == {"RV13", "RV14"}
    assert "The strength of RV13 awaits the original." in assess(ADULT, ["RV13"]).text


D, C, R = tuple(Dimension)[:3]
E, K, A = tuple(Dimension)[3:]
TABLE = {
    (): Reading.NOTHING_FOUND,
    (E,): Reading.EXPLOITED_WORKER,
    (D, E): Reading.DECEIVED_AND_EXPLOITED,
    (D, E, K): Reading.TRAFFICKING,
    (C, E, K): Reading.TRAFFICKING,
    (R, E, A): Reading.TRAFFICKING,
    (D, C, R, E, K, A): Reading.TRAFFICKING,
    (C, E): Reading.NOT_IN_TABLE,
    (E, K): Reading.NOT_IN_TABLE,
    (D,): Reading.NOT_IN_TABLE,
    (D, K): Reading.NOT_IN_TABLE,
}


@pytest.mark.parametrize(("on", "reading"), TABLE.items(), ids=str)
def test_the_dimensions_read_together_as_the_table_says(
    on: tuple[Dimension, ...], reading: Reading
) -> None:
    seen = [code for each in on for code in picked("adult_labour", each, "mmm")]
    assert assess(ADULT, seen).reading is reading


def test_abuse_of_vulnerability_stands_in_for_the_means_and_is_told() -> None:
    seen = [code for each in (R, E, A) for code in picked("adult_labour", each, "mmm")]
    assert assess(ADULT, seen).text.count("stands in for the means") == 2


def test_a_child_needs_the_act_and_exploitation_only() -> None:
    exploited = picked("child_labour", E, "sm")
    assert assess(CHILD, exploited).reading is Reading.EXPLOITED_CHILD
    assert assess(CHILD, exploited, act_known=True).reading is Reading.TRAFFICKING
    assert assess(CHILD, [*exploited, "DR02"]).reading is Reading.TRAFFICKING
    assert assess(CHILD, ["DR01", "DR02"]).reading is Reading.NOT_IN_TABLE
    assert assess(CHILD, []).reading is Reading.NOTHING_FOUND


@given(seen=codes, more=codes)
def test_more_signs_never_take_away_what_was_read(
    seen: frozenset[str], more: frozenset[str]
) -> None:
    before, after = assess(ADULT, seen), assess(ADULT, seen | more)
    for was, now in zip(before.findings, after.findings, strict=True):
        assert now.positive or not was.positive
    if before.reading is Reading.TRAFFICKING:
        assert after.reading is Reading.TRAFFICKING


@given(seen=codes)
def test_every_answer_names_what_it_rests_on_and_that_it_is_advice(
    seen: frozenset[str],
) -> None:
    answer = assess(ADULT, seen)
    assert all(code in answer.text for code in seen)
    assert answer.sentences[-1] == ADVICE


def test_a_pack_with_a_code_twice_or_with_guesses_is_refused() -> None:
    row = {"code": "EX01"}
    assert pack_problems({"complete": True, "indicators": [row, row]})
    assert pack_problems({"complete": False, "indicators": [row]})
    assert pack_problems({"complete": True, "indicators": []})


def test_every_strength_is_used_by_both_lists() -> None:
    for pack in (ADULT, CHILD):
        used = {each.strength for each in pack.indicators}
        assert used <= set(Strength)
        assert Strength.STRONG in used


def test_an_adult_needs_act_means_and_purpose() -> None:
    full = Elements(RECRUITED, DECEIVED, frozenset({Exploitation.BEGGING}))
    assert definition(full, AgeClass.ADULT).meets
    nothing = definition(Elements(), AgeClass.ADULT)
    assert nothing.missing == ("act", "means", "purpose")


@pytest.mark.parametrize("age", [AgeClass.CHILD, AgeClass.UNSURE])
def test_a_child_or_perhaps_a_child_needs_no_means(age: AgeClass) -> None:
    known = Elements(RECRUITED, purposes=frozenset({Exploitation.BEGGING}))
    assert definition(known, age).meets
    assert definition(known, AgeClass.ADULT).missing == ("means",)


def test_surrogacy_alone_needs_a_means_unless_the_surrogate_is_a_child() -> None:
    only = frozenset({Exploitation.SURROGACY})
    known = Elements(RECRUITED, purposes=only)
    assert definition(known, AgeClass.CHILD).missing == ("means",)
    surrogate = Elements(RECRUITED, purposes=only, surrogate_is_child=True)
    assert definition(surrogate, AgeClass.CHILD).meets
    both = Elements(RECRUITED, purposes=only | {Exploitation.BEGGING})
    assert definition(both, AgeClass.CHILD).meets
    assert definition(Elements(RECRUITED, DECEIVED, only), AgeClass.CHILD).meets


def test_consent_to_exploitation_is_irrelevant_and_an_unknown_purpose_is_none() -> None:
    unknown = Elements(RECRUITED, DECEIVED, frozenset({Exploitation.UNKNOWN}))
    answer = definition(unknown, AgeClass.ADULT)
    assert answer.missing == ("purpose",)
    assert "irrelevant" in answer.text


@pytest.mark.parametrize(
    ("answered", "adult", "child"),
    [
        ("abc", True, True),
        ("ac", False, True),
        ("a", False, True),
        ("c", False, True),
        ("b", False, True),
        ("", False, False),
    ],
)
def test_the_form_with_three_sections_asks_less_of_a_child(
    answered: str, adult: bool, child: bool
) -> None:
    rule = screening_rules()["sections_a_b_c"]
    assert screen(rule, set(answered), AgeClass.ADULT).meets is adult
    assert screen(rule, set(answered), AgeClass.CHILD).meets is child
    assert screen(rule, set(answered), AgeClass.UNSURE).meets is child


def test_the_form_names_the_section_that_lacks_an_answer() -> None:
    rule = screening_rules()["sections_a_b_c"]
    assert screen(rule, {"a", "c"}, AgeClass.ADULT).missing == ("section_b",)


RULES = Path("referral/rules")
AIDS = {"indicators.py", "definition.py", "signs.py"}


def imported(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {
        node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module
    }


def test_no_rule_that_moves_a_case_knows_the_aids_and_they_know_no_case() -> None:
    aids = {"referral.rules.indicators", "referral.rules.definition", "workflows.aids"}
    for path in RULES.glob("*.py"):
        if path.name not in AIDS:
            assert not imported(path) & aids, path.name
    for name in AIDS:
        assert imported(RULES / name) <= aids | {
            *("workflows.vocabulary", "collections", "collections.abc", "dataclasses"),
        }


def test_no_fact_no_input_no_guard_and_no_role_is_made_of_a_reading() -> None:
    names = {f.name for kind in (CaseFacts, PersonFacts, Given) for f in fields(kind)}
    words = {*Guard, *names, *Role}
    assert not {word for word in words if "indicator" in word or "reading" in word}
