"""The hands themselves: they do what they say, and count it."""

import pytest

from tests.browser.conftest import Site
from tests.browser.hands import Way, at_hand


@pytest.mark.parametrize("way", Way)
def test_every_way_fills_in_a_form_and_counts_the_same(site: Site, way: Way) -> None:
    with at_hand(site, "ana", way) as hands:
        page = hands.page
        hands.press(page.get_by_role("link", name="Somebody needs a bed now"))
        age = page.get_by_role("group", name="Age")
        hands.tick(age.get_by_label("Child", exact=True))
        hands.pick(page.get_by_label("Region where you met"), "North")
        hands.type(page.get_by_label("Telephone"), "555 0100")
        hands.press(page.get_by_role("button", name="Look for a bed"))
        page.get_by_text("The case is open.").wait_for()
        assert (hands.screens, hands.interactions) == (2, 5)
    assert site.said == []


@pytest.mark.parametrize("way", Way)
def test_what_cannot_be_reached_stops_the_walk(site: Site, way: Way) -> None:
    with at_hand(site, "ana", way) as hands:
        hands.page.set_default_timeout(500)
        missing = hands.page.get_by_role("button", name="No such button")
        with pytest.raises(Exception, match="Timeout"):
            hands.press(missing)
        assert hands.screens == 0
