from pathlib import Path

import pytest

import workflows.loader
from workflows.loader import PathwayInvalid, read, text_of
from workflows.offers import OfferCycle, offer_inconsistencies

TABLE = text_of(Path(workflows.loader.__file__).parent / "referral.toml")


def faults(text: str) -> list[str]:
    with pytest.raises(PathwayInvalid) as invalid:
        read(OfferCycle, text, "referral.toml", offer_inconsistencies)
    return invalid.value.faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'sides = ["addressee"]\nshows = "agreed_fields"',
            'sides = ["addressee", "sender"]\nshows = "agreed_fields"',
            "step accept, sides: only the addressee's own act opens the agreed fields",
        ),
        (
            'from = ["in_service"]',
            'from = ["declined"]',
            "step complete, from: 'declined' has ended and is never left",
        ),
        (
            'to = "in_service"',
            'to = "completed"',
            "stage in_service: no way leads here from the start stage",
        ),
        ('to = "expired"', 'to = "gone"', "'gone' is not one of"),
        (
            'name = "reply"',
            'name = "offer"',
            "step offer: there are two steps named 'offer'",
        ),
        ("version = 1", "version = 1\nlabels = {}", "the key 'labels' is not known"),
    ],
)
def test_a_broken_offer_table_is_refused_with_its_place(
    old: str, new: str, told: str
) -> None:
    assert old in TABLE
    listed = faults(TABLE.replace(old, new, 1))
    assert any(told in fault for fault in listed), listed


def test_an_offer_must_be_able_to_end() -> None:
    stuck = TABLE.replace('kind = "closed"', 'kind = "working"')
    assert any("no way leads from here to an end" in fault for fault in faults(stuck))
