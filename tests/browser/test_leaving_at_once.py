"""Leaving at once, in a real browser: blank before any answer; Back shows nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Site
from tests.spec.outside import PAGE, abroad

WATCH = """() => document.addEventListener("keyup", () => {
  const seen = [...document.body.children].filter(
    (one) => one.getBoundingClientRect().height > 0);
  console.log("seen", seen.length > 0, document.title);
})"""


def of_the_person(site: Site, page: Page) -> str:
    """The person's own page, opened with their number."""
    world = site.world
    case = world.case()
    number = world.mechanism.issue_own_code(world["outreach"], case.id)
    page.goto("/my")
    page.locator("#code").fill(str(number.details["number"]))
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("To whoever helps you, say:").wait_for()
    return "To whoever helps you"


def of_a_letter(site: Site, page: Page) -> str:
    """A letter opened by whoever it was sent to."""
    world = site.world
    there = abroad(world)
    _, offer = world.offered(to="abroad")
    sent = world.mechanism.send_link(world["outreach"], offer.id, PAGE)
    _, code, _ = there.read(sent.letter)
    page.goto(PAGE)
    page.locator("#code").fill(code)
    page.locator("#password").fill(sent.password)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Say this code on the telephone.").wait_for()
    return "Say this code"


def of_a_case(site: Site, page: Page) -> str:
    """A drawer of a case, opened."""
    case = site.world.case().id
    site.admit(page.context, "outreach")
    page.goto(f"/desk/cases/{case}")
    return "Presumed victim"


@pytest.mark.parametrize("opened", [of_the_person, of_a_letter, of_a_case])
def test_back_shows_nothing_and_sends_nothing_again(
    site: Site, opened: Callable[[Site, Page], str]
) -> None:
    with site.person(size=PHONE) as page:
        told = opened(site, page)
        assert told in page.content()
        page.get_by_role("button", name="Exit this page").click()
        page.wait_for_url("http://127.0.0.1:*/static/**")
        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.method))
        page.go_back(wait_until="load")
        page.reload(wait_until="load")
        assert told not in page.content()
        assert set(sent) <= {"GET"}


@pytest.mark.parametrize("opened", [of_the_person, of_a_case])
def test_the_page_is_blank_with_the_third_press_and_waits_for_nothing(
    site: Site, opened: Callable[[Site, Page], str]
) -> None:
    """In the press itself, before anything is asked of a network."""
    with site.person(size=PHONE) as page:
        opened(site, page)
        title = page.title()
        page.evaluate(WATCH)
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("http://127.0.0.1:*/static/**")
    *seen, cleared = site.said
    assert seen == [*[f"seen true {title}"] * 2, "seen false …"]
    assert cleared.endswith('Cleared data types: "cache".')
