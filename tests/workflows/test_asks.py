"""What is read aloud at a first contact, and what a file of that shape may say."""

import pytest

from referral.rules.consent_answer import ITEMS
from workflows.asks import FILE, Asks, ask_problems, first_asks
from workflows.loader import PathwayInvalid, read, text_of
from workflows.vocabulary import Compartment, ConsentPurpose

TEXT = text_of(FILE)


def test_each_question_is_one_purpose_and_says_how_it_is_taken_back_or_refused() -> (
    None
):
    asks = first_asks()
    assert [each.purpose for each in asks] == [
        ConsentPurpose.ASSISTANCE,
        ConsentPurpose.REFERRAL,
        ConsentPurpose.IDENTIFICATION,
    ]
    for each in asks:
        said = " ".join(each.say)
        assert "take this back" in said or "say no" in said
        assert set(each.items) <= set(ITEMS)
        assert Compartment.NARRATIVE not in each.compartments, "no story is asked for"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "others"', 'name = "help"', "two questions named"),
        ("May I ask other places to help you?", "word " * 16, "more than 15 words"),
        ("other places", "victim services", "not neutral"),
        ('["identity", "contact", "health"]', '["operational"]', "asked for by nobody"),
        ('unit = "day"', 'unit = "hour"', "counted in days"),
        ('to = "any_service"', 'to = "police"', "to"),
        ('note = "', 'article = "', "says why"),
    ],
)
def test_a_file_that_says_too_much_is_refused(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(PathwayInvalid, match=told):
        read(Asks, TEXT.replace(old, new, 1), "asks.toml", ask_problems)
