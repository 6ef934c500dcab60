"""What every shipped pathway promises, whatever its country."""

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from workflows.loader import load_shipped, shipped_names
from workflows.schema import NOTICE, Clock, Ground
from workflows.vocabulary import Confidence, LifeOutcome, Milestone

PATHWAYS = {name: load_shipped(name)[0] for name in shipped_names()}
every_pathway = pytest.mark.parametrize("name", PATHWAYS)


def inside(thing: object) -> Iterator[BaseModel]:
    """A shape and every shape within it."""
    if isinstance(thing, BaseModel):
        yield thing
        for field in type(thing).model_fields:
            yield from inside(getattr(thing, field))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from inside(value)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from inside(value)


def lines(thing: object) -> Iterator[str]:
    """Every text of a pathway."""
    for shape in inside(thing):
        for field in type(shape).model_fields:
            value = getattr(shape, field)
            values = value if isinstance(value, tuple) else (value,)
            yield from (each for each in values if isinstance(each, str))


@every_pathway
def test_every_rule_has_a_source_or_is_marked_as_ours(name: str) -> None:
    grounds = [each for each in inside(PATHWAYS[name]) if isinstance(each, Ground)]
    assert len(grounds) > 30
    for ground in grounds:
        own = ground.confidence is Confidence.MODEL
        assert own is (ground.source is None), ground
        assert ground.note or not own
        assert "dossier" not in (ground.source or "").lower()
        assert ground.source not in {"K-H", "K-M", "F"}


@every_pathway
def test_every_number_has_its_ground_beside_it(name: str) -> None:
    for shape in inside(PATHWAYS[name]):
        if isinstance(shape, Clock) or getattr(shape, "capacity", None):
            assert getattr(shape, "ground", None), shape


@every_pathway
def test_every_pathway_says_that_it_is_to_be_confirmed(name: str) -> None:
    assert PATHWAYS[name].notice == NOTICE


@every_pathway
def test_the_label_has_its_asterisk_wherever_it_stands_and_its_footnote(
    name: str,
) -> None:
    texts = [t for t in lines(PATHWAYS[name]) if t not in PATHWAYS[name].footnotes]
    named = [text for text in texts if re.search(r"Kosovo\b", text)]
    for text in named:
        assert not re.search(r"Kosovo(?!\*)\b", text), text
    if named:
        told = " ".join(PATHWAYS[name].footnotes)
        assert "without prejudice to positions on status" in told
        assert "UNSCR 1244/1999" in told


def test_the_label_with_the_asterisk_is_the_label() -> None:
    assert PATHWAYS["kosovo"].label == "Kosovo*"
    assert PATHWAYS["kosovo"].jurisdiction == "XK"


@every_pathway
def test_no_period_of_retention_is_assumed(name: str) -> None:
    assert PATHWAYS[name].retention is None


@every_pathway
def test_every_case_is_asked_everything_from_the_first_grounds_on(name: str) -> None:
    rules = {rule.word: rule for rule in PATHWAYS[name].milestones}
    assert set(rules) == set(Milestone)
    for word in (Milestone.LEGAL_INFORMATION, Milestone.LEGAL_AID):
        assert rules[word].opens_in == ("presumed",)
    assert rules[Milestone.DEATH].step == "record_death"


@every_pathway
def test_a_case_closes_by_the_five_outcomes_and_may_begin_again(name: str) -> None:
    closure = PATHWAYS[name].closure
    assert closure is not None
    assert set(closure.outcomes) == set(LifeOutcome)
    assert closure.reopen_reasons
    assert (closure.follow_up is None) is (name != "albania")


@every_pathway
def test_nobody_is_interviewed_twice_without_a_reason(name: str) -> None:
    interviews = PATHWAYS[name].interviews
    assert interviews is not None
    assert interviews.repeat_needs_reason
    asked = [s.interview for t in PATHWAYS[name].tracks for s in t.steps if s.interview]
    assert set(asked) <= set(interviews.topics)
