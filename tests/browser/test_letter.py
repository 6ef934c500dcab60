"""A letter opened in a browser: what stands behind the # goes into the form alone."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_looks import violations
from tests.spec.outside import PAGE, abroad

SMALL: Any = {"width": 360, "height": 640}


def test_what_stands_behind_the_address_goes_into_the_form_alone(site: Site) -> None:
    world = site.world
    there = abroad(world)
    _, offer = world.offered(to="abroad")
    sent = world.mechanism.send_link(world["outreach"], offer.id, PAGE)
    _, code, _ = there.read(sent.letter)
    asked: list[str] = []
    with site.person(size=SMALL) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{PAGE}#{code}")
        expect(page.get_by_label("The code in the letter")).to_have_value(code)
        assert code not in page.url
        assert page.title() == "Page"
        assert violations(page) == []
        told(page, sent.password)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_text("Your yes has arrived.")).to_be_visible()
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download the file").click()
        assert taken.value.suggested_filename.endswith(".tar")
        page.get_by_role("button", name="Arrived").click()
        expect(page.get_by_text("It is recorded.")).to_be_visible()
        assert code not in page.content()
    assert [url for url in asked if code in url] == []


def told(page: Page, password: str) -> None:
    page.get_by_label("The password you were told").fill(password)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Say this code on the telephone.").wait_for()


def test_a_letter_is_opened_without_a_script(site: Site) -> None:
    world = site.world
    there = abroad(world)
    _, offer = world.offered(to="abroad")
    sent = world.mechanism.send_link(world["outreach"], offer.id, PAGE)
    _, code, _ = there.read(sent.letter)
    with site.person(size=SMALL, script=False) as page:
        page.goto(PAGE)
        page.get_by_label("The code in the letter").fill(code)
        told(page, sent.password)
        page.get_by_role("radio", name="No place free").check()
        page.get_by_role("button", name="Decline").click()
        expect(page.get_by_text("Your no has arrived.")).to_be_visible()
        page.get_by_role("button", name="Exit this page").click()
        assert PAGE not in page.url
