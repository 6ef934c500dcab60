"""Every page by keyboard alone: all of it is reached, in order, and seen with focus.

WCAG 2.1.1 (keyboard), 2.1.4 (no single-key shortcuts), 2.4.3 (order), 2.4.7 and 2.4.11
(focus is visible, and not hidden behind what sticks to an edge of the screen).
"""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.test_looks import NIGHT
from tests.browser.tour import tour, visit

PREPARE = """() => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const shown = (e) => e.getClientRects().length
    && getComputedStyle(e).visibility !== "hidden";
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
  const found = [...document.querySelectorAll(wanted)].filter(
    (e) => !e.disabled && e.tabIndex >= 0 && e.type !== "hidden" && shown(e));
  const forms = [...document.forms];
  const key = (e, n) => e.type === "radio"
    ? "radios " + forms.indexOf(e.form) + " " + e.name : String(n);
  const look = (e) => {
    const parts = [getComputedStyle(e)];
    const label = e.labels?.[0];
    if (label) parts.push(getComputedStyle(label, "::before"));
    return parts.map((s) => [s.outlineStyle, s.outlineWidth, s.outlineColor,
      s.boxShadow, s.backgroundColor, s.borderTopWidth, s.borderTopColor,
      s.textDecorationLine, s.textDecorationThickness].join()).join("|");
  };
  window.walk = {found, key, look, before: found.map(look)};
  document.activeElement?.blur?.();
  return {
    keys: [...new Set(found.map(key))],
    positive: found.filter((e) => e.tabIndex > 0).length,
    acting: [...document.querySelectorAll("[onclick], [accesskey], [role=button]")]
      .filter((e) => e.tagName !== "BUTTON" && e.tagName !== "A").length,
  };
}"""
"""Fold everything out; note what can be reached, and how it looks without focus."""

HELD = """() => {
  const {found, key, look, before} = window.walk;
  const e = document.activeElement;
  const n = found.indexOf(e);
  if (n < 0) return null;
  const box = e.getBoundingClientRect();
  const label = e.labels?.[0];
  const mine = (x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit && (e.contains(hit) || hit.contains(e) && hit.tagName !== "HTML"
      && hit.tagName !== "BODY" && hit.tagName !== "MAIN" || label?.contains(hit));
  };
  const xs = [0.1, 0.5, 0.9].map((p) => box.left + box.width * p);
  const ys = [0.1, 0.5, 0.9].map((p) => box.top + box.height * p);
  return {
    n, key: key(e, n),
    told: e.tagName + " " + (e.name || e.textContent.trim().slice(0, 40)),
    seen: look(e) !== before[n],
    hidden: !xs.some((x) => ys.some((y) => mine(x, y))),
  };
}"""
"""What has the focus: which of them, whether it shows, whether something covers it."""
SIZES = [PHONE, DESKTOP] if NIGHT else [PHONE]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789/?.,;'[]-="
MOST_FAULTS = 40


def walked(page: Page) -> list[str]:
    """Press Tab through a page; every fault in words."""
    told: dict[str, Any] = page.evaluate(PREPARE)
    faults = []
    if told["positive"] or told["acting"]:
        faults.append("acts without being a link, a button or a field")
    left = set(told["keys"])
    page.evaluate("document.querySelector('.govuk-skip-link').focus()")
    last = -1
    for _ in range(2 * len(told["keys"]) + 5):  # a date has parts of its own
        held = page.evaluate(HELD)
        if held is None or held["n"] < last:
            break
        last = held["n"]
        left.discard(held["key"])
        if not held["seen"]:
            faults.append(f"focus does not show: {held['told']}")
        if held["hidden"]:
            faults.append(f"covered while it has the focus: {held['told']}")
        page.keyboard.press("Tab")
    return [*faults, *(f"not reached in order: {key}" for key in sorted(left))]


def unmoved(page: Page) -> list[str]:
    """Press every letter and digit with nothing in focus: nothing may happen."""
    page.evaluate("document.activeElement?.blur?.()")
    before = page.url, page.content()
    for letter in LETTERS:
        page.keyboard.press(letter)
    return (
        [] if (page.url, page.content()) == before else ["a single key does something"]
    )


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"][: len(SIZES)])
def test_every_page_is_walked_through_by_keyboard(site: Site, size: Any) -> None:
    faults: dict[str, list[str]] = {}
    looked: set[str] = set()
    with site.person(size=size) as page:
        for who, path, press in tour(site):
            visit(site, page, who, path, press)
            shape = page.evaluate(
                "[...document.forms].map((f) => f.action.replace(/[0-9a-f-]{36}/g, ''))"
                ".join() + document.querySelector('h1')?.textContent"
            )
            if shape in looked:
                continue
            looked.add(shape)
            found = [*walked(page), *unmoved(page)]
            if found:
                faults[f"{who} {path} {press}"] = found[:MOST_FAULTS]
    assert faults == {}
    assert len(looked) > 60


def test_a_page_with_faults_is_found_out(site: Site) -> None:
    """The check itself: each of its findings, planted into a page."""
    with site.person("outreach") as page:
        page.goto("/desk")
        assert walked(page) == []
        page.evaluate(
            "document.querySelector('main a').insertAdjacentHTML('afterend',"
            "'<span role=button>x</span>')"
        )
        assert any("without being" in fault for fault in walked(page))
        page.goto("/desk")
        page.evaluate(
            "document.querySelectorAll('main a').forEach((a) => a.tabIndex = 3)"
        )
        assert any("not reached in order" in fault for fault in walked(page))
        page.goto("/desk")
        page.evaluate(
            "document.querySelector('main a').addEventListener('focus', (e) => {"
            "const c = document.createElement('div'); c.id = 'cover';"
            "c.setAttribute('popover', 'manual'); document.body.append(c);"
            "const s = c.style; s.position = 'fixed'; s.inset = '0'; s.width = '100vw';"
            "s.height = '100vh'; c.showPopover(); })"
        )
        assert any("covered" in fault for fault in walked(page))
        page.goto("/desk")
        page.evaluate(
            "document.addEventListener('keydown', (e) => {"
            "if (e.key === 's') document.body.append('s'); })"
        )
        assert unmoved(page) != []


def test_focus_that_does_not_show_is_found_out(site: Site) -> None:
    with site.person("outreach") as page:
        page.goto("/desk")
        page.evaluate(
            "document.querySelectorAll('main a').forEach((a) => {"
            "a.style.cssText = 'outline: 0 !important; box-shadow: none !important;"
            "background: none !important; text-decoration: underline !important;"
            "border: 0 !important'; })"
        )
        assert any("does not show" in fault for fault in walked(page))
