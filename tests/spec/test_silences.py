"""What did not happen is seen: in the timeline where it lay, and on the list."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlmodel import col, delete, update

from referral.actions.read_lists import ExceptionView
from referral.actions.refer import Offer
from referral.actions.silences import SilenceView
from referral.errors import Fault, NotHolder, WrongRole
from referral.records.cases import Case
from referral.records.chains import By, Happening, append
from referral.records.consents import Consent
from referral.records.database import Unit
from referral.records.keys import KeyWrap
from tests.records.raw import act, keyring, run
from tests.world import WOMAN, World
from workflows.vocabulary import (
    Compartment,
    ConsentPurpose,
    EntryType,
    Known,
    LegalGround,
    Outcome,
    Purpose,
    ReferralKind,
    SilenceKind,
)

DANGER = LegalGround.DANGER_TO_LIFE


def listed(world: World) -> list[ExceptionView]:
    """The silences on the coordinator's list."""
    found = world.mechanism.exceptions(world["coordinator"])
    return [each for each in found if each.kind in set(SilenceKind)]


def seen(world: World, case: UUID, by: str = "coordinator") -> list[SilenceView]:
    """The silences in a timeline."""
    return list(world.mechanism.timeline_page(world[by], case).silences)


def kinds(world: World, case: UUID, by: str = "coordinator") -> list[str]:
    return [each.kind for each in seen(world, case, by)]


def test_a_case_nobody_works_on_stands_on_the_list_until_somebody_does(
    world: World,
) -> None:
    case, opened = world.case(), world.clock()
    world.clock.advance(days=10)
    assert listed(world) == []
    world.clock.advance(days=1)
    (line,) = listed(world)
    assert (line.kind, line.case_ids, line.since) == ("gap", (case.id,), opened)
    assert line.organisation == "Ngo"
    world.mechanism.read_case(world["outreach"], case.id)
    assert len(listed(world)) == 1, "looking is no work"

    world.step(case.id, "bring_to_safety", legal_ground=DANGER)
    assert listed(world) == []
    (gap,) = seen(world, case.id)
    assert (gap.kind, gap.since, gap.until) == ("gap", opened, world.clock())
    first_look = world.entries(case.id).index("list_shown") + 1
    assert gap.after < first_look, "it lies where nothing was recorded"


def test_a_closed_case_is_silent_without_a_word(world: World) -> None:
    case = world.case().id
    told = {"outcome": Outcome.DECLINED_ASSISTANCE, "reason": "as_assessed"}
    world.step(case, "close", **told)
    world.clock.advance(days=100)
    assert listed(world) == []
    assert seen(world, case) == []


def reflecting(world: World) -> UUID:
    """A foreign woman in recovery and reflection."""
    foreigner = replace(WOMAN, foreign_national=Known.YES)
    case, named = world.case(facts=foreigner).id, world.bodies["migration"]
    asked = ConsentPurpose.IDENTIFICATION
    world.consent(case, purpose=asked, recipient_id=named)
    world.step(case, "notify_authority", recipient_id=named)
    world.step(case, "start_reflection", by="migration")
    return case


def test_a_period_that_ran_out_is_overdue_until_the_step_is_taken(world: World) -> None:
    case = reflecting(world)
    world.clock.advance(days=20)
    assert "step_overdue" not in kinds(world, case)
    world.clock.advance(days=13)

    late = [each for each in listed(world) if each.kind == "step_overdue"]
    (due,) = [
        each.due_at
        for each in world.mechanism.clocks(world["coordinator"], case)
        if each.name == "reflection"
    ]
    assert [(each.clock, each.since) for each in late] == [("reflection", due)]
    (silence,) = [each for each in seen(world, case) if each.clock]
    assert (silence.since, silence.until) == (due, None)

    world.step(case, "grant_residence", by="migration")
    assert "step_overdue" not in [each.kind for each in listed(world)]
    (silence,) = [each for each in seen(world, case) if each.clock]
    assert (silence.since, silence.until) == (due, world.clock())


def test_an_offer_whose_card_nobody_opened_is_unread(world: World) -> None:
    case, offer = world.offered()
    world.clock.advance(hours=3)
    assert listed(world) == []
    world.clock.advance(minutes=1)
    (line,) = listed(world)
    assert (line.kind, line.referral_id) == ("offer_unread", offer.id)
    assert (line.organisation, line.addressee_id) == (
        "Shelter",
        world.bodies["shelter"],
    )
    world.mechanism.read_offer(world["outreach"], offer.id)
    assert len(listed(world)) == 1, "the sender's own look tells nothing"
    world.mechanism.read_offer(world["host"], offer.id)
    assert listed(world) == []
    (unread,) = seen(world, case.id)
    assert (unread.kind, unread.until) == ("offer_unread", world.clock())


