"""A shelter from a message to the person's departure: in every way, within budgets.

The budgets are written in numbers: whoever makes a way longer has to change them here.
"""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from referral.rules.still_here import EVERY
from tests.browser.conftest import PASSWORD, Site
from tests.browser.hands import Hands, Way, at_hand
from tests.spec.places import SHELTER
from tests.world import World

MESSAGE = "/desk/next"
"""The address in a message, the same for everybody."""


def waiting(world: World) -> UUID:
    """An offer that waits for the shelter's answer."""
    return world.offered()[1].id


def from_message(hands: Hands) -> None:
    """Follow the address in a message, sign in, be at the card."""
    hands.begin()
    hands.page.goto(MESSAGE)
    hands.type(hands.page.get_by_label("Your name here"), "hil")
    hands.type(hands.page.get_by_label("Password", exact=True), PASSWORD)
    hands.press(hands.page.get_by_role("button", name="Sign in", exact=True))
    hands.page.get_by_role("heading", name="Offer").wait_for()


@pytest.mark.parametrize("way", Way)
def test_from_a_message_to_a_yes(site: Site, way: Way) -> None:
    waiting(site.world)
    with site.person(script=way is not Way.NO_SCRIPT) as page:
        hands = Hands(page, way)
        from_message(hands)
        expect(page.get_by_text("Answer by")).to_be_visible()
        hands.press(page.get_by_role("button", name="Accept"))
        expect(page.get_by_text("You said yes.")).to_be_visible()
        assert (hands.screens, hands.interactions) == (3, 4)
        assert hands.screens <= 3
        assert hands.interactions <= 7
    assert site.said == []


@pytest.mark.parametrize("way", Way)
def test_a_no_is_two_interactions_on_the_card(site: Site, way: Way) -> None:
    waiting(site.world)
    with site.person(script=way is not Way.NO_SCRIPT) as page:
        hands = Hands(page, way)
        from_message(hands)
        hands.begin()
        hands.tick(page.get_by_label("No place", exact=False).first)
        hands.press(page.get_by_role("button", name="Decline"))
        expect(page.get_by_text("You said no. The sender is told.")).to_be_visible()
        assert (hands.screens, hands.interactions) == (1, 2)
    assert site.said == []


@pytest.mark.parametrize("way", Way)
def test_a_question_the_package_and_the_arrival(site: Site, way: Way) -> None:
    world = site.world
    offer = waiting(world)
    with site.person(script=way is not Way.NO_SCRIPT) as page:
        hands = Hands(page, way)
        from_message(hands)
        hands.begin()
        hands.type(page.get_by_label("Ask the sender something"), "Are there stairs?")
        hands.press(page.get_by_role("button", name="Ask", exact=True))
        expect(page.get_by_text("The sender is asked.")).to_be_visible()
        assert (hands.screens, hands.interactions) == (1, 2)
        world.mechanism.reply_offer(world["outreach"], offer, "No stairs.")
        page.reload()
        hands.press(page.get_by_role("button", name="Accept"))
        page.get_by_text("You said yes.").wait_for()
        hands.begin()
        purpose = page.get_by_label("What do you open it for?")
        hands.pick(purpose, "To help the person")
        hands.press(page.get_by_role("button", name="Open", exact=True))
        expect(page.get_by_text("Kestrel")).to_be_visible()
        assert (hands.screens, hands.interactions) == (1, 2)
        page.goto(f"/desk/offers/{offer}")
        hands.begin()
        hands.press(page.get_by_role("button", name="Arrived", exact=True))
        expect(page.get_by_text("Arrival is confirmed.")).to_be_visible()
        assert (hands.screens, hands.interactions) == (1, 1)
    assert site.said == []


@pytest.mark.parametrize("way", Way)
def test_still_here_and_places_in_one_press_each(site: Site, way: Way) -> None:
    world = site.world
    offer = waiting(world)
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], offer, step)
    shelter = world.services["shelter"]
    world.mechanism.tell_capacity(world["host"], shelter, SHELTER, 4, 2)
    world.clock.moment += EVERY
    with at_hand(site, "hil", way) as hands:
        page = hands.page
        hands.begin()
        hands.press(page.get_by_role("button", name="Yes, still here"))
        expect(page.get_by_text("Recorded: still here.")).to_be_visible()
        assert (hands.screens, hands.interactions) == (1, 1)
        assert page.get_by_text("Yes, still here").count() == 0
        hands.begin()
        hands.press(page.get_by_role("button", name="One fewer"))
        page.get_by_role("button", name="Still 1 free").wait_for()
        page.get_by_role("heading", name="My work").wait_for()
        assert (hands.screens, hands.interactions) == (1, 1)
    assert site.said == []


@pytest.mark.parametrize("way", Way)
def test_not_here_any_more_leads_to_how_it_ended(site: Site, way: Way) -> None:
    world = site.world
    offer = waiting(world)
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], offer, step)
    world.clock.moment += EVERY
    with at_hand(site, "hil", way) as hands:
        page = hands.page
        hands.begin()
        hands.press(page.get_by_role("link", name="No, not any more"))
        hands.tick(page.get_by_label("The person moved on to another service"))
        hands.press(page.get_by_role("button", name="Record it"))
        expect(page.get_by_text("Tell how many places are free now.")).to_be_visible()
        assert (hands.screens, hands.interactions) == (2, 3)
    assert site.said == []


@pytest.mark.parametrize("way", Way)
def test_what_was_sent_is_undone_in_one_press(site: Site, way: Way) -> None:
    world = site.world
    case = world.case(by="outreach").id
    world.consent(case)
    service = world.services["shelter"]
    with site.person("outreach", script=way is not Way.NO_SCRIPT) as page:
        page.goto(f"/desk/cases/{case}/offers/new/{service}")
        hands = Hands(page, way)
        hands.press(page.get_by_role("button", name="Send the offer"))
        page.get_by_text("The offer is sent.").wait_for()
        hands.begin()
        hands.press(page.get_by_role("button", name="Undo"))
        expect(page.get_by_text("Undone. Nobody was told.")).to_be_visible()
        assert (hands.screens, hands.interactions) == (1, 1)
        expect(page.get_by_role("button", name="Send the offer")).to_be_visible()
    assert site.said == []
