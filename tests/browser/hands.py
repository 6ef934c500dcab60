"""Hands at a page: a mouse, a mouse where scripts are off, or a keyboard alone.

They count what they do, as budgets are written down: an interaction is one choice, one
field that is typed into, or one press; a screen is one page that is shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from playwright.sync_api import Locator, Page, Response

from tests.browser.conftest import PHONE, Site

MOST_STOPS = 400
"""Presses of Tab after which something counts as out of reach."""
_HELD = "(wanted) => wanted === document.activeElement"
_SAME_GROUP = """(wanted) => {
  const held = document.activeElement;
  const alike = held.type === "radio" && held.name === wanted.name;
  return alike && held.form === wanted.form;
}"""
_CHOSEN = "(list) => list.selectedOptions[0]?.label.trim()"
_REDIRECTS = range(300, 400)


class Way(StrEnum):
    """With what somebody works."""

    MOUSE = "mouse"
    NO_SCRIPT = "no-script"
    KEYBOARD = "keyboard"


class Hands:
    """One person at one page."""

    def __init__(self, page: Page, way: Way) -> None:
        self.page = page
        self.way = way
        self.screens = self.interactions = 0
        page.on("response", self._seen)

    def _seen(self, answer: Response) -> None:
        asked = answer.request
        shown = asked.is_navigation_request() and answer.status not in _REDIRECTS
        self.screens += bool(shown and asked.frame == self.page.main_frame)

    def begin(self) -> None:
        """Count from here on."""
        self.screens = self.interactions = 0

    def press(self, wanted: Locator) -> None:
        """A button, a link, or what folds something out."""
        self.interactions += 1
        if self.way is Way.KEYBOARD:
            self._reach(wanted)
            self.page.keyboard.press("Enter")
        else:
            wanted.click()

    def tick(self, wanted: Locator) -> None:
        """A box, or one of several answers."""
        self.interactions += 1
        if self.way is not Way.KEYBOARD:
            wanted.check()
            return
        self._reach(wanted)
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        assert wanted.is_checked()

    def pick(self, wanted: Locator, label: str) -> None:
        """One line of a list."""
        self.interactions += 1
        if self.way is not Way.KEYBOARD:
            wanted.select_option(label=label)
            return
        self._reach(wanted)
        self.page.keyboard.press("Home")
        for _ in range(wanted.locator("option").count()):
            if wanted.evaluate(_CHOSEN) == label:
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.evaluate(_CHOSEN) == label

    def type(self, wanted: Locator, text: str) -> None:
        """Words into a field."""
        self.interactions += 1
        if self.way is Way.KEYBOARD:
            self._reach(wanted)
            self.page.keyboard.type(text)
        else:
            wanted.fill(text)

    def _reach(self, wanted: Locator) -> None:
        """Press Tab until it has the focus; between answers the arrows lead on."""
        wanted.wait_for(state="attached")
        for _ in range(MOST_STOPS):
            if wanted.evaluate(_HELD):
                return
            among = wanted.evaluate(_SAME_GROUP)
            self.page.keyboard.press("ArrowDown" if among else "Tab")
        raise AssertionError(f"cannot be reached by keyboard: {wanted}")


@contextmanager
def at_hand(
    site: Site, who: str, way: Way, *, size: dict[str, int] = PHONE
) -> Iterator[Hands]:
    """Somebody signed in as a person does, at their first page; nothing counted yet."""
    with site.person(size=size, script=way is not Way.NO_SCRIPT) as page:
        site.sign_in(page, who)
        hands = Hands(page, way)
        yield hands
