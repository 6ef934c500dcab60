"""A first contact counted: how many screens and answers lie between a person and a bed.

The same walk with a mouse, without scripts, and by keyboard alone. A budget that is
passed is a person who waits longer: it fails here.
"""

import pytest
from playwright.sync_api import expect

from referral.rules.undoing import UNDO_FOR
from tests.browser.conftest import Site
from tests.browser.hands import Hands, Way, at_hand

HASTE, NORMAL, REFUSAL = (3, 9), (6, 27), (1, 3)
"""Screens and interactions: a bed now, a first contact in full, a no to everything."""


def yes_no(hands: Hands, question: str, answer: str) -> None:
    group = hands.page.get_by_role("group", name=question)
    hands.tick(group.get_by_label(answer, exact=True))


@pytest.mark.parametrize("way", Way)
def test_a_bed_is_asked_for_in_three_screens_and_nine_interactions(
    site: Site, way: Way
) -> None:
    with at_hand(site, "ana", way) as hands:
        page = hands.page
        hands.begin()
        hands.press(page.get_by_role("link", name="Somebody needs a bed now"))
        yes_no(hands, "Is the person in danger now?", "Yes")
        yes_no(hands, "Age", "Adult")
        language = page.get_by_label("Which language do they want to speak?")
        hands.pick(language, "Shqip (Albanian)")
        hands.pick(page.get_by_label("Region where you met"), "North")
        hands.type(page.get_by_label("Telephone"), "555 0100")
        hands.tick(page.get_by_label("They say yes"))
        hands.press(page.get_by_role("button", name="Look for a bed"))
        expect(page.get_by_role("heading", name="They see now").first).to_be_visible()
        expect(page.get_by_text("555 0100")).to_have_count(0)
        hands.press(page.get_by_role("button", name="Send the offer"))
        expect(page.get_by_role("heading", name="A card to give")).to_be_visible()
        assert (hands.screens, hands.interactions) == HASTE
    assert site.said == []
    assert site.world.mechanism.offers(site.world["host"]) == []
    site.world.clock.moment += UNDO_FOR
    (offer,) = site.world.mechanism.offers(site.world["host"])
    assert offer.stage == "offered"


@pytest.mark.parametrize("way", Way)
def test_a_first_contact_in_full_takes_six_screens_and_twenty_seven_interactions(
    site: Site, way: Way
) -> None:
    with at_hand(site, "ana", way) as hands:
        hands.begin()
        hands.press(hands.page.get_by_role("link", name="Record a first contact").first)
        safety(hands)
        signs(hands)
        wishes(hands)
        following = hands.page.get_by_label("Who is asked next")
        hands.pick(following, "Nobody")
        hands.press(hands.page.get_by_role("button", name="Send the offer"))
        expect(hands.page.get_by_role("heading", name="A card to give")).to_be_visible()
        assert (hands.screens, hands.interactions) == NORMAL
    assert site.said == []
    assert len(site.world.mechanism.cases(site.world["coordinator"])) == 1


def safety(hands: Hands) -> None:
    """Step one, with the question whether the person is known."""
    page = hands.page
    yes_no(hands, "Is the person in danger now?", "No")
    yes_no(hands, "Age", "Adult")
    language = page.get_by_label("Which language do they want to speak?")
    hands.pick(language, "Shqip (Albanian)")
    hands.type(page.get_by_label("When and how is contact safe?"), "mornings")
    hands.type(page.get_by_label("Telephone"), "555 0100")
    hands.type(page.get_by_label("First name"), "Kestrel")
    hands.type(page.get_by_label("Family name"), "Alder")
    hands.press(page.get_by_role("button", name="Ask whether they are known"))
    expect(page.get_by_text("No match was found.")).to_be_visible()
    hands.press(page.get_by_role("button", name="Keep and go on"))


