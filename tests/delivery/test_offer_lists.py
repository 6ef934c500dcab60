"""Services asked one after another, or at once, and what follows a no."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from referral.actions.refer import Offer
from referral.actions.work import Done
from referral.errors import AlreadyAnswered, ConsentMissing, GuardNotMet, Malformed
from tests.delivery.test_offer_clock import inbox
from tests.delivery.waiting import until
from tests.spec.evidence import refused
from tests.world import World
from workflows.vocabulary import ReferralKind, Role

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def several(world: World, case: UUID, **words: Any) -> Done:
    """The shelter, and others, asked within six hours each."""
    due = world.clock() + 6 * HOUR
    first = world.services["shelter"]
    offer = Offer(first, ReferralKind.SERVICE, (), due, **words)
    return world.mechanism.make_offer(world["outreach"], case, offer)


def listed(world: World, **words: tuple[UUID, ...]) -> tuple[UUID, UUID]:
    """A case with consent, and the first offer of a list."""
    case = world.case().id
    world.consent(case)
    return case, several(world, case, **words).id


def stages(world: World) -> dict[str, str]:
    """Where the offers of the sender stand, by service; the newest of each."""
    found = reversed(world.mechanism.offers(world["outreach"]))
    return {each.service_label: each.stage for each in found}


def kinds(world: World) -> list[str]:
    return [line.kind for line in world.mechanism.exceptions(world["coordinator"])]


def struck(world: World, case: UUID) -> list[str]:
    found = world.mechanism.timeline(world["coordinator"], case)
    return [entry.type for entry in found if entry.lane == "clock"]


def test_the_next_service_is_asked_when_the_time_is_over(world: World) -> None:
    case, first = listed(world, then=(world.services["haven"],))
    for late, at in ((6 * HOUR - MINUTE, "offered"), (MINUTE, "expired")):
        world.clock.moment += late
        world.mechanism.fire_due()
        assert stages(world)["Shelter places"] == at
    assert stages(world)["Haven places"] == "offered"
    assert struck(world, case) == [
        *("offer_reminder_due", "offer_overdue", "offer_expired"),
    ]
    made = [
        entry
        for entry in world.mechanism.timeline(world["coordinator"], case)
        if entry.type == "offer_made"
    ]
    assert [entry.on_behalf_of for entry in made] == [None, world["outreach"].id]
    newest = world.mechanism.offers(world["outreach"])[0]
    assert newest.answer_by == world.clock() + 6 * HOUR
    with pytest.raises(AlreadyAnswered):
        world.mechanism.answer_offer(world["host"], first, "accept")
    world.mechanism.answer_offer(world["warden"], newest.id, "accept")
    assert world.mechanism.verify_all().whole


@pytest.mark.parametrize(
    ("reason", "haven"),
    [("not_eligible", "offered"), ("full", "offered"), ("safety_conflict", None)],
)
def test_a_no_brings_about_what_its_reason_says(
    embedded_world: World, reason: str, haven: str | None
) -> None:
    world = embedded_world
    case, first = listed(world, then=(world.services["haven"],))
    world.mechanism.answer_offer(world["host"], first, "decline", reason=reason)
    world.mechanism.fire_due()

    assert stages(world).get("Haven places") == haven
    assert kinds(world) == ([] if haven else ["decline_to_look_at"])
    told = repr(world.mechanism.read_offer(world["outreach"], first))
    told += repr(world.mechanism.exceptions(world["coordinator"]))
    told += repr(world.mechanism.timeline(world["outreach"], case))
    assert ("safety_conflict" in told) is False
    assert (reason in told) is bool(haven)


def test_where_consent_does_not_reach_the_next_it_is_a_task(world: World) -> None:
    case = world.case().id
    world.consent(case, recipient_id=world.bodies["shelter"])
    first = several(world, case, then=(world.services["haven"],))
    world.mechanism.answer_offer(world["host"], first.id, "decline", reason="other")
    world.clock.advance(days=1)
    second = several(world, case, then=(world.services["haven"],))
    assert kinds(world) == [], "asking anew is what was to be done"
    reason = "not_eligible"
    world.mechanism.answer_offer(world["host"], second.id, "decline", reason=reason)
    world.mechanism.fire_due()
    world.mechanism.fire_due()

    assert "Haven places" not in stages(world)
    assert kinds(world) == ["next_not_offered"]
    found = world.mechanism.timeline(world["coordinator"], case)
    (entry,) = [each for each in found if each.type == "next_not_offered"]
    assert (entry.fields or {})["code"] == "consent-missing"
    world.consent(case)
    world.offer(case, to="haven")
    assert kinds(world) == []
    assert world.mechanism.verify_all().whole


def test_nobody_is_asked_next_for_who_may_not_ask_any_more(
    embedded_world: World,
) -> None:
    world = embedded_world
    _, first = listed(world, then=(world.services["haven"],))
    world.mechanism.take_role(world.system, world["outreach"].id, Role.CASE_MANAGER)
    world.mechanism.take_role(world.system, world["outreach"].id, Role.FIRST_RESPONDER)
    world.mechanism.answer_offer(world["host"], first, "decline", reason="not_eligible")
    world.mechanism.fire_due()
    assert kinds(world) == ["next_not_offered"]


def test_a_full_service_is_left_alone_and_asked_again_later(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.offered()
    world.mechanism.answer_offer(world["host"], offer.id, "decline", reason="full")
    world.clock.moment += 6 * HOUR - MINUTE
    with refused(world, GuardNotMet, case.id) as refusal:
        world.offer(case.id)
    assert refusal.value.missing == ("another_service",)
    world.offer(world.offered()[0].id, to="haven")
    world.clock.moment += MINUTE
    world.offer(case.id)


def test_the_others_learn_only_that_it_is_over(world: World) -> None:
    case, first = listed(world, beside=(world.services["haven"],))
    (asked,) = world.mechanism.offers(world["warden"])
    mine = world.mechanism.read_offer(world["outreach"], first)
    assert (mine.asked, [each.stage for each in mine.others]) == (
        "at_once",
        ["offered"],
    )
    world.mechanism.answer_offer(world["host"], first, "accept")

    theirs = world.mechanism.read_offer(world["warden"], asked.id)
    assert (theirs.stage, theirs.asked, theirs.others) == ("withdrawn", None, ())
    assert str(world.bodies["shelter"]) not in repr(theirs)
    with refused(world, AlreadyAnswered, world.bodies["haven"]):
        world.mechanism.answer_offer(world["warden"], asked.id, "accept")
    taken = world.offer(case)
    world.mechanism.answer_offer(world["outreach"], taken.id, "withdraw")
    assert world.mechanism.read_offer(world["host"], taken.id).stage == theirs.stage
    types = world.entries(case)
    assert types.count("offer_accepted") == 1
    assert types.count("offer_withdrawn") == 2
    assert world.mechanism.verify_all().whole


def test_the_notice_that_it_is_over_goes_once_it_was_looked_at(world: World) -> None:
    _, offer = world.offered()
    world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw")
    world.mechanism.start_worker()
    try:
        until(lambda: inbox(world) == ["no_longer_needed"])
    finally:
        world.mechanism.stop_worker()
    world.mechanism.read_offer(world["host"], offer.id)
    assert inbox(world) == []


@pytest.mark.parametrize("field", ["then", "beside"])
def test_a_list_that_cannot_be_asked_is_refused_whole(
    embedded_world: World, field: str
) -> None:
    world = embedded_world
    case = world.case().id
    world.consent(case)
    shelter, unknown = world.services["shelter"], world.bodies["ngo"]
    for others in ((shelter,), (unknown,)):
        with pytest.raises(Malformed):
            several(world, case, **{field: others})
    assert world.mechanism.offers(world["outreach"]) == []


def test_at_once_asks_nobody_unless_consent_reaches_all(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    world.consent(case, recipient_id=world.bodies["shelter"])
    with refused(world, ConsentMissing, case):
        several(world, case, beside=(world.services["haven"],))
    assert world.mechanism.offers(world["outreach"]) == []


def test_nobody_is_asked_next_for_what_somebody_gives_already(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, first = listed(world, then=(world.services["haven"],))
    beside = world.offer(case, to="haven")
    world.mechanism.answer_offer(world["warden"], beside.id, "accept")
    reason = "not_eligible"
    world.mechanism.answer_offer(world["host"], first, "decline", reason=reason)
    world.mechanism.fire_due()
    assert world.entries(case).count("offer_made") == 2
    assert kinds(world) == ["next_not_offered"]


def test_a_spoken_yes_keeps_the_next_from_being_asked(embedded_world: World) -> None:
    world = embedded_world
    case, first = listed(world, then=(world.services["haven"],))
    world.mechanism.record_telephone_yes(world["coordinator"], first, "The night")
    world.clock.advance(hours=7)
    world.mechanism.fire_due()
    assert stages(world) == {"Shelter places": "accepted_by_telephone"}
    assert kinds(world) == ["offer_overdue"]
    reason = "nobody_said_it"
    world.mechanism.answer_offer(world["host"], first, "dispute", reason=reason)
    world.mechanism.fire_due()
    assert stages(world)["Haven places"] == "offered"
    assert world.entries(case).count("offer_expired") == 1
