"""Try it: the six steps of the page, walked as it says, in a demo of its own."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.commands import demo_data
from api.pages import six_steps
from api.pages.six_steps import STEPS, Deed, Do
from referral.rules.undoing import UNDO_FOR
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.hands import Hands, Way
from tests.browser.test_looks import violations
from tests.demo import served

WAITS = UNDO_FOR.total_seconds() * 1_000
"""Milliseconds."""
MOST_INTERACTIONS = 36
"""What all six take together, signing in three times; it may shrink."""


class Walker:
    """Somebody who follows the page with a mouse, without scripts, or by keyboard."""

    def __init__(self, page: Page, way: Way, address: str) -> None:
        self.page = page
        self.hands = Hands(page, way)
        self.address = address
        self.code = ""

    def do(self, deed: Deed) -> None:
        """One line of the page."""
        ways: Mapping[Do, Callable[[Deed], None]] = {
            Do.SIGN_IN: self._sign_in,
            Do.PRESS: self._press,
            Do.CHOOSE: self._choose,
            Do.NOTE: self._note,
            Do.WAIT: lambda _: self.page.wait_for_timeout(WAITS),
            Do.TYPE_CODE: self._type_code,
            Do.SEE: self._see,
        }
        assert set(ways) == set(Do)
        ways[deed.do](deed)

    def _sign_in(self, deed: Deed) -> None:
        self.page.goto(f"{self.address}/desk")
        self.hands.type(self.page.get_by_label("Your name here"), deed.name)
        secret = self.page.get_by_label("Password", exact=True)
        self.hands.type(secret, six_steps.PASSWORD)
        self.hands.press(self.page.get_by_role("button", name="Sign in", exact=True))
        self.page.get_by_role("heading", name="My work").wait_for()

    def _press(self, deed: Deed) -> None:
        self.hands.press(self._called(deed.name))
        if deed.name == "Sign out":  # nobody goes on before it is done
            self.page.get_by_label("Your name here").wait_for()

    def _called(self, name: str) -> Locator:
        main = self.page.locator("main, header")
        named = re.compile(rf"^\s*{re.escape(name)}\s*(:|$)")
        button = main.get_by_role("button", name=named)
        return button.or_(main.get_by_role("link", name=named)).first

    def _choose(self, deed: Deed) -> None:
        group = self.page.get_by_role("group", name=deed.within)
        self.hands.tick(group.get_by_label(deed.name, exact=True))

    def _note(self, _: Deed) -> None:
        self.code = self.page.locator(".desk-lead .desk-code").inner_text()

    def _type_code(self, deed: Deed) -> None:
        self.hands.type(self.page.get_by_label(deed.name), self.code.lower())

    def _see(self, deed: Deed) -> None:
        expect(self.page.locator("main")).to_contain_text(deed.name)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", Way)
def test_the_six_steps_lead_from_a_first_contact_to_a_proven_timeline(
    copied: Path, tmp_path: Path, chromium: Browser, way: Way
) -> None:
    with served(copied, tmp_path / "log") as running:
        address = running.address.replace("127.0.0.1", "localhost")
        size: Any = PHONE
        context = chromium.new_context(
            viewport=size, java_script_enabled=way is not Way.NO_SCRIPT
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(f"{address}/desk")
        page.get_by_role("link", name="Try it: 6 steps").click()
        told = page.locator(".desk-steps > li")
        assert told.count() == len(STEPS) == 6
        for number, step in enumerate(STEPS):
            words = told.nth(number).inner_text()
            for one in (step.title, *(deed.name for deed in step.deeds)):
                assert one in words
        walker = Walker(page, way, address)
        for step in STEPS:
            for deed in step.deeds:
                walker.do(deed)
        assert walker.hands.interactions <= MOST_INTERACTIONS
        context.close()


def test_everybody_in_the_steps_is_of_the_demo_and_it_has_no_other_password() -> None:
    can = {name for name, _ in demo_data.OFFICE_PEOPLE}
    can |= {body.person for body in demo_data.bodies() if body.person}
    signed_in = [d.name for s in STEPS for d in s.deeds if d.do is Do.SIGN_IN]
    assert signed_in == ["anton", "hedda", "clara"]
    assert set(signed_in) <= can - {demo_data.NOT_ACCEPTED}
    assert six_steps.PASSWORD == demo_data.PASSWORD
    for step in STEPS:
        assert step.who.partition(",")[0] in can


def test_the_readme_and_the_demo_lead_there(tmp_path: Path) -> None:
    readme = Path("README.md").read_text("utf-8")
    assert "http://localhost:8000/desk/try-it" in readme
    told = "\n".join(demo_data.who_can_sign_in(8000, tmp_path / "none"))
    assert "http://localhost:8000/desk/try-it" in told


def test_where_people_are_real_there_is_no_such_page(site: Site) -> None:
    with site.person(size=DESKTOP) as page:
        answered = page.goto("/desk/try-it")
        assert answered is not None
        assert answered.status == 404
        page.goto("/desk/sign-in")
        assert "Try it" not in unescape(page.content())


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_itself_is_sound(
    demo: Path, tmp_path: Path, chromium: Browser, size: Any
) -> None:
    with served(demo, tmp_path / "log") as running:
        context = chromium.new_context(viewport=size)
        page = context.new_page()
        page.goto(running.address.replace("127.0.0.1", "localhost") + "/desk/try-it")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        context.close()
