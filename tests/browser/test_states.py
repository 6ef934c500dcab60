"""Pages with nothing on them yet, for everybody; and pages enlarged four times."""

from tests.browser.conftest import PHONE, Site
from tests.browser.states import CUT, EVERYBODY, with_nothing
from tests.browser.test_looks import violations

ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024, four times enlarged (WCAG 2.2, 1.4.10)."""


def test_axe_finds_nothing_where_there_is_nothing_yet(site: Site) -> None:
    found: dict[str, list[str]] = {}
    with site.person(size=PHONE) as page:
        seen = 0
        for name in with_nothing(site, page):
            seen += 1
            if faults := violations(page):
                found[name] = faults
    assert found == {}
    assert seen > 2 * len(EVERYBODY), "the control: pages are looked at"


def test_the_lock_the_exit_and_the_form_fit_a_page_enlarged_four_times(
    site: Site,
) -> None:
    with site.person("outreach", size=ZOOMED) as page:
        page.goto("/desk/cases/new")
        assert page.evaluate("document.documentElement.scrollWidth") == ZOOMED["width"]
        assert page.evaluate(CUT) == []
        page.locator("#facts-language").focus()
        box = page.locator("#facts-language").bounding_box()
        assert box is not None
        over = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y)?.id",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        )
        assert over == "facts-language", "nothing hides what has the focus"
        page.evaluate("document.querySelector('main').style.width = '400px'")
        assert page.evaluate(CUT) != [], "the control: it is found if it is there"
