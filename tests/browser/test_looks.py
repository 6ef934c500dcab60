"""Every page as people with other senses, screens and lines meet it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from hypothesis import settings
from playwright.sync_api import Page, expect

from api.pages import language
from api.pages.router import PARTS
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, Site
from tests.browser.states import CUT, Emptied
from tests.browser.tour import tour, visit
from tests.faults.processes import SOAK
from tests.spec.breaking import TEXT

AXE = (Path(__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  return found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html).join());
}"""
LOST_FAULTS = """[...document.querySelectorAll(".govuk-error-summary a")]
  .filter((a) => {
    const there = document.getElementById(a.hash.slice(1));
    const typed = there?.matches("input, select, textarea");
    return !there || typed && !document.getElementById(there.id + "-error");
  })
  .map((a) => "not beside its field: " + a.hash)"""
"""Faults of a form that its summary tells and its fields do not."""
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop")]
NIGHT = settings().max_examples > SOAK
"""By night every page on either size; in a usual run on the phone, where more fails."""
REFUSED = re.compile(r"\b(403|404|409|422)\b")
"""What a browser says of a page that was refused on purpose."""
MOST_BYTES = 60_000
MOST_REQUESTS = 8


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, RULES)
    return found


def way_back(site: Site, page: Page) -> Iterator[str]:
    """A session ends in mid-form: every page until the form is back, or thrown away."""
    new, phone = "/desk/cases/new", page.locator("#content-contact-phone")
    page.goto("/desk/sign-in")
    enter(page, "ana")
    page.goto(new)
    phone.fill("555 0100")
    for name in ("ana", "cleo"):
        site.world.clock.advance(hours=9)
        page.locator(f"form[action='{new}'] button:not([formaction])").click()
        page.locator("#password").wait_for()
        yield f"sign-in with a carried form, {name}"
        enter(page, name)
        yield f"signed in, {name}"
        if name == "ana":
            page.locator(f"form[action='{new}'] button").click()
            expect(phone).to_have_value("555 0100")
            yield "the form again"
    assert "555 0100" not in page.content()


def enter(page: Page, name: str) -> None:
    """Sign in, in whichever language."""
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("form[action='/desk/sign-in'] button").click()
    page.locator("#password").wait_for(state="detached")


ELSEWHERE = {
    *("/", "/desk/language", "/desk/leave", "/my/language", "/my/leave"),
    *("/confirm/language", "/letter/language", "/letter/leave"),
    *("/desk/account/passkeys", "/desk/account/step-up", "/desk/sign-in/passkey"),
    *("/desk/unlock", "/desk/stay"),
    "/desk/try-it",  # test_six_steps looks at it: it is shown in the demo alone
    "/desk/sign-in/organisation/back",  # a provider's answer: tests/pages/test_openid
    *("/desk/sheet/paper", "/desk/cases/{case_id}/sheet/paper", "/static/{name}"),
    *("/desk/question-sheet/paper", "/desk/next", "/desk/report/table"),
}
"""What the tour leaves out: ways on, files, and what scripts read."""


