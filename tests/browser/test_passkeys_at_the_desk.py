"""A passkey at the desk: made, used, and shown once more, in a real browser."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from referral.actions.door import DoorRules
from referral.vault.passkeys import Site
from tests.browser.conftest import PASSWORD
from tests.browser.conftest import Site as Served

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def with_device(page: Page) -> Any:
    """The browser's own virtual authenticator, plugged in."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return tools, made["authenticatorId"]


def sign_in_form(page: Page, who: str) -> None:
    page.goto("/desk")
    page.get_by_label("Your name here").fill(who)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_set_up_first_and_opens_the_desk_from_then_on(
    site: Served,
) -> None:
    rules = DoorRules(Site("localhost", (site.address,)), second_factor=True)
    site.world.mechanism.let_in_by(rules)
    with site.person() as page:
        tools, device = with_device(page)
        sign_in_form(page, "ana")
        heading = page.get_by_role("heading", name="What you sign in with")
        expect(heading).to_be_visible()
        page.goto("/desk/cases")
        expect(heading).to_be_visible()
        page.get_by_label("What you call it").fill("telephone")
        page.get_by_role("button", name="Add a passkey").click()
        codes = page.get_by_role("heading", name="Ten codes for a piece of paper")
        codes.wait_for()
        page.get_by_role("button", name="I have them").click()
        expect(page.get_by_text("telephone").first).to_be_visible()
        kept = tools.send("WebAuthn.getCredentials", {"authenticatorId": device})
        (credential,) = kept["credentials"]
        assert credential["rpId"] == "localhost"
        assert credential["isResidentCredential"]

        page.get_by_role("button", name="Sign out", exact=True).click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_role("heading", name="My work").wait_for()

        page.goto("/desk/account")
        page.get_by_role("button", name="Use your passkey").click()
        page.get_by_text("You have proven that it is you").wait_for()
        page.get_by_role("button", name="Remove telephone").click()
        expect(page.get_by_text("It opens nothing any more.")).to_be_visible()
    assert "Refused to" not in json.dumps(site.said), "nothing against the policy"


def test_without_a_script_the_desk_asks_for_password_and_code(site: Served) -> None:
    with site.person(script=False) as page:
        page.goto("/desk")
        hidden = page.get_by_role("button", name="Sign in with a passkey")
        expect(hidden).to_be_hidden()
        expect(page.get_by_label("Code", exact=True)).to_be_visible()
        sign_in_form(page, "ana")
        page.get_by_role("heading", name="My work").wait_for()
        page.goto("/desk/account")
        expect(page.get_by_text("lets scripts run")).to_be_visible()
        page.get_by_role("button", name="Set up an app").click()
        expect(page.get_by_role("img", name="Square code")).to_be_visible()