def signs(hands: Hands) -> None:
    """Step two."""
    page = hands.page
    for sign in (
        "Somebody else keeps their papers",
        "Very long days, no days off",
        "Little or no pay",
        "Has to work off a debt",
    ):
        hands.tick(page.get_by_label(sign))
    form = page.get_by_label("Form of exploitation, if you can tell")
    hands.pick(form, "Forced labour")
    hands.pick(page.get_by_label("Region where you met"), "North")
    hands.type(page.get_by_label("Where you met", exact=True), "Lay-by nine")
    hands.type(page.get_by_label("What you saw, in a line or two"), "No bag")
    hands.press(page.get_by_role("button", name="Keep and go on"))


def wishes(hands: Hands) -> None:
    """Step three: the signs are seen otherwise, two needs, two questions."""
    page = hands.page
    expect(page.get_by_role("region", name="What the signs add up to")).to_be_visible()
    why = page.get_by_label("Do you see it otherwise?")
    hands.pick(why, "I saw more than the list asks for")
    for need in ("Safe accommodation", "Medical help"):
        hands.tick(page.get_by_label(need))
    yes_no(hands, "Getting help", "Yes")
    yes_no(hands, "Asking other places", "Yes")
    hands.press(page.get_by_role("button", name="Open the case and go on"))
    expect(page.get_by_role("heading", name="Whom do you ask first?")).to_be_visible()


@pytest.mark.parametrize("way", Way)
def test_a_no_to_everything_is_one_screen_and_three_interactions(
    site: Site, way: Way
) -> None:
    with at_hand(site, "ana", way) as hands:
        page = hands.page
        hands.press(page.get_by_role("link", name="Somebody needs a bed now"))
        hands.press(page.get_by_role("link", name="The person wants nothing"))
        page.get_by_role("heading", name="The person wants nothing").wait_for()
        hands.begin()
        yes_no(hands, "Age", "Adult")
        hands.pick(page.get_by_label("Region", exact=True), "North")
        hands.press(page.get_by_role("button", name="Record", exact=True))
        expect(page.get_by_text("Recorded, without a name.")).to_be_visible()
        assert (hands.screens, hands.interactions) == REFUSAL
    assert site.said == []


@pytest.mark.parametrize("way", [Way.MOUSE, Way.NO_SCRIPT])
def test_what_stops_half_way_goes_on_from_my_work(site: Site, way: Way) -> None:
    with at_hand(site, "ana", way) as hands:
        page = hands.page
        hands.press(page.get_by_role("link", name="Record a first contact").first)
        safety(hands)
        page.goto("/desk")
        hands.press(page.get_by_role("link", name="Go on"))
        expect(page.get_by_role("heading", name="What you saw")).to_be_visible()
        hands.press(page.get_by_role("link", name="Safety first"))
        expect(page.get_by_label("First name")).to_have_value("Kestrel")
        page.goto("/desk")
        hands.press(page.get_by_role("button", name="Throw away"))
        expect(page.get_by_text("It is thrown away.")).to_be_visible()
        expect(page.get_by_role("link", name="Go on")).to_have_count(0)


def test_a_session_that_ends_in_a_step_loses_nothing(site: Site) -> None:
    with at_hand(site, "ana", Way.MOUSE) as hands:
        page = hands.page
        hands.press(page.get_by_role("link", name="Record a first contact").first)
        safety(hands)
        page.get_by_label("What you saw, in a line or two").fill("A locked door")
        site.world.clock.advance(hours=9)
        page.get_by_role("button", name="Keep and go on").click()
        page.locator("#password").wait_for()
        page.locator("#name").fill("ana")
        page.locator("#password").fill("invented-people-only")
        page.locator("form[action='/desk/sign-in'] button").click()
        page.get_by_role("button", name="Back to my form").click()
        said = page.get_by_label("What you saw, in a line or two")
        expect(said).to_have_value("A locked door")
        page.get_by_role("button", name="Keep and go on").click()
        expect(
            page.get_by_role("heading", name="What the person wants")
        ).to_be_visible()
