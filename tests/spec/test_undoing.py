"""Ten seconds in which an offer stands with its sender: undone, it never was."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from referral.actions.post_office import PostRules
from referral.actions.refer import Offer
from referral.actions.work import Done, RequestKey
from referral.errors import (
    AlreadyAnswered,
    NotFound,
    OffThePath,
    Refusal,
    StaleCase,
)
from referral.records.outbox import Outgoing
from referral.records.referrals import Referral, left_by
from referral.rules.undoing import UNDO_FOR, is_theirs
from tests.records.raw import store
from tests.spec.outside import abroad
from tests.spec.places import NEEDS_A_BED, SHELTER, WOMEN, left, state, tell
from tests.world import World
from workflows.vocabulary import ReferralKind, ReferralStage, SuspensionReason

A_MOMENT = timedelta(milliseconds=1)
HOURS = timedelta(hours=6)


def pressed(world: World, case: UUID, by: str = "outreach", **words: Any) -> Done:
    """An offer as somebody presses it on a page: it can be undone."""
    due = words.pop("answer_by", world.clock() + UNDO_FOR + HOURS)
    service = world.services[words.pop("to", "shelter")]
    new = Offer(service, ReferralKind.SERVICE, (), due, stands=True, **words)
    return world.mechanism.make_offer(world[by], case, new)


def agreed(world: World) -> UUID:
    case = world.case(facts=NEEDS_A_BED).id
    world.consent(case)
    return case


def undo(world: World, offer: UUID, by: str = "outreach", **words: Any) -> Done:
    return world.mechanism.answer_offer(world[by], offer, "undo", **words)


def stage(world: World, offer: UUID) -> str:
    return world.mechanism.read_offer(world["outreach"], offer).stage


def entries(world: World, case: UUID) -> list[str]:
    return [each for each in world.entries(case) if each.startswith("offer_")]


def seen(world: World, who: str = "host") -> Iterator[str]:
    """Everything that somebody of the addressee is shown without asking for a thing."""
    mechanism, actor = world.mechanism, world[who]
    looks = (mechanism.offers, mechanism.work_list, mechanism.notices, mechanism.cases)
    for look in looks:
        yield repr(look(actor))


def letters(world: World) -> int:
    """What is on its way to anybody."""
    return store(world).read(
        lambda unit: len(unit.session.exec(select(Outgoing)).all())
    )


def test_until_it_leaves_its_addressee_knows_nothing(world: World) -> None:
    world.mechanism.tell_by(PostRules(calendars=True))
    opened = world.mechanism.open_calendar(world["host"])
    secret = str(opened.details["secret"])
    case = agreed(world)
    before = list(seen(world))
    offer = pressed(world, case).id
    world.clock.moment += UNDO_FOR - A_MOMENT
    world.mechanism.fire_due()

    assert list(seen(world)) == before
    assert world.mechanism.calendar(secret).moments == ()
    assert letters(world) == 0
    for step in ("accept", "decline", "close_provider"):
        with pytest.raises(NotFound):
            world.mechanism.answer_offer(world["host"], offer, step, reason="full")
    for look in (world.mechanism.read_offer, world.mechanism.question_offer):
        with pytest.raises(NotFound):
            look(world["host"], offer, *["Stairs?"] * (look.__name__[0] == "q"))
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case)
    with pytest.raises(OffThePath, match="not left yet"):
        world.mechanism.record_telephone_yes(world["coordinator"], offer, "The night")
    shown = world.mechanism.read_offer(world["outreach"], offer)
    assert shown.leaves_at == shown.offered_at == world.clock() + A_MOMENT

    world.clock.moment += A_MOMENT
    found = world.mechanism.work_list(world["host"]).answers
    assert [each.id for each in found] == [offer], "no worker has looked yet"
    assert world.mechanism.read_offer(world["outreach"], offer).leaves_at is None
    world.mechanism.fire_due()
    assert letters(world) == 1
    assert entries(world, case) == ["offer_made", "offer_left"]
    world.mechanism.answer_offer(world["host"], offer, "accept")
    assert world.mechanism.verify_all().whole


def test_undone_it_never_was(world: World) -> None:
    case = agreed(world)
    before = list(seen(world))
    offer = pressed(world, case).id
    world.clock.moment += UNDO_FOR - A_MOMENT
    undo(world, offer)
    for later in (A_MOMENT, UNDO_FOR, 2 * HOURS):
        world.clock.moment += later
        world.mechanism.fire_due()
        assert list(seen(world)) == before
        with pytest.raises(NotFound):
            world.mechanism.read_offer(world["host"], offer)

    assert letters(world) == 0
    assert stage(world, offer) == ReferralStage.UNDONE
    assert entries(world, case) == ["offer_made", "offer_undone"]
    work = world.mechanism.work_list(world["outreach"])
    assert (work.waiting, work.came_back) == ((), ())
    assert world.mechanism.exceptions(world["coordinator"]) == []
    again = pressed(world, case).id
    world.clock.moment += UNDO_FOR
    assert [each.id for each in world.mechanism.offers(world["host"])] == [again]
    assert world.mechanism.verify_all().whole


def test_a_press_too_late_is_told_so_and_it_can_be_taken_back(world: World) -> None:
    case = agreed(world)
    offer = pressed(world, case).id
    world.clock.moment += UNDO_FOR
    with pytest.raises(OffThePath, match="Take it back instead") as told:
        undo(world, offer)
    assert told.value.missing == ("still_here",)
    ways = {
        w.step: w.allowed
        for w in world.mechanism.read_offer(world["outreach"], offer).ways
    }
    assert (ways["undo"], ways["withdraw"]) == (False, True)
    world.mechanism.fire_due()
    world.mechanism.answer_offer(world["outreach"], offer, "withdraw")
    assert stage(world, offer) == ReferralStage.WITHDRAWN
    with pytest.raises(AlreadyAnswered):
        undo(world, offer)


def test_nobody_else_undoes_it_and_a_stale_form_does_not(world: World) -> None:
    case = agreed(world)
    offer = pressed(world, case).id
    for who in ("host", "warden", "stranger", "coordinator", "auditor"):
        with pytest.raises(Refusal):
            undo(world, offer, by=who)
    with pytest.raises(StaleCase):
        undo(world, offer, expects=7)
    key = RequestKey("undo-is-sent-twice", bytes(32))
    first = undo(world, offer, request=key)
    assert undo(world, offer, request=key) == first
    assert entries(world, case).count("offer_undone") == 1


def test_its_clock_begins_when_it_leaves(world: World) -> None:
    case = agreed(world)
    at = world.clock()
    offer = pressed(world, case).id
    view = world.mechanism.read_offer(world["outreach"], offer)
    assert view.answer_by == at + UNDO_FOR + HOURS
    struck = []
    for moment in (UNDO_FOR, UNDO_FOR + HOURS / 2, UNDO_FOR + HOURS):
        for early in (A_MOMENT, timedelta()):
            world.clock.moment = at + moment - early
            world.mechanism.fire_due()
            struck.append(entries(world, case)[-1])
    assert struck == [
        *("offer_made", "offer_left"),
        *("offer_left", "offer_reminder_due"),
        *("offer_reminder_due", "offer_overdue"),
    ]


def test_what_leaves_at_once_cannot_be_undone(world: World) -> None:
    _, offer = world.offered()
    with pytest.raises(OffThePath, match="It has left"):
        undo(world, offer.id)
    assert world.mechanism.read_offer(world["host"], offer.id).stage == "offered"


def test_one_press_is_undone_as_one(world: World) -> None:
    case = agreed(world)
    asked = pressed(world, case, beside=(world.services["haven"],))
    first, second = map(UUID, asked.details["offers"])
    undo(world, second)
    assert stage(world, first) == stage(world, second) == ReferralStage.UNDONE
    listed = pressed(world, case, then=(world.services["haven"],)).id
    undo(world, listed)
    world.clock.moment += 2 * HOURS
    world.mechanism.fire_due()
    assert world.mechanism.offers(world["warden"]) == []
    assert world.mechanism.verify_all().whole


def test_all_that_somebody_has_just_sent_is_undone_at_once(world: World) -> None:
    cases = [agreed(world) for _ in range(3)]
    early = pressed(world, cases[0]).id
    world.clock.moment += UNDO_FOR
    late = [pressed(world, case).id for case in cases[1:]]
    done = world.mechanism.undo_all(world["outreach"])
    assert len(done.details["undone"]) == 2
    assert [stage(world, each) for each in (early, *late)] == [
        *("offered", "undone", "undone"),
    ]
    with pytest.raises(OffThePath):
        world.mechanism.undo_all(world["outreach"])


def test_a_yes_that_is_taken_back_meanwhile_undoes_it(world: World) -> None:
    case = world.case().id
    consent = world.consent(case).id
    offer = pressed(world, case).id
    world.mechanism.withdraw_consent(world["outreach"], case, consent)
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    assert stage(world, offer) == ReferralStage.UNDONE
    assert world.mechanism.offers(world["host"]) == []
    assert letters(world) == 0
    assert entries(world, case) == ["offer_made", "offer_undone"]
    assert world.mechanism.verify_all().whole


def test_taken_back_before_it_leaves_nobody_is_told(world: World) -> None:
    case = agreed(world)
    offer = pressed(world, case).id
    world.mechanism.answer_offer(world["outreach"], offer, "withdraw")
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    assert (stage(world, offer), letters(world)) == (ReferralStage.UNDONE, 0)


def test_places_are_held_from_the_press_on_and_given_back(world: World) -> None:
    state(world, shelter=WOMEN)
    tell(world, 4, 2)
    case = agreed(world)
    offer = pressed(world, case).id
    assert left(world) == (4, 2, 1)
    undo(world, offer)
    assert left(world) == (4, 2, 0)
    own = world.mechanism.hold_places(
        world["outreach"], world.services["shelter"], SHELTER, 1
    )
    world.clock.moment += A_MOMENT
    again = pressed(world, case).id
    assert left(world) == (4, 2, 1)
    undo(world, again)
    assert left(world) == (4, 2, 1), "held before the press, held after it"
    world.mechanism.release_hold(world["outreach"], own.id)
    assert left(world) == (4, 2, 0)


def test_what_came_back_stands_until_the_new_offer_leaves(world: World) -> None:
    case = agreed(world)
    first = world.offer(case, to="haven").id
    world.mechanism.answer_offer(
        world["warden"], first, "decline", reason="safety_conflict"
    )
    standing = [one.kind for one in world.mechanism.exceptions(world["coordinator"])]
    assert standing == ["decline_to_look_at"]
    undo(world, pressed(world, case).id)
    world.mechanism.fire_due()
    found = [one.id for one in world.mechanism.work_list(world["outreach"]).came_back]
    assert found == [first]
    assert len(world.mechanism.exceptions(world["coordinator"])) == 1
    pressed(world, case)
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    assert world.mechanism.exceptions(world["coordinator"]) == []


@pytest.mark.parametrize("undone", [True, False], ids=["undone", "left"])
def test_the_next_service_waits_for_a_second_thought(
    world: World, *, undone: bool
) -> None:
    case = agreed(world)
    due = world.clock() + HOURS
    shelter, haven = world.services["shelter"], world.services["haven"]
    new = Offer(haven, ReferralKind.SERVICE, (), due, then=(shelter,))
    first = world.mechanism.make_offer(world["outreach"], case, new).id
    world.mechanism.answer_offer(
        world["warden"], first, "decline", reason="not_eligible"
    )
    offer = pressed(world, case).id
    world.mechanism.fire_due()
    assert world.entries(case).count("offer_made") == 2, "nobody is asked meanwhile"
    if undone:
        undo(world, offer)
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    world.mechanism.fire_due()
    asked = [each.id for each in world.mechanism.offers(world["host"])]
    assert len(asked) == 1
    assert (asked == [offer]) is not undone


def test_no_letter_is_written_for_what_has_not_left(world: World) -> None:
    there = abroad(world)
    case = agreed(world)
    due = world.clock() + HOURS
    new = Offer(there.service, ReferralKind.SERVICE, (), due, stands=True)
    offer = world.mechanism.make_offer(world["outreach"], case, new).id
    page = "http://localhost:8000/letter"
    assert world.mechanism.link(world["outreach"], offer).may_send is False
    with pytest.raises(OffThePath, match="not left yet"):
        world.mechanism.send_link(world["outreach"], offer, page)
    world.clock.moment += UNDO_FOR
    assert world.mechanism.send_link(world["outreach"], offer, page).letter


def test_a_service_that_closes_meanwhile_loses_nobody(world: World) -> None:
    case = agreed(world)
    offer = pressed(world, case).id
    shelter = world.services["shelter"]
    world.mechanism.close_service(
        world["coordinator"], shelter, SuspensionReason.PREMISES
    )
    world.clock.moment += UNDO_FOR
    world.mechanism.fire_due()
    work = world.mechanism.work_list(world["outreach"])
    assert [each.id for each in work.came_back] == [offer]


@pytest.mark.parametrize("late", [-A_MOMENT, timedelta(), A_MOMENT])
@pytest.mark.parametrize("stands", [ReferralStage.OFFERED, ReferralStage.UNDONE])
def test_the_store_and_the_rules_know_one_moment(
    world: World, late: timedelta, stands: ReferralStage
) -> None:
    case = agreed(world)
    offer = pressed(world, case).id
    if stands is ReferralStage.UNDONE:
        undo(world, offer)
    now = world.clock() + UNDO_FOR + late

    def asked(unit: Any) -> tuple[bool, bool]:
        row = unit.session.get(Referral, offer)
        query = select(Referral.id).where(Referral.id == offer, left_by(now))
        known = is_theirs(row.stage, row.leaves_at, now)
        return known, unit.session.exec(query).first() is not None

    known, found = store(world).read(asked)
    assert known == found == (late >= timedelta() and stands == "offered")


def test_a_limit_of_the_procedure_counts_from_when_it_leaves(world: World) -> None:
    case = agreed(world)
    with pytest.raises(Refusal):
        pressed(world, case, answer_by=world.clock() + UNDO_FOR)
