"""A week without a worker: every kind of clock strikes once, the oldest first."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from referral.actions import by_telephone
from referral.delivery import timers
from tests.delivery.test_offer_lists import kinds, listed
from tests.properties.acts_data_rights import breached
from tests.spec.breaking import broken
from tests.spec.evidence import everything
from tests.spec.places import SHELTER, tell
from tests.spec.test_handovers import agreed
from tests.world import World
from workflows.offer_data import OfferClocks
from workflows.shapes import Ground, Span
from workflows.vocabulary import ClockUnit, Confidence

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TEN = 10 * MINUTE
STRIKES = (
    (2 * HOUR, "places_hold_ended"),
    (2 * HOUR + 3 * TEN, "telephone_yes_unconfirmed"),
    (3 * HOUR + TEN, "offer_reminder_due"),
    (3 * HOUR + 3 * TEN, "offer_reminder_due"),
    (3 * HOUR + 4 * TEN, "handover_overdue"),
    (4 * HOUR, "glass_expired"),
    (6 * HOUR + TEN, "offer_overdue"),
    (6 * HOUR + TEN, "offer_expired"),
    (6 * HOUR + 2 * TEN, "reply_overdue"),
    (6 * HOUR + 3 * TEN, "offer_overdue"),
    (72 * HOUR, "breach_overdue"),
)
"""When each clock of the story ends, and what it says: no two kinds stand together."""


@pytest.fixture
def confirmed_soon(embedded_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A pathway in which a yes by telephone is confirmed within two hours."""
    ground = Ground(confidence=Confidence.MODEL, note="Invented for this story.")
    told = Span(n=2, unit=ClockUnit.HOUR)
    found = OfferClocks(
        answer=None, telephone=told, expiry=None, cool_off=None, ground=ground
    )
    monkeypatch.setattr(by_telephone, "times_of", lambda *_: found)
    return embedded_world


def story(world: World) -> None:
    """Something of every kind is begun, ten minutes apart."""
    mechanism = world.mechanism
    known = world.case()
    tell(world, 1, 1)
    mechanism.hold_places(world["outreach"], world.services["shelter"], SHELTER)
    broken(world, known)
    breached(world)
    world.clock.moment += TEN
    listed(world, then=(world.services["haven"],))
    world.clock.moment += TEN
    asked = world.offered(to="haven")[1].id
    mechanism.question_offer(world["warden"], asked, "Any stairs?")
    world.clock.moment += TEN
    spoken = world.offered()[1].id
    mechanism.record_telephone_yes(world["coordinator"], spoken, "The night shift")
    world.clock.moment += TEN
    agreed(world, world.accepted()[1].id)


def written(world: World) -> list[str]:
    """Every entry there is, by what it says, in the order of writing."""
    rows: list[dict[str, Any]] = everything(world)["entry"]
    return [row["type"] for row in sorted(rows, key=lambda row: row["id"])]


def look(world: World) -> list[str]:
    """What one look of the worker writes, besides what becomes of copies."""
    faults: list[BaseException] = []
    before = len(written(world))
    world.mechanism.fire_due(faults.append)
    assert faults == []
    copies = ("disclosure_prepared", "disclosure_destroyed")
    return [word for word in written(world)[before:] if word not in copies]


@pytest.mark.parametrize("handful", [timers.AT_ONCE, 2])
def test_what_was_missed_for_a_week_is_said_once_in_the_order_it_fell_due(
    confirmed_soon: World, monkeypatch: pytest.MonkeyPatch, handful: int
) -> None:
    """Rows are read by the handful; the order holds from one to the next."""
    world = confirmed_soon
    monkeypatch.setattr(timers, "AT_ONCE", handful)
    story(world)
    world.clock.advance(days=7)

    first, second = look(world), look(world)

    assert first == [*(what for _, what in STRIKES), "offer_made"], (
        "the next service is asked when everything that was due before was said"
    )
    assert second == []
    assert set(kinds(world)) >= {
        *("breach_overdue", "glass_broken", "glass_unreviewed", "handover_overdue"),
        *("offer_overdue", "reply_overdue", "telephone_unconfirmed"),
    }
    world.clock.moment -= timedelta(days=6)
    assert look(world) == [], "a clock that is put back strikes nothing again"
    assert world.mechanism.verify_all().whole


def test_a_worker_that_is_there_says_each_in_its_minute(confirmed_soon: World) -> None:
    world = confirmed_soon
    began = world.clock()
    story(world)
    *hours, breach = sorted({after for after, _ in STRIKES})
    for after in hours:
        _strikes(world, began + after, [word for at, word in STRIKES if at == after])
    world.clock.moment = began + 24 * HOUR
    assert look(world) == ["offer_reminder_due", "offer_overdue"], "of the next service"
    _strikes(world, began + breach, ["breach_overdue"])


def _strikes(world: World, at: datetime, words: list[str]) -> None:
    """Nothing is said the minute before, and this in its minute."""
    world.clock.moment = at - MINUTE
    assert look(world) == []
    world.clock.moment = at
    assert [word for word in look(world) if word != "offer_made"] == words
