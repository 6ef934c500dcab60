"""Help stands at the same place on every page, and every coded word is explained."""

import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from api.pages import definitions, glossary
from api.pages.labels import LABELS
from api.pages.labels_help import NO_PAGES, PAGE_IS_FOR
from api.pages.router import PARTS
from api.pages.templating import environment
from tests.architecture.source import ROOT
from tests.pages.conftest import Desk
from workflows.catalogues import decline_reasons, service_types
from workflows.helplines import all_helplines, helplines_of
from workflows.loader import shipped_names

LOOKED_AT = {
    route.path
    for part in PARTS
    for route in part.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
}
SHOWN_LABEL = re.compile(r"label\('([a-z_]+)'[,\s]")


def test_every_page_says_what_it_is_for() -> None:
    assert set(PAGE_IS_FOR) | NO_PAGES == LOOKED_AT
    assert set(PAGE_IS_FOR) & NO_PAGES == set()


@pytest.mark.parametrize("of", definitions.LISTS)
def test_every_word_of_every_list_is_explained_or_plain(of: str) -> None:
    if of in definitions.PLAIN:
        assert definitions.explained(of) is None
        return
    section = definitions.explained(of)
    assert section is not None
    assert section.intro
    missing = [w for w in definitions.words_of(of) if not definitions.definition(of, w)]
    assert missing == []


def test_every_list_that_a_template_names_is_one_that_is_explained() -> None:
    lists = {*LABELS, "service", "decline", "language"}
    for path in sorted((ROOT / "api" / "templates").glob("*.html")):
        named = set(SHOWN_LABEL.findall(path.read_text("utf-8"))) - {"offer_"}
        assert named <= lists, path.name


def test_services_and_declines_of_the_catalogues_are_explained() -> None:
    for word in service_types():
        assert definitions.definition("service", word)
    for word in decline_reasons():
        assert definitions.definition("decline", word)


def test_the_glossary_comes_with_the_package() -> None:
    named = (ROOT / "pyproject.toml").read_text("utf-8")
    assert '"docs/glossary.md" = "api/glossary.md"' in named
    assert not (ROOT / "api" / "glossary.md").exists(), "one text, and no second one"


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (None, "/desk/sign-in"),
        (None, "/my"),
        ("outreach", "/desk"),
        ("outreach", "/desk/cases/new"),
        ("coordinator", "/desk/exceptions"),
        ("auditor", "/desk/permissions"),
        ("outreach", "/desk/nowhere"),
        ("outreach", "/desk/directory"),
    ],
)
def test_help_follows_the_content_of_every_page(
    desk: Desk, who: str | None, path: str
) -> None:
    page = desk.get(who, path).text
    after = page.partition("</main>")[2]
    assert after.lstrip().startswith('<aside class="desk-help"')
    helped = text_of(after.partition("</aside>")[0])
    assert "Tab goes on" in helped
    if path in PAGE_IS_FOR:
        assert PAGE_IS_FOR[path] in helped
    assert ("Whom to call" in helped) is (path != "/my")
    assert ("/desk" in after.partition("</aside>")[0]) is (who is not None)


def test_a_form_that_came_back_says_what_its_page_is_for(desk: Desk) -> None:
    answered = desk.post("outreach", "/desk/search", {"purpose": "care"})
    assert answered.status_code == 422
    assert PAGE_IS_FOR["/desk/search"] in text_of(answered.text)


def test_words_on_a_page_are_explained_on_it_or_one_press_away(desk: Desk) -> None:
    case, offer = desk.world.offered()
    shown = desk.get("host", f"/desk/offers/{offer.id}").text
    words = shown.partition('id="words"')[2].partition("</details>")[0]
    assert 'href="/desk/glossary/offer_stage" target="_blank"' in words
    assert definitions.definition("decline", "full") in text_of(words)
    new = desk.get("outreach", f"/desk/cases/{case.id}/consents/new").text
    assert 'href="#words"' in new
    for word in LABELS["consent_answer"]:
        assert definitions.definition("consent_answer", word) in text_of(new)


def test_the_glossary_has_nouns_stages_and_lists(desk: Desk) -> None:
    page = text_of(desk.get("outreach", "/desk/glossary").text)
    assert definitions.nouns()["holder"].intro in page
    for track in desk.world.mechanism.pathway.tracks:
        assert all(stage.label in page for stage in track.stages)
    for of in glossary.lists():
        shown = desk.get("auditor", f"/desk/glossary/{of}")
        assert shown.status_code == 200
        for word in definitions.words_of(of):
            assert definitions.definition(of, word) in text_of(shown.text)
    for nothing in ("within", "no_such_list", "x" * 60, "A"):
        assert desk.get("outreach", f"/desk/glossary/{nothing}").status_code == 404


def test_the_help_page_tells_keys_calls_and_what_each_page_is_for(desk: Desk) -> None:
    page = text_of(desk.get("outreach", "/desk/help").text)
    assert "No number is set for this mechanism." in page
    assert all(
        text in page for path, text in PAGE_IS_FOR.items() if path.startswith("/desk")
    )
    assert "Try it" not in page, "nobody is invented here"


def test_every_pathway_has_helplines_with_a_source_or_says_unset() -> None:
    assert set(all_helplines()) == set(shipped_names())
    text = (ROOT / "workflows/catalogue/helplines.toml").read_text("utf-8")
    for name in shipped_names():
        for one in helplines_of(name):
            assert one.source.startswith(("https://", "http://"))
            assert one.note
        told = text.partition(f'pathway = "{name}"')[2].lstrip()
        assert helplines_of(name) or told.startswith('helplines = "unset"')
    assert helplines_of("no_such_pathway") == ()


def test_templates_show_no_label_past_the_list_of_what_was_shown() -> None:
    assert environment().globals["label"].__module__ == "api.pages.words_shown"
    assert Path(definitions.__file__).exists()
