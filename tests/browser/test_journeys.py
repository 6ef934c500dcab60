"""Three people and one person's case, in a real browser, with and without script."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from referral.rules.undoing import UNDO_FOR
from tests.browser.conftest import DESKTOP, PHONE, Site

SEEN = "Waited alone, held no papers"
NAME = "Kestrel"


def record(page: Page) -> str:
    """A worker records a first contact. Answers the address of the case."""
    page.get_by_role("link", name="Record a first contact").first.click()
    danger = page.get_by_role("group", name="Is the person in danger now?")
    danger.get_by_label("Yes").check()
    page.get_by_role("group", name="Age").get_by_label("Adult").check()
    page.get_by_label("Which language do they want to speak?").select_option("sqi")
    page.get_by_label("First name").fill(NAME)
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("Somebody else keeps their papers").check()
    page.get_by_label("Region where you met").select_option("north")
    page.get_by_label("What you saw, in a line or two").fill(SEEN)
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_text("More, if the person wants to tell").click()
    page.get_by_label("Health needs").fill("Asthma")
    page.get_by_role("button", name="Open the case and go on").click()
    expect(page.get_by_text("The case is open.")).to_be_visible()
    page.get_by_role("link", name="To the case").click()
    expect(page.get_by_text("The person is in danger now")).to_be_visible()
    return page.url.partition("?")[0]


def consent(page: Page, purpose: str) -> None:
    """The person says yes."""
    page.get_by_role("link", name="Record a consent").click()
    page.get_by_role("group", name="What were they asked about?").get_by_label(
        purpose
    ).check()
    page.get_by_role("group", name="Their answer").get_by_label("Yes").check()
    page.get_by_label("Whom may be told?").select_option("any_service")
    for drawer in ("Who the person is", "How to reach the person safely", "Health"):
        page.get_by_label(drawer).check()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("The consent is recorded.")).to_be_visible()


def ask(page: Page) -> None:
    """A service is asked, after a look at what it will see."""
    page.get_by_role("link", name="Ask a service").click()
    page.get_by_role("link", name="Shelter places").click()
    expect(page.get_by_role("heading", name="They see now")).to_be_visible()
    after = page.get_by_role("region", name="They see after yes")
    expect(after.get_by_text("First name")).to_be_visible()
    page.get_by_label("Within 6 hours").check()
    page.get_by_role("button", name="Send the offer").click()
    expect(page.get_by_text("The offer is sent.")).to_be_visible()


def accept(page: Page, name: str = NAME, needs: str = "Asthma") -> None:
    """The shelter sees a card without a name, says yes, and learns the name."""
    expect(page.get_by_role("heading", name="Needs your answer")).to_be_visible()
    page.locator(".desk-card a").first.click()
    assert name not in page.content()
    assert SEEN not in page.content()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("You said yes.")).to_be_visible()
    page.get_by_label("What do you open it for?").select_option("care")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text(name)).to_be_visible()
    expect(page.get_by_text(needs)).to_be_visible()
    assert SEEN not in page.content()
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("button", name="Arrived", exact=True).click()
    expect(page.get_by_text("Arrival is confirmed.")).to_be_visible()


def verify(page: Page, case: str) -> None:
    """The coordinator reads the timeline and proves it."""
    page.goto(case)
    page.get_by_role("link", name="Timeline").click()
    entries = page.locator("[id^='entry-']")
    expect(entries.get_by_text("Offer accepted")).to_be_visible()
    expect(entries.get_by_text("Responsibility moved")).to_be_visible()
    page.get_by_role("button", name="Check that nobody changed it").click()
    expect(page.get_by_text("This timeline is whole.")).to_be_visible()
    assert NAME not in page.content()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_first_contact_to_a_proven_timeline(
    site: Site, size: Any, script: bool
) -> None:
    with site.person(size=size, script=script) as worker:
        site.sign_in(worker, "ana")
        case = record(worker)
        assert re.fullmatch(r".*/desk/cases/[0-9a-f-]{36}", case)
        consent(worker, "Getting help")
        consent(worker, "Asking other services")
        bring = worker.get_by_role("button", name="Bring the person to safety")
        bring.click()
        expect(worker.get_by_text("The step is taken.")).to_be_visible()
        ask(worker)
    site.world.clock.moment += UNDO_FOR
    with site.person(size=size, script=script) as shelter:
        site.sign_in(shelter, "hil")
        accept(shelter)
    with site.person(size=size, script=script) as coordinator:
        site.sign_in(coordinator, "cleo")
        verify(coordinator, case)
    assert site.said == []


def test_a_drawer_opens_in_place_with_script_and_on_a_page_without(
    site: Site,
) -> None:
    case = site.world.case()
    for script in (True, False):
        with site.person("outreach", script=script) as page:
            page.goto(f"/desk/cases/{case.id}")
            drawer = page.locator("#drawer-identity")
            drawer.locator("summary").click()
            button = drawer.get_by_role("button")
            button.click()
            expect(
                page.get_by_text("Choose what you open it for.").first
            ).to_be_visible()
            page.locator("#purpose-identity").select_option("care")
            page.locator("#drawer-identity").get_by_role("button").click()
            expect(page.get_by_text("Kestrel")).to_be_visible()
            assert page.url.endswith("identity") is not script


def test_a_session_locked_before_a_part_is_asked_for_leads_to_the_lock(
    site: Site,
) -> None:
    case = site.world.case()
    with site.person("outreach") as page:
        page.goto(f"/desk/cases/{case.id}")
        site.world.clock.advance(minutes=16)
        drawer = page.locator("#drawer-identity")
        drawer.locator("summary").click()
        page.locator("#purpose-identity").select_option("care")
        drawer.get_by_role("button").click()
        page.get_by_role("heading", name="Locked").wait_for()
        assert page.locator("main").count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_what_is_wrong_gets_the_focus_and_leads_to_its_field(
    site: Site, script: bool
) -> None:
    with site.person("outreach", script=script) as page:
        page.goto("/desk/cases/new/now")
        page.get_by_text("If there is a moment more").click()
        page.get_by_label("Children with the person").fill("many")
        page.get_by_label("Telephone").fill("555 0100")
        page.get_by_role("button", name="Look for a bed").click()
        summary = page.locator(".govuk-error-summary")
        expect(summary).to_be_focused()
        link = summary.get_by_role("link", name="Write a whole number")
        link.click()
        expect(page.locator("#facts-children_with")).to_be_visible()
        if script:
            expect(page.locator("#facts-children_with")).to_be_focused()
        else:
            assert page.url.endswith("#facts-children_with")
        expect(page.locator("#facts-children_with")).to_have_value("many")
        expect(page.locator("#content-contact-phone")).to_have_value("555 0100")
        assert page.title() == "Error: Desk"


@pytest.mark.asvs("V14.3.1")
def test_the_quick_exit_leaves_and_back_shows_nothing(site: Site) -> None:
    for way in ("link", "keys"):
        for script in (True, False):
            if way == "keys" and not script:
                continue
            site.door.tokens.clear()
            case = site.world.case()
            with site.person("outreach", script=script) as page:
                page.goto("/desk")
                page.goto(f"/desk/cases/{case.id}")
                code = str(case.details["code"])
                assert code in page.content()
                if way == "keys":
                    for _ in range(3):
                        page.keyboard.press("Shift")
                else:
                    page.get_by_role("button", name="Exit this page").click()
                page.wait_for_url("http://127.0.0.1:*/static/**", timeout=5_000)
                page.go_back(wait_until="load")
                page.get_by_role("heading", name="Sign in").wait_for()
                assert code not in page.content()


def tab_to(page: Page, ident: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == ident:
            return
    raise AssertionError(f"{ident} cannot be reached by keyboard")


def by_keys(page: Page) -> None:
    """The rest of the three steps, without a mouse."""
    tab_to(page, "content-contact-phone")
    page.keyboard.type("555 0100")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What you saw").wait_for()
    tab_to(page, "content-location-found_at")
    page.keyboard.type("Lay-by")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What the person wants").wait_for()
    tab_to(page, "said-help")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")


def test_a_first_contact_by_keyboard_alone(site: Site) -> None:
    with site.person() as page:
        page.goto("/desk")
        tab_to(page, "name")
        page.keyboard.type("ana")
        tab_to(page, "password")
        page.keyboard.type("invented-people-only")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="My work").wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Safety first").wait_for()
        tab_to(page, "facts-immediate_danger")
        page.keyboard.press("Space")
        tab_to(page, "facts-age_class")
        page.keyboard.press("Space")
        tab_to(page, "facts-language")
        page.keyboard.type("Shq")
        by_keys(page)
        expect(page.get_by_text("The case is open")).to_be_visible()
        expect(page.locator(".govuk-notification-banner")).to_be_focused()
        expect(page.get_by_text("In danger now:")).to_be_visible()
