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
from tests.spec.places import NEEDS_A_BED
from tests.world import World
from workflows.vocabulary import ReferralKind, ReferralStage

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
