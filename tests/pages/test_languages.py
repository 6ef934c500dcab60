"""Languages: nothing is skipped, nothing is stale, and drafts say that they are."""

import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from babel.messages.extract import extract_from_dir
from jinja2.exceptions import TemplateSyntaxError

from api.pages import language
from api.pages.entrance import SIGN_IN
from tests.pages.conftest import Desk
from tests.tools import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
LEAST = 0.85
"""Share of texts a shipped language has; the rest is marked English."""


def ids(catalogue: object) -> set[str]:
    return {
        message.id[0] if isinstance(message.id, tuple | list) else message.id
        for message in catalogue  # type: ignore[attr-defined] # of messages
        if message.id
    }


def test_every_language_has_a_catalogue_and_every_catalogue_is_offered() -> None:
    assert set(catalogues.codes()) == set(language.LANGUAGES) - {"en"}


@pytest.mark.parametrize("code", catalogues.codes())
def test_a_catalogue_holds_exactly_the_texts_there_are(code: str) -> None:
    kept = catalogues.catalogue(code)
    assert ids(kept) == ids(catalogues.extract())
    assert not kept.obsolete
    assert not [message.id for message in kept if message.id and message.fuzzy]
    done, total = catalogues.texts(kept)
    assert done >= LEAST * total


@pytest.mark.parametrize("code", catalogues.codes())
def test_what_is_read_at_start_is_what_is_written(code: str) -> None:
    folder = catalogues.LOCALES / code / "LC_MESSAGES"
    assert (folder / "desk.mo").read_bytes() == catalogues.compiled(code)


@pytest.mark.parametrize("code", catalogues.codes())
def test_translations_keep_placeholders_and_bring_no_markup(code: str) -> None:
    for message in catalogues.catalogue(code):
        said = message.string or ""
        for text in (said,) if isinstance(said, str) else said:
            if not message.id or not text:
                continue
            source = message.id if isinstance(message.id, str) else message.id[1]
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(source))
            assert "<" not in text
            assert ">" not in text


def test_a_template_nobody_can_read_stops_the_extraction(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.html").write_text("{% do x %}{{ _('lost') }}")
    with pytest.raises(TemplateSyntaxError):
        list(
            extract_from_dir(
                str(tmp_path),
                catalogues.METHODS,
                catalogues.OPTIONS,
            )
        )


def test_extraction_finds_templates_code_refusals_and_catalogues() -> None:
    found = ids(catalogues.extract())
    assert {
        "Needs your answer",
        "Choose one of the answers.",
        "Prove once more who you are: with a passkey, or a code of your app.",
        "The case is closed.",
        "Safe accommodation",
        "No place free",
    } <= found


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("sq", "sq"),
        ("sq-AL,en;q=0.5", "sq"),
        ("de,fr;q=0.9", "en"),
        ("en;q=0.3,sq;q=0.7", "sq"),
        ("sq;q=x", "sq"),
        ("," * 500, "en"),
    ],
)
def test_a_browser_says_which_language_it_wants(
    desk: Desk, accepted: str, code: str
) -> None:
    page = desk.get(None, SIGN_IN, **{"Accept-Language": accepted}).text
    assert f'<html lang="{code}"' in page


@pytest.mark.asvs("V3.3.3")
def test_a_chosen_language_is_kept_in_a_neutral_cookie(desk: Desk) -> None:
    path = "/desk/language?to=sq&next=%2Fdesk%2Fsign-in"
    answered = desk.get(None, path)
    assert answered.headers["location"] == SIGN_IN
    cookie = answered.headers["set-cookie"]
    assert cookie.startswith("__Host-language=sq;")
    page = desk.get(None, SIGN_IN, Cookie="__Host-language=sq").text
    assert "Fjalëkalimi" in page
    assert "Draft translation" in page
    for bad in ("/desk/language?to=xx", "/desk/language?to=sq&next=//evil.test"):
        answered = desk.get(None, bad)
        assert answered.headers["location"] == "/desk"
    assert "set-cookie" not in desk.get(None, "/desk/language?to=xx").headers


def test_a_missing_text_is_english_and_says_so() -> None:
    speech = language.SPEECHES["sq"]
    assert speech.text("Never <b>written</b>.").startswith('<span lang="en">')
    assert speech.plain("Never written.") == "Never written."
    assert speech.text("Password") == "Fjalëkalimi"
    assert language.SPEECHES["en"].text("Never written.") == "Never written."


def switch(page: str) -> list[str]:
    """Where the links to other languages lead back to."""
    links = re.findall(r"/desk/language\?to=[a-z]+&amp;next=([^\"]+)", page)
    return [unquote(link) for link in links]


@pytest.mark.parametrize(
    ("who", "path", "back"),
    [
        ("outreach", "/desk", "/desk"),
        ("outreach", "/desk/cases?limit=1", "/desk/cases?limit=1"),
        ("outreach", "/desk/cases?done=x&x=%22", "/desk/cases"),
        ("outreach", "/desk/nowhere", "/desk/nowhere"),
        (None, f"{SIGN_IN}?out=1", f"{SIGN_IN}?out=1"),
        (None, f"{SIGN_IN}?next=%2Fdesk%2Fcases", f"{SIGN_IN}?next=%2Fdesk%2Fcases"),
        (None, f"{SIGN_IN}?next=https%3A%2F%2Fevil.test", SIGN_IN),
    ],
)
def test_another_language_is_the_same_page_again(
    desk: Desk, who: str | None, path: str, back: str
) -> None:
    assert switch(desk.get(who, path).text) == [back]
    chosen = desk.get(who, f"/desk/language?to=sq&next={quote(back, safe='')}")
    assert chosen.headers["location"] == back
    assert desk.get(who, back).status_code in (200, 404)


def test_a_page_that_answers_a_form_offers_no_switch_that_would_lose_it(
    desk: Desk,
) -> None:
    case, offer = desk.world.offered()
    for who, path, fields in (
        ("outreach", "/desk/cases/new", {"facts.age_class": "ancient"}),
        ("outreach", f"/desk/cases/{case.id}/drawers/identity", {"purpose": "care"}),
        ("host", f"/desk/offers/{offer.id}/decline", {"reason": "full"}),
        (None, SIGN_IN, {"name": "ana"}),
    ):
        shown = desk.post(who, path, fields)
        assert "<main" in shown.text
        assert switch(shown.text) == []
        assert "govuk-language-navigation" not in shown.text
