"""The catalogue of lengths: each with its ground, none claimed to be law."""

import pytest

from referral.records.timeline import ASKING, UNSAID
from referral.rules.silences import OPENINGS, QUESTION_ENDS
from workflows.loader import PathwayInvalid, read, text_of
from workflows.silences import FILE, WAITED_FOR, Silences, silence_problems, silences
from workflows.vocabulary import Confidence, EntryType, ExceptionKind, SilenceKind

TEXT = text_of(FILE)


def test_every_length_is_ours_and_says_so() -> None:
    assert set(silences()) == WAITED_FOR
    for each in silences().values():
        assert each.ground.confidence is Confidence.MODEL
        assert each.ground.source is None
        assert "ours" in (each.ground.note or "")


def test_every_kind_can_stand_on_the_coordinators_list() -> None:
    assert set(map(str, SilenceKind)) <= set(map(str, ExceptionKind))


def test_the_indexes_name_the_entries_that_the_rules_name() -> None:
    asking = {EntryType.QUESTION_ASKED, *QUESTION_ENDS}
    for clause, types in ((ASKING, asking), (UNSAID, OPENINGS)):
        named = {each for each in EntryType if f"'{each}'" in clause.text}
        assert named == types


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"offer_unread"', '"gap"', "two lengths for 'gap'"),
        ('"offer_unread"', '"gap"', "it says nothing of 'offer_unread'"),
        ('"offer_unread"', '"still_held"', "begins with what it is about"),
        ('"hour"', '"working_day"', "counted in hours or days"),
        (', note = "No text', ' } # "', "a model says why in a note"),
        ('confidence = "model"', 'confidence = "found"', "name the source"),
        ("n = 10", "n = 0", "greater than or equal to 1"),
        ("n = 10", "m = 10", "m"),
    ],
)
def test_a_catalogue_that_says_too_little_is_refused(
    old: str, new: str, told: str
) -> None:
    assert old in TEXT
    with pytest.raises(PathwayInvalid) as invalid:
        read(Silences, TEXT.replace(old, new, 1), FILE.name, silence_problems)
    assert any(told in fault for fault in invalid.value.faults), invalid.value.faults