def test_without_a_time_to_answer_a_day_is_waited_for(world: World) -> None:
    case = world.case().id
    world.consent(case)
    offer = Offer(world.services["shelter"], ReferralKind.SERVICE)
    world.mechanism.make_offer(world["outreach"], case, offer)
    world.clock.advance(hours=24)
    assert listed(world) == []
    world.clock.advance(seconds=1)
    assert [each.kind for each in listed(world)] == ["offer_unread"]


def blank(world: World, case: UUID) -> None:
    """An opening that says no purpose, as an older program might have written it."""

    def write(unit: Unit) -> None:
        found = unit.session.get(Case, case)
        assert found is not None
        by = By(world["outreach"].id, world["outreach"].organisation_id)
        opened = Happening(EntryType.CONTENT_OPENED, {"drawer": "identity"})
        append(unit, keyring(world), found, by, opened)

    act(world, write)


def test_an_opening_without_a_purpose_is_named(world: World) -> None:
    case = world.case().id
    assert listed(world) == []
    blank(world, case)
    (line,) = listed(world)
    assert (line.kind, line.organisation) == ("purpose_missing", "Ngo")
    (silence,) = seen(world, case)
    assert (silence.seq, silence.after) == (line.seq, line.seq)


def test_taking_consent_back_leaves_nothing_held(world: World) -> None:
    case, _ = world.accepted()
    (consent,) = world.mechanism.consents(world["outreach"], case.id)
    world.mechanism.withdraw_consent(world["outreach"], case.id, consent.id)
    assert listed(world) == []
    assert kinds(world, case.id) == []


def half_withdrawn(world: World, case: UUID, consent: UUID) -> None:
    """A consent is taken back in the records, and the copy left where it was."""
    row = update(Consent).where(col(Consent.id) == consent)

    def write(unit: Unit) -> None:
        unit.session.connection().execute(row.values(withdrawn_at=unit.now))
        found = unit.session.get(Case, case)
        assert found is not None
        by = By(world["outreach"].id, world["outreach"].organisation_id)
        gone = Happening(EntryType.CONSENT_WITHDRAWN, {}, about=consent)
        append(unit, keyring(world), found, by, gone)

    act(world, write)


def test_a_copy_that_outlived_its_consent_is_seen(world: World) -> None:
    case, _ = world.accepted()
    (consent,) = world.mechanism.consents(world["outreach"], case.id)
    world.clock.advance(hours=1)
    half_withdrawn(world, case.id, consent.id)
    (line,) = listed(world)
    assert (line.kind, line.organisation) == ("still_held", "Shelter")
    assert line.since == world.clock()
    (silence,) = seen(world, case.id)
    assert (silence.kind, silence.organisation_id) == (
        "still_held",
        world.bodies["shelter"],
    )
    assert "still_held" not in kinds(world, case.id, "auditor"), "its ground is sealed"


def test_who_may_not_read_a_timeline_learns_of_no_silence(world: World) -> None:
    case = world.accepted()[0].id
    world.clock.advance(days=11)
    assert kinds(world, case, "outreach") == kinds(world, case, "auditor") == ["gap"]
    ask = partial(world.mechanism.timeline_page, case_id=case)
    with pytest.raises(NotHolder):
        ask(world["host"])
    for name in ("host", "outreach", "auditor"):
        with pytest.raises(WrongRole):
            world.mechanism.exceptions(world[name])


def test_pages_of_a_timeline_show_each_silence_once(world: World) -> None:
    case, _ = world.offered()
    for _ in range(3):
        world.clock.advance(days=11)
        world.mechanism.record_facts(world["outreach"], case.id, {"region": "south"})
    whole = seen(world, case.id)
    assert [each.kind for each in whole] == ["gap", "offer_unread", "gap", "gap"]

    found: list[SilenceView] = []
    after: int | None = 0
    while after is not None:
        page = world.mechanism.timeline_page(
            world["coordinator"], case.id, after=after, limit=2
        )
        assert len(page.entries) <= 2
        found += page.silences
        after = page.next
    assert found == whole


def test_nothing_is_stored_beside_the_entries(world: World) -> None:
    case = world.case().id
    world.clock.advance(days=11)
    at: list[datetime] = [each.since for each in seen(world, case)]
    assert at == [world.clock() - timedelta(days=11)]
    assert world.mechanism.verify_all().broken == ()
    drawer = Compartment.IDENTITY
    world.mechanism.open_content(world["outreach"], case, drawer, Purpose.CARE)
    assert [each.since for each in seen(world, case)] == at


def test_the_list_opens_nothing_of_a_case(world: World) -> None:
    """The keys of two cases are out of reach: it is told of them all the same."""
    quiet, late = world.case().id, reflecting(world)
    world.clock.advance(days=33)
    whole = listed(world)
    assert [each.kind for each in whole] == ["gap", "gap", "step_overdue"]
    wraps = delete(KeyWrap).where(col(KeyWrap.owner_id).in_([quiet, late]))
    run(world, wraps, keys=True)
    assert listed(world) == whole
    with pytest.raises(Fault):
        seen(world, late)
