"""The sheet for the person: from the pathway, short, neutral, no invented number."""

import re
import tomllib

import pytest

from referral.rules.consent_answer import ITEMS
from referral.rules.sheet import CONDITIONS, Sheet, neutral, sheet
from workflows.loader import load_shipped, shipped_names
from workflows.shapes import Ground
from workflows.sheets import (
    MOST_WORDS,
    NOT_NEUTRAL,
    Section,
    sheet_items,
    sheet_problems,
)
from workflows.vocabulary import Confidence, ConsentPurpose


def of(name: str) -> Sheet:
    return sheet(load_shipped(name)[0], sheet_items())


def lines(found: Sheet, name: str) -> list[tuple[str, ...]]:
    return [line.say for line in found.lines if line.name == name]


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_pathway_has_a_whole_and_neutral_sheet(name: str) -> None:
    found = of(name)
    assert {line.section for line in found.lines} == set(Section)
    for line in found.lines:
        for ground in line.grounds:
            told = f"{ground.source} {ground.article} {ground.note}"
            assert not NOT_NEUTRAL.search(told), told
            assert ground.confidence in set(Confidence)
        assert bool(line.span) == ("{span}" in " ".join(line.say))
    assert not NOT_NEUTRAL.search(f"{found.authority} {found.label}")


def test_lengths_are_the_pathways_own_and_unset_is_no_number() -> None:
    (reflection,) = [x for x in of("convention").lines if x.name == "reflection"]
    assert reflection.span is not None
    assert (reflection.span.n, reflection.span.unit.value) == (30, "day")
    assert [(g.source, g.article) for g in reflection.grounds] == [
        ("CETS 197", "art 13(1)")
    ]
    pathway = load_shipped("convention")[0]
    clocks = {**pathway.clocks, "reflection": None}
    unset = sheet(pathway.model_copy(update={"clocks": clocks}), sheet_items())
    (told,) = [line for line in unset.lines if line.name == "reflection"]
    assert told.span is None
    assert not re.search(r"\d", " ".join(told.say))
    assert lines(unset, "retention") == [
        (
            "How long your record is kept is not decided yet.",
            "Nothing is deleted by a clock.",
        )
    ]


def test_a_source_that_is_not_neutral_is_not_named() -> None:
    law = Ground(
        source="Law on trafficking", article="art 5", confidence=Confidence.FOUND
    )
    assert neutral(law).source is None
    assert neutral(law).article == "art 5"
    plain = law.model_copy(update={"source": "Law on aliens"})
    assert neutral(plain).source == "Law on aliens"


def test_it_asks_each_purpose_and_says_each_of_the_seven_items() -> None:
    by: dict[Section, list[str]] = {section: [] for section in Section}
    for item in sheet_items():
        by[item.section].append(item.name)
    assert by[Section.CONSENT] == [word.value for word in ConsentPurpose]
    assert by[Section.ITEMS] == list(ITEMS)
    assert {item.when for item in sheet_items()} == set(CONDITIONS)


FAULTS = {
    "too long": ("say = ['" + "a " * MOST_WORDS + "word.']", "more than 15 words"),
    "not neutral": ("say = ['We help victims.']", "not neutral"),
    "no period": ("say = ['Within {span}.']", "go together"),
    "nothing where unset": (
        "say = ['Within {span}.']\nperiod = 'reflection'",
        "where it is unset",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sentence_that_does_not_do_is_found(fault: str) -> None:
    text, told = FAULTS[fault]
    raw = tomllib.loads(f"[[items]]\nname = 'x'\nsection = 'next'\n{text}\n")
    assert told in " ".join(problem.sentence for problem in sheet_problems(raw))
    assert sheet_problems(tomllib.loads("[[items]]\nname='x'\nsay=['Help.']")) == []
