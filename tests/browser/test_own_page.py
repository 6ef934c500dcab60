"""The person's own page on a small telephone, without a script, and watched."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_looks import violations

SMALL: Any = {"width": 360, "height": 640}


def let_in(page: Page, number: str) -> None:
    """Type the number as it stands on the card."""
    page.goto("/my")
    page.get_by_label("The sixteen digits you were given").fill(number)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("To whoever helps you, say:").wait_for()


def test_a_consent_is_taken_back_on_a_small_telephone_without_a_script(
    site: Site,
) -> None:
    world = site.world
    case, _ = world.accepted()
    done = world.mechanism.issue_own_code(world["outreach"], case.id)
    number = str(done.details["number"])
    with site.person(size=SMALL, script=False) as page:
        let_in(page, number)
        assert page.title() == "Page"
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_text("You took it back")).to_be_visible()
        page.get_by_role("button", name="Exit this page").click()
        assert "/my" not in page.url
    with site.person(size=SMALL) as page:
        let_in(page, number)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert number.replace(" ", "") not in page.content()
        page.get_by_label("What do you want to say?").fill("Please ring.")
        page.get_by_role("button", name="Leave it").click()
        expect(page.get_by_text("your message waits.")).to_be_visible()
        expect(page).to_have_url(f"{site.address}/my")  # going back sends nothing
    assert [line for line in site.said if "Clear-Site-Data" not in line] == []
