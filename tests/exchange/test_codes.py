"""Codes of countries and languages, however they were written."""

import pytest

from workflows.codes import codes, country, is_language_group, language


@pytest.mark.parametrize(
    ("written", "kept"),
    [("AL", "AL"), ("alb", "AL"), (" Bih ", "BA"), ("XK", "XK"), ("xkx", "XK")],
)
def test_a_country_is_kept_as_alpha_2(written: str, kept: str) -> None:
    assert country(written) == kept


@pytest.mark.parametrize("written", ["", "UK", "Albania", "ZZ", "R", "ß"])
def test_what_is_no_country_code_is_none(written: str) -> None:
    assert country(written) is None


def test_a_place_without_an_iso_code_is_never_folded_into_another() -> None:
    assert [code for code in ("XK", "XKX") if country(code) != "XK"] == []
    assert sorted(w for w, kept in codes().countries.items() if kept == "RS") == [
        "RS",
        "SRB",
    ]


def test_every_country_has_two_codes_and_every_code_one_country() -> None:
    kept = codes().countries
    assert len(kept) == 2 * len(set(kept.values()))
    assert all(kept[two] == two for two in set(kept.values()))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("sq", "sqi"),
        ("alb", "sqi"),
        ("SQI", "sqi"),
        ("mac", "mkd"),
        ("cnr", "cnr"),
        ("rom", "rom"),
        ("scc", "srp"),
        ("prs", "prs"),
    ],
)
def test_a_language_is_kept_as_iso_639_3(written: str, kept: str) -> None:
    assert language(written) == kept


def test_a_group_of_languages_is_no_language() -> None:
    for written in ("sla", "UND", "mul", "sgn"):
        assert language(written) is None
        assert is_language_group(written)
    assert not is_language_group("sqi")


def test_every_language_code_leads_to_one_that_leads_to_itself() -> None:
    kept = codes().languages
    assert all(kept[code] == code for code in kept.values())
    assert not codes().language_groups & set(kept)