def unseen(seen: set[str]) -> set[str]:
    """Addresses of pages that none of these is."""
    shown = {
        route.path: re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route.path))
        for part in PARTS
        for route in part.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    return {
        path
        for path, like in shown.items()
        if not any(like.fullmatch(one) for one in seen)
    }


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("size", SIZES[: 2 if NIGHT else 1])
def test_axe_finds_nothing_on_any_page(site: Site, size: Any) -> None:
    found: dict[str, list[str]] = {}
    seen, emptied = set(), Emptied(every=1 if NIGHT else 5)
    with site.person(size=size) as page:
        for who, path, press in tour(site):
            visit(site, page, who, path, press)
            page.evaluate(
                "document.querySelectorAll('details').forEach(d => d.open = true)"
            )
            seen.add(path.partition("?")[0])
            faults = [*violations(page), *page.evaluate(LOST_FAULTS)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                faults.append(f"{wide} px wide")
            if faults:
                found[f"{who} {path} {press}"] = faults
            if not press:
                emptied.see(page, who, path)
        for name in emptied.send(site, page):
            if faults := [*violations(page), *page.evaluate(LOST_FAULTS)]:
                found[f"sent empty: {name}"] = faults
    assert found == {}
    assert site.asked == {site.address.partition("://")[2]}
    assert unseen(seen) == ELSEWHERE
    assert [line for line in site.said if not REFUSED.search(line)] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_the_way_back_to_a_form(site: Site, size: Any) -> None:
    with site.person(size=size) as page:
        found = {name: violations(page) for name in way_back(site, page)}
    assert len(found) == 5
    assert {name: faults for name, faults in found.items() if faults} == {}


PLANTED = {
    "label": "document.querySelector('label[for=facts-language]').remove()",
    "color-contrast": "document.querySelector('.desk-lead').style.color = '#bbb'",
    "html-has-lang": "document.documentElement.removeAttribute('lang')",
    "image-alt": "document.querySelector('main').append(new Image())",
    "target-size": """for (const one of document.querySelectorAll('.desk-header a')) {
        one.style.cssText = 'font-size:6px;line-height:1;padding:0;margin:0;border:0';
        one.parentElement.style.cssText = 'line-height:1;font-size:6px;margin:-3px';
    }""",
}


def test_axe_finds_every_planted_fault(site: Site) -> None:
    with site.person("outreach") as page:
        missed = []
        for rule, plant in PLANTED.items():
            page.goto("/desk/cases/new")
            page.evaluate(plant)
            names = {fault.partition(":")[0] for fault in violations(page)}
            if rule not in names and not (rule == "label" and "select-name" in names):
                missed.append(rule)
        assert missed == []


def test_the_first_visit_of_the_form_is_light(site: Site) -> None:
    with site.person("outreach") as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: dict[str, int] = {}
        wire.on(
            "Network.loadingFinished",
            lambda event: sizes.update(
                {event["requestId"]: event["encodedDataLength"]}
            ),
        )
        page.goto("/desk/cases/new", wait_until="networkidle")
        assert 3 <= len(sizes) <= MOST_REQUESTS
        assert 10_000 < sum(sizes.values()) <= MOST_BYTES


class Pseudo(NullTranslations):
    """English in disguise: longer, and every text that passed a catalogue marked."""

    def gettext(self, message: str) -> str:
        swapped, inside = [], False
        for sign in message:
            inside = sign == "%" or (inside and sign not in "s ")
            swapped.append(sign if inside else _ACCENTS.get(sign, sign))
        more = " õõõ" * max(1, round(len(message) * 0.1))
        return "".join(swapped) + more

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


_ACCENTS = dict(zip("aeiouAEIOU", "áéíóúÁÉÍÓÚ", strict=True))


@contextmanager
def pseudo() -> Iterator[None]:
    """A language for tests alone."""
    told = language.Language("en-XA", "Pseudo")
    language.SPEECHES["en-XA"] = language.Speech(told, Pseudo())
    try:
        yield
    finally:
        del language.SPEECHES["en-XA"]


UNTRANSLATED = """(known) => {
  const skip = "script,style,title,.desk-code,code,time,[lang]:not(html)," +
    "option,textarea,[translate=no]";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim();
    const parent = walk.currentNode.parentElement;
    if (!/[A-Za-z]{3}/.test(text) || parent.closest(skip)) continue;
    if (text.includes("õ") || known.some((word) => text.includes(word))) continue;
    found.push(text);
  }
  return found;
}"""


def speak_pseudo(page: Page) -> None:
    """Choose the language for tests alone."""
    page.context.add_cookies(
        [
            {
                "name": language.COOKIE,
                "value": "en-XA",
                "url": "https://localhost",
                "secure": True,
            }
        ]
    )


DATA = [
    *("Shelter", "Haven", "Coordination office", "Ngo", "Authority", "Police"),
    *("Why was nothing done?", "Nobody was there.", TEXT, "blue key"),
    *("Advocates", "Bystanders", "Court", "Migration", "coordinator ·"),
]
"""Public names of bodies and services, and what people wrote: data, in no language."""


@pytest.mark.timeout(1_200)
def test_every_text_passes_a_catalogue_and_fits_a_small_screen(site: Site) -> None:
    overflowing, untranslated = [], set()
    with pseudo(), site.person(size={"width": 320, "height": 256}) as page:
        for who, path, press in tour(site):
            if press:
                continue
            speak_pseudo(page)
            visit(site, page, who, path, press)
            page.evaluate(
                "document.querySelectorAll('details').forEach(d => d.open = true)"
            )
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > 320:
                overflowing.append(f"{who} {path}: {wide} px")
            overflowing += [f"{who} {path}: {each}" for each in page.evaluate(CUT)]
            assert page.evaluate("document.documentElement.lang") == "en-XA"
            untranslated |= set(page.evaluate(UNTRANSLATED, DATA))
    assert overflowing == []
    assert untranslated == set()


def test_the_way_back_to_a_form_passes_a_catalogue_and_fits_too(site: Site) -> None:
    overflowing, untranslated = [], set()
    with pseudo(), site.person(size={"width": 320, "height": 640}) as page:
        speak_pseudo(page)
        for name in way_back(site, page):
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                overflowing.append(name)
            untranslated |= set(page.evaluate(UNTRANSLATED, DATA))
    assert overflowing == []
    assert untranslated == set()


def test_a_language_is_chosen_marked_and_falls_back_to_marked_english(
    site: Site,
) -> None:
    with site.person("outreach") as page:
        page.goto("/desk")
        page.get_by_role("link", name="Shqip").click()
        expect(page.locator("html")).to_have_attribute("lang", "sq")
        note = page.locator(".desk-draft")
        assert note.is_visible()
        assert note.locator("[lang=en]").count() == 1
        assert violations(page) == []
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
