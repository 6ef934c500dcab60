"""A coordinator's ways, counted: what is late, the timeline behind it, its proof."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.hands import Way, at_hand
from tests.pages.test_timeline_page import altered

MOST_SCREENS, MOST_INTERACTIONS = 2, 4
"""From the first page to a timeline that was checked (`peers.md` e.3)."""


@pytest.mark.parametrize("way", Way)
def test_from_the_first_page_to_a_checked_timeline(site: Site, way: Way) -> None:
    world = site.world
    world.case()
    world.clock.advance(days=12)
    with at_hand(site, "cleo", way) as hands:
        page = hands.page
        expect(page.get_by_role("heading", name="Past their time")).to_be_visible()
        hands.begin()
        hands.press(page.get_by_role("link", name="See it in the timeline").first)
        hands.press(page.get_by_role("button", name="Check that nobody changed it"))
        expect(page.get_by_text("This timeline is whole.")).to_be_visible()
        assert hands.screens <= MOST_SCREENS
        assert hands.interactions <= MOST_INTERACTIONS
    assert site.said == []


@pytest.mark.parametrize("way", Way)
def test_from_any_late_offer_too_and_red_leads_to_the_bad_entry(
    site: Site, way: Way
) -> None:
    world = site.world
    case, _ = world.offered()
    world.clock.advance(hours=7)
    world.mechanism.fire_due()
    bad = world.entries(case.id).index("consent_recorded") + 1
    altered(world, case.id, "at = at - 1000", bad)
    with at_hand(site, "cleo", way) as hands:
        page = hands.page
        hands.begin()
        hands.press(page.get_by_role("link", name=re.compile("^Timeline")).first)
        hands.press(page.get_by_role("button", name="Check that nobody changed it"))
        expect(page.get_by_text("This timeline does not hold.")).to_be_visible()
        assert hands.screens <= MOST_SCREENS
        assert hands.interactions <= MOST_INTERACTIONS
        hands.press(page.get_by_role("link", name=f"No. {bad}", exact=True))
        expect(page.locator(f"#entry-{bad}")).to_be_in_viewport()
        assert page.url.endswith(f"#entry-{bad}")


@pytest.mark.parametrize("way", Way)
def test_a_filter_is_chosen_kept_and_used_again(site: Site, way: Way) -> None:
    world = site.world
    world.offered()
    world.case()
    with at_hand(site, "cleo", way) as hands:
        page = hands.page
        hands.press(page.get_by_role("link", name="Cases", exact=True))
        hands.press(page.locator("summary", has_text="Show less of it"))
        hands.pick(page.get_by_label("Who is responsible"), "Police")
        hands.press(page.get_by_role("button", name="Show", exact=True))
        expect(page.get_by_text("No case is so.")).to_be_visible()
        hands.press(page.locator("summary", has_text="Narrow it otherwise"))
        hands.type(page.get_by_label("Keep it under a name"), "Of the police")
        hands.press(page.get_by_role("button", name="Keep this filter"))
        expect(page.get_by_text("The filter is kept.")).to_be_visible()
        hands.press(page.get_by_role("link", name="Show all of it again"))
        hands.press(page.locator("summary", has_text="Show less of it"))
        hands.press(page.get_by_role("link", name="Of the police"))
        expect(page.get_by_text("No case is so.")).to_be_visible()
        assert "police" not in page.url.lower()
    assert site.said == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_point_of_a_lane_leads_to_its_entry(site: Site, size: dict[str, int]) -> None:
    case, _ = site.world.accepted()
    with site.person("coordinator", size=size) as page:
        page.goto(f"/desk/cases/{case.id}/timeline")
        row = page.locator(".desk-lanes__row--consent")
        row.locator("circle").click()
        seq = page.url.partition("#entry-")[2]
        expect(page.locator(f"#entry-{seq}")).to_contain_text("Consent recorded")
        expect(page.locator(f"#entry-{seq}")).to_be_in_viewport()
        strip = row.locator("svg").bounding_box()
        assert strip is not None
        assert strip["x"] + strip["width"] <= size["width"]
    assert site.said == []


def test_bars_and_strips_keep_the_size_of_their_text(site: Site) -> None:
    site.world.offered()
    with site.person("coordinator", size=PHONE) as page:
        for path in ("/desk/overview", "/desk/report"):
            page.goto(path)
            sizes = page.evaluate(
                "[...document.querySelectorAll('main th, main td, main p')]"
                ".map(e => parseFloat(getComputedStyle(e).fontSize))"
            )
            assert min(sizes) >= 16
            assert page.locator("svg text").count() == 0
