"""An address is recognised however it is written, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.rules.addresses import KnownPlace, may_be_told_now, parts, telling
from workflows.vocabulary import ReferralStage

PLACE = KnownPlace.of({"street": "Rruga Çelës e Lirë", "number": "12/3"})
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "We take her to Rruga Çelës e Lirë 12/3.",
        "celes e lire nr. 12",
        "CELES E LIRE,\n12",
        "the house, number 12, in Celes e Lire Street",
        "Улица Челес е Лире бр. 12",  # noqa: RUF001 - Cyrillic
        "12 Celes-e-Lire",
        "Floor 2, Rr. Lirë 12",
        "10000 Prishtina, Çelës 12",
        "Celes " + "and so on " * 9 + " e Lire 12",
    ],
)
def test_an_address_is_recognised_however_it_is_written(text: str) -> None:
    assert PLACE.told_by(parts(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Çelës e Lirë",
        "She is 12 and has no key (çelës).",
        "Rruga Tjetër 12",
        "Çelës e Lirë 13",
        "Floor 12, 10000 Prishtina",
    ],
)
def test_what_only_resembles_one_is_not(text: str) -> None:
    assert not PLACE.told_by(parts(text))


def test_a_street_of_ordinary_words_tells_a_place_only_as_a_whole() -> None:
    place = KnownPlace.of({"street": "Rr. 28 Nëntori", "number": "5"})
    assert place.told_by(parts("28 nentori nr 5"))
    assert not place.told_by(parts("She came on 5 November; 3 children."))
    assert not place.can_be_known()
    mother = KnownPlace.of({"street": "Nënë Tereza", "number": "3"})
    assert mother.can_be_known()
    assert mother.told_by(parts("Bul. Tereza 3"))
    assert not mother.told_by(parts("A mother (nënë) of 3 children"))


def test_one_without_a_number_is_recognised_as_a_whole() -> None:
    house = KnownPlace.of({"street": "Old Mill House, Upper Valley"})
    assert house.told_by(parts("the old mill house in the upper valley"))
    assert not house.told_by(parts("an old house in the valley"))
    assert house.can_be_known()
    assert not KnownPlace.of({"street": "Valley"}).can_be_known()
    assert not KnownPlace.of({}).told_by(parts("anything"))


def test_the_fields_that_tell_a_place_are_named() -> None:
    texts = {"health.medication": "none", "narrative.account": "at Celes e Lire 12"}
    assert telling(texts, [PLACE]) == ("narrative.account",)
    assert telling(texts, []) == ()
    assert "12" not in repr(PLACE)


def test_it_may_be_told_only_while_somebody_is_on_the_way() -> None:
    later = NOW + timedelta(hours=1)
    for stage in ReferralStage:
        assert may_be_told_now(stage, later, NOW) == (stage is ReferralStage.ACCEPTED)
    assert not may_be_told_now(ReferralStage.ACCEPTED, NOW, NOW)
