"""A desk that lies open, in a real browser: locked, covered, and warned before."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, PHONE, Site
from tests.browser.test_looks import violations

NEW = "/desk/cases/new"
RULE = "Never before noon"
CLEAR = "rgba(0, 0, 0, 0)"


def typed(site: Site, page: Page) -> None:
    """Somebody has signed in and is in the middle of a form."""
    site.sign_in(page, "ana")
    page.goto(NEW)
    page.locator("#content-contact-safe_contact_rule").fill(RULE)


def back(page: Page) -> None:
    """They unlock, and their form is there again."""
    page.get_by_role("heading", name="Locked").wait_for()
    assert RULE not in page.content()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    page.get_by_role("button", name="Back to my form").click()
    rule = page.locator("#content-contact-safe_contact_rule")
    expect(rule).to_have_value(RULE)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_one_press_locks_and_what_was_typed_comes_back(
    site: Site, script: bool
) -> None:
    with site.person(size=PHONE, script=script) as page:
        typed(site, page)
        page.get_by_role("button", name="Lock", exact=True).click()
        if script:
            assert violations(page) == []
        back(page)
        other = page.context.new_page()
        other.goto("/desk")
        other.get_by_role("button", name="Lock", exact=True).click()
        page.locator(f"form[action='{NEW}'] button:not([formaction])").click()
        back(page)
    assert [line for line in site.said if "401" not in line] == []


def test_enter_in_a_form_sends_it_and_never_locks(site: Site) -> None:
    with site.person(size=PHONE) as page:
        typed(site, page)
        page.locator("#content-contact-phone").fill("000 111 222")
        page.keyboard.press("Enter")
        expect(page.get_by_text("First contact: step 2 of 3")).to_be_visible()


def test_with_several_forms_the_one_that_was_typed_into_comes_along(
    site: Site,
) -> None:
    _, offer = site.world.offered()
    with site.person("host", size=PHONE) as page:
        page.goto(f"/desk/offers/{offer.id}")
        assert page.locator("main form#work").count() == 1
        other = page.locator("main form:not(#work):has(textarea, input[type=text])")
        field = other.first.locator("textarea, input[type=text]").first
        field.evaluate("one => one.closest('details')?.setAttribute('open', '')")
        field.fill("1")
        goes = other.first.get_attribute("action")
        lock = page.get_by_role("button", name="Lock", exact=True)
        lock.evaluate("one => one.addEventListener('click', e => e.preventDefault())")
        lock.click()
        told = lock.evaluate("one => [one.value, one.form.action, one.formAction]")
        assert told[0] == goes
        assert told[1].endswith(str(goes))
        assert told[2].endswith("/desk/lock")


def test_a_page_that_nobody_touches_warns_then_locks_and_keeps_what_was_typed(
    site: Site,
) -> None:
    with site.person(size=PHONE) as page:
        page.clock.install()
        typed(site, page)
        note = page.locator("[data-idle-note]")
        rests(site, page, 12 * 60)
        expect(note).to_be_hidden()
        rests(site, page, 62)
        expect(note).to_be_visible()
        assert violations(page) == []
        with page.expect_response("**/desk/stay"):
            page.keyboard.press("Shift")
        expect(note).to_be_hidden()
        rests(site, page, 13 * 60 + 2)
        expect(note).to_be_visible()
        rests(site, page, 2 * 60)
        back(page)


def test_who_works_in_another_window_is_neither_warned_nor_locked_out(
    site: Site,
) -> None:
    with site.person(size=PHONE) as page:
        page.clock.install()
        typed(site, page)
        other = page.context.new_page()
        note = page.locator("[data-idle-note]")
        for _ in range(3):
            rests(site, page, 8 * 60)
            other.goto("/desk/cases")
        expect(note).to_be_hidden()
        rests(site, page, 14 * 60)
        expect(note).to_be_visible()
        other.goto("/desk/cases")
        rests(site, page, 2 * 60)
        expect(note).to_be_hidden()
        expect(page.locator("#content-contact-safe_contact_rule")).to_have_value(RULE)


def rests(site: Site, page: Page, seconds: int) -> None:
    """Time passes, here and at the server, and nobody touches anything."""
    site.world.clock.advance(seconds=seconds)
    page.clock.run_for(seconds * 1_000)


def seen(page: Page, what: str) -> str:
    """In which colour a text is drawn."""
    drawn: str = page.locator(what).first.evaluate("one => getComputedStyle(one).color")
    return drawn


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_one_press_covers_what_a_page_shows_and_a_press_shows_one_value(
    site: Site, script: bool
) -> None:
    case = site.world.case().id
    with site.person("outreach", size=PHONE, script=script) as page:
        page.goto(f"/desk/cases/{case}")
        code = "main h1 .desk-code"
        assert seen(page, code) != CLEAR
        page.get_by_role("button", name="Cover").click()
        page.get_by_role("button", name="Uncover").wait_for()
        page.goto(f"/desk/cases/{case}")
        assert seen(page, code) == CLEAR
        page.locator(code).click()
        assert seen(page, code) != CLEAR
        drawer = page.locator("#drawer-identity")
        drawer.locator("summary").click()
        drawer.locator("select").select_option("care")
        drawer.get_by_role("button").click()
        name = page.locator(".desk-secret", has_text="Kestrel").first
        name.wait_for()
        assert seen(page, ".desk-secret") == CLEAR
        name.focus()
        assert name.evaluate("one => getComputedStyle(one).color") != CLEAR
        assert page.locator(".desk-secret:focus").count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_what_is_typed_is_covered_too_and_kept(site: Site, script: bool) -> None:
    case = site.world.case().id
    with site.person("outreach", size=PHONE, script=script) as page:
        page.goto(f"/desk/cases/{case}/content")
        page.get_by_role("button", name="Cover").click()
        page.get_by_role("button", name="Uncover").wait_for()
        page.locator("main summary").first.click()
        page.locator("main input[type=text]").first.fill(RULE)
        assert seen(page, "main input[type=text]") != CLEAR
        page.get_by_role("button", name="Uncover").focus()
        assert seen(page, "main input[type=text]") == CLEAR
        page.get_by_role("button", name="Uncover").click()
        page.get_by_role("button", name="Cover", exact=True).wait_for()
        assert page.locator("main input[type=text]").first.input_value() == RULE
