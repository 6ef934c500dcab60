"""The data of an offer's life is whole, and says where it is from."""

from datetime import timedelta

import pytest

from workflows.loader import PathwayInvalid, read, text_of
from workflows.offer_data import (
    CLOCKS,
    ENDS,
    OfferClocksFile,
    OfferEnds,
    clock_problems,
    end_problems,
    length,
    offer_clocks,
)
from workflows.shapes import Span
from workflows.vocabulary import ClockUnit, Confidence


def clock_faults(text: str) -> list[str]:
    with pytest.raises(PathwayInvalid) as invalid:
        read(OfferClocksFile, text, CLOCKS.name, clock_problems)
    return invalid.value.faults


def end_faults(text: str) -> list[str]:
    with pytest.raises(PathwayInvalid) as invalid:
        read(OfferEnds, text, ENDS.name, end_problems)
    return invalid.value.faults


@pytest.mark.parametrize("pathway", ["convention", "albania", "of_their_own"])
def test_where_no_text_says_a_time_none_is_set(pathway: str) -> None:
    found = offer_clocks(pathway)

    assert (found.answer, found.telephone, found.expiry) == (None, None, None)
    assert length(found.cool_off) == timedelta(hours=6)
    assert found.ground.confidence is Confidence.MODEL
    assert found.ground.note


def test_a_pathway_that_is_named_has_its_own_times() -> None:
    own = text_of(CLOCKS) + (
        '\n[pathways.convention]\nanswer = { n = 1, unit = "day" }\n'
        'telephone = "unset"\nexpiry = "unset"\ncool_off = "unset"\n'
        'ground = { confidence = "found", source = "An invented rulebook" }\n'
    )

    found = read(OfferClocksFile, own, CLOCKS.name, clock_problems)
    assert found.pathways["convention"].answer == Span(n=1, unit=ClockUnit.DAY)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('unit = "hour"', 'unit = "calendar_month"', "it is counted in hours or days"),
        (', note = "No', ', source = "No', "a model says why in a note"),
        ('confidence = "model", note', 'confidence = "found", note', "name the source"),
        ('answer = "unset"', 'answer = "soon"', "answer"),
    ],
)
def test_times_that_do_not_do_are_refused(old: str, new: str, told: str) -> None:
    text = text_of(CLOCKS)
    assert old in text
    listed = clock_faults(text.replace(old, new, 1))
    assert any(told in fault for fault in listed), listed


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('stage = "no_show"', 'stage = "declined"', "reasons of its own"),
        ('stage = "no_show"', 'stage = "expired"', "two ends for"),
        ('stage = "no_show"', 'stage = "accepted"', "it says nothing of 'no_show'"),
        ('name = "not_safe"', 'name = "other"', "two words named"),
        ('follows = ["offer_next"]', 'follows = ["pray"]', "follows"),
    ],
)
def test_ends_that_are_not_whole_are_refused(old: str, new: str, told: str) -> None:
    text = text_of(ENDS)
    assert old in text
    listed = end_faults(text.replace(old, new, 1))
    assert any(told in fault for fault in listed), listed
