"""Pages in other states than full: forms sent empty, and a store with nothing in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.tour import visit

_SOME = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
EVERYBODY = ("outreach", "host", "coordinator", "assessor", "auditor", "officer")
FORMS = """() => [...document.querySelectorAll("main form")]
  .filter((form) => !form.hasAttribute("hx-post") && !form.dataset.passkey)
  .filter((form) => form.enctype !== "multipart/form-data")
  .map((form) => form.getAttribute("action"))"""
SEND = """(action) => {
  const forms = [...document.querySelectorAll("main form")];
  const form = forms.find((one) => one.getAttribute("action") === action);
  for (const one of form.elements) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = false;
    else if (one.type !== "hidden" && "value" in one) one.value = "";
  }
  form.submit();
}"""
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const drawn = box.width && box.height;
  if (!drawn || one.closest(".govuk-visually-hidden, .govuk-skip-link, svg, option"))
    return false;
  if (one.matches(".govuk-radios__input, .govuk-checkboxes__input")) return false;
  const hides = getComputedStyle(one).overflowX === "hidden";
  const clipped = hides && one.scrollWidth > one.clientWidth + 1;
  return clipped || box.right > innerWidth + 1 || box.left < -1;
}).map((one) => "cut off: " + one.outerHTML.slice(0, 90))"""
"""What stands beyond an edge of the window, or is clipped, however the page scrolls."""


@dataclass
class Emptied:
    """Forms seen on a tour, to be sent with nothing in them once it is over."""

    every: int
    """One in how many is sent."""
    forms: dict[str, tuple[str | None, str, str]] = field(default_factory=dict)

    def see(self, page: Page, who: str | None, path: str) -> None:
        """Note the forms of a page, each kind of form once for each person."""
        for action in page.evaluate(FORMS):
            if action and not action.endswith(("/sign-out", "/sessions/end")):
                name = _SOME.sub("*", f"{who} {action}")
                self.forms.setdefault(name, (who, path, action))

    def send(self, site: Site, page: Page) -> Iterator[str]:
        """Send each, and stop at the page that answers; the name of the form."""
        for name in sorted(self.forms)[:: self.every]:
            who, path, action = self.forms[name]
            visit(site, page, who, path, "")
            if action not in page.evaluate(FORMS):
                continue
            with page.expect_navigation() as gone:
                page.evaluate(SEND, action)
            status = gone.value.status
            yield name if status < 500 else f"{name}: {status}"


def with_nothing(site: Site, page: Page) -> Iterator[str]:
    """Every page that somebody's header leads to, before anything has happened."""
    seen: set[Any] = set()
    for who in EVERYBODY:
        visit(site, page, who, "/desk", "")
        ways = page.eval_on_selector_all(
            ".desk-header__ways a", "all => all.map((a) => a.getAttribute('href'))"
        )
        for path in ways:
            visit(site, page, who, path, "")
            looks = page.locator("main").inner_text()
            if (path, looks) not in seen:
                seen.add((path, looks))
                yield f"{who} {path}"
