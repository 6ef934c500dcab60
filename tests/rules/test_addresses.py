"""An address is recognised however it is written, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.rules.addresses import KnownPlace, may_be_told_now, parts, telling
from workflows.vocabulary import ReferralStage

PLACE = KnownPlace.of({"address": "Rruga Çelës e Lirë 12/3, Qyteti i Ri"})
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
        "Celes " + "and so on " * 9 + " e Lire 12",
        "Rruga Tjetër 12",
    ],
)
def test_what_only_resembles_one_is_not(text: str) -> None:
    assert not PLACE.told_by(parts(text))


def test_one_without_a_number_or_with_the_number_first_is_recognised() -> None:
    house = KnownPlace.of({"address": "Old Mill House, Upper Valley"})
    assert house.told_by(parts("the old mill house in the upper valley"))
    assert not house.told_by(parts("an old house in the valley"))
    first = KnownPlace.of({"address": "12 Celes Street"})
    assert first.told_by(parts("Celes Street 12"))
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
