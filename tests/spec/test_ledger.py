"""Who ever received anything of a person: what, on what ground, who still has it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlmodel import col as column

from referral.actions.export import Wanted
from referral.actions.read_ledger import Ledger, LedgerLine
from referral.errors import NotFound, NotHolder, WrongRole
from referral.records.organisations import Organisation
from referral.records.outbox import Outgoing
from referral.records.referrals import Disclosure
from referral.rules import ledger as folding
from referral.rules.exporting import Profile
from tests.properties.handed_out import HandedOut
from tests.properties.model import RIGHT, Model
from tests.records.raw import run
from tests.world import CONTENT, World
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentPurpose,
    EntryType,
    ErasureReason,
    Purpose,
    ReferralKind,
)


def ledger(world: World, case: UUID, by: str = "coordinator") -> Ledger:
    return world.mechanism.ledger(world[by], case)


def of(found: Ledger, what: str, to: UUID) -> LedgerLine:
    """The newest line of one form to one organisation."""
    return [x for x in found.lines if (x.what, x.organisation_id) == (what, to)][-1]


def test_a_copy_is_told_from_its_preparation_to_its_end(world: World) -> None:
    m, shelter = world.mechanism, world.bodies["shelter"]
    case = world.case()
    consent = world.consent(case.id)
    given = len(world.entries(case.id)) - 1  # looking is an entry, too
    offer = world.offer(case.id)
    line = of(ledger(world, case.id), "copy", shelter)
    assert (line.holds, line.released_at, line.opened) == (False, None, 0)
    assert "identity.first_name" in line.fields
    assert [(each.entry, each.withdrawn_at) for each in line.rests_on] == [
        (given, None)
    ]

    m.answer_offer(world["host"], offer.id, "accept")
    m.open_package(world["host"], offer.id, Purpose.CARE)
    line = of(ledger(world, case.id), "copy", shelter)
    assert (line.holds, line.opened, line.remains) == (True, 1, ())
    assert line.opened_by == (world["host"].id,)

    text = {Compartment.CONTACT: {"phone": "+000 99"}}
    m.record_content(world["outreach"], case.id, text)
    assert of(ledger(world, case.id), "copy", shelter).remains == ("corrected",)

    m.withdraw_consent(world["outreach"], case.id, consent.id)
    line = of(ledger(world, case.id), "copy", shelter)
    assert (line.holds, line.ended) == (False, "recalled")
    assert line.remains == ("consent_withdrawn",)
    assert line.rests_on[0].withdrawn_at == world.clock()


def test_a_copy_that_nobody_opened_leaves_nothing_to_be_told(world: World) -> None:
    case, offer = world.offered()
    world.mechanism.answer_offer(world["host"], offer.id, "decline", reason="full")
    found = ledger(world, case.id)
    line = of(found, "copy", world.bodies["shelter"])
    assert (line.ended, line.opened, line.remains) == ("declined", 0, ())
    assert of(found, "card", world.bodies["shelter"]).ended == "declined"
    assert found.remains == 0


def test_an_authority_that_was_told_without_an_offer_stands_in_it(world: World) -> None:
    case, named = world.case(), world.bodies["authority"]
    purpose = ConsentPurpose.IDENTIFICATION
    world.consent(case.id, purpose=purpose, recipient_id=named)
    world.step(case.id, "notify_authority", recipient_id=named)
    world.mechanism.disclosures(world["assessor"], case.id, Purpose.LEGAL)
    line = of(ledger(world, case.id), "copy", named)
    assert (line.holds, line.opened) == (True, 1)
    assert not any(name.startswith("health.") for name in line.fields)


def test_responsibility_that_moved_stands_with_both_its_holders(world: World) -> None:
    m, kind = world.mechanism, ReferralKind.RESPONSIBILITY
    case, offer = world.accepted(kind=kind)
    m.answer_offer(world["host"], offer.id, "arrived")
    found = ledger(world, case.id, "host")
    was = of(found, "responsibility", world.bodies["ngo"])
    now = of(found, "responsibility", world.bodies["shelter"])
    assert (was.ended, was.holds, now.holds) == ("handed_over", False, True)


def test_drawers_documents_timelines_and_exports_stand_with_who_opened_them(
    world: World,
) -> None:
    m, case = world.mechanism, world.case()
    for _ in range(2):
        m.open_content(
            world["outreach"], case.id, Compartment.HEALTH, Purpose.PROTECTION
        )
    wanted = Wanted(Profile.REDACTED, "asked by an invented court")
    m.export_timeline(world["coordinator"], case.id, wanted)
    found = ledger(world, case.id)
    drawer = of(found, "drawer", world.bodies["ngo"])
    assert (drawer.fields, drawer.opened) == (("health",), 2)
    assert of(found, "export", world.bodies["office"]).fields == ("redacted",)
    read_to_draw_and_for_this = 2
    assert of(found, "timeline", world.bodies["office"]).opened == (
        read_to_draw_and_for_this
    )


def test_an_address_that_was_granted_and_a_notice_stand_in_it(world: World) -> None:
    m, shelter = world.mechanism, world.services["shelter"]
    m.set_address(world["host"], shelter, "Lapwing Lane 17")
    case, offer = world.offered()
    for (waiting,) in run(world, select(column(Outgoing.id))):
        m._handlers().deliver(waiting)
    m.answer_offer(world["host"], offer.id, "accept")
    until = world.clock() + timedelta(hours=1)
    grant = m.grant_address(world["host"], offer.id, shelter, until)
    m.read_address(world["outreach"], shelter, Purpose.CARE)
    found = ledger(world, case.id)
    line = of(found, "address", world.bodies["ngo"])
    assert (line.opened, line.holds, line.entry) == (1, True, None)
    assert of(found, "notice", world.bodies["shelter"]).fields == ("offer_waiting",)
    m.end_grant(world["host"], grant.id)
    assert of(ledger(world, case.id), "address", world.bodies["ngo"]).holds is False
    assert "Lapwing" not in repr(ledger(world, case.id))


def test_after_an_erasure_it_says_who_has_to_be_told(world: World) -> None:
    m, shelter = world.mechanism, world.bodies["shelter"]
    case, offer = world.accepted()
    m.open_package(world["host"], offer.id, Purpose.CARE)
    asked = m.ask_erasure(world["outreach"], case.id, ErasureReason.ORDERED)
    world.agree(asked.id, "coordinator")
    m.answer_joint(world["coordinator"], asked.id, "execute")
    line = of(ledger(world, case.id), "copy", shelter)
    assert (line.fields, line.opened, line.remains) == ((), 1, ("erased",))


def test_no_line_tells_what_a_field_holds(world: World) -> None:
    case, offer = world.accepted()
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    told = repr(ledger(world, case.id))
    values = [text for fields in CONTENT.values() for text in fields.values()]
    assert "first_name" in told
    assert not [value for value in values if value in told]


def test_who_may_not_name_a_recipient_learns_that_there_is_another(
    world: World,
) -> None:
    """The shelter closed; who holds the case names those at work."""
    case, offer = world.accepted()
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    closed = column(Organisation.id) == world.bodies["shelter"]
    run(world, update(Organisation).where(closed).values(active=False))

    hidden = [
        x for x in ledger(world, case.id, "outreach").lines if x.organisation is None
    ]
    assert {x.what for x in hidden} >= {"copy", "card"}
    for line in hidden:
        seen = (line.organisation_id, line.about, line.opened_by)
        assert seen == (None, None, ())
        assert (line.fields, line.rests_on) == ((), ())
    assert of(ledger(world, case.id), "copy", world.bodies["shelter"]).fields


def test_only_who_holds_the_case_and_the_coordinator_read_it(world: World) -> None:
    case, _ = world.accepted()
    with pytest.raises(NotFound):
        ledger(world, case.id, "stranger")
    with pytest.raises(WrongRole):
        ledger(world, case.id, "auditor")
    with pytest.raises(NotHolder):
        ledger(world, case.id, "host")
    before = world.entries(case.id).count("timeline_read")
    ledger(world, case.id, "outreach")
    assert world.entries(case.id).count("timeline_read") == before + 2  # this look, too


def test_a_copys_row_that_was_edited_is_told_with_the_ledger(world: World) -> None:
    case, _ = world.accepted()
    assert ledger(world, case.id).unexplained == ()
    elsewhere = {"recipient_id": world.bodies["haven"]}
    here = column(Disclosure.case_id) == case.id
    run(world, update(Disclosure).where(here).values(**elsewhere))
    (found,) = ledger(world, case.id).unexplained
    assert found.reason == "recipient_id of disclosure is not what the entries say"


def a_told_story(world: World) -> Model:
    """A case that was opened, offered, shown, opened by both sides."""
    model, m = Model(world), world.mechanism
    model.open_case("outreach", AgeClass.ADULT)
    case = model.nth_case(0)
    model.consent(RIGHT, case)
    model.offer(RIGHT, case, "shelter", ReferralKind.SERVICE)
    offer = model.nth_offer(0)
    model.ask("host", m.offers)
    model.ask("host", lambda me: m.answer_offer(me, offer, "accept"))
    model.answered("host", offer, "accept")
    model.ask("host", lambda me: m.open_package(me, offer, Purpose.CARE))
    drawer, purpose = Compartment.HEALTH, Purpose.PROTECTION
    model.ask("outreach", lambda me: m.open_content(me, case, drawer, purpose))
    return model


@pytest.mark.parametrize(
    "missed",
    [
        EntryType.OFFER_MADE,
        EntryType.DISCLOSURE_PREPARED,
        EntryType.DISCLOSURE_OPENED,
        EntryType.CONTENT_OPENED,
    ],
)
def test_a_fold_that_reads_over_a_kind_of_entry_is_found_out(
    embedded_world: World, monkeypatch: pytest.MonkeyPatch, missed: EntryType
) -> None:
    """The control of what is compared after every random history."""
    model = a_told_story(embedded_world)
    model.check_ledgers()
    fewer = {kind: fold for kind, fold in folding.FOLDS.items() if kind is not missed}
    monkeypatch.setattr(folding, "FOLDS", fewer)
    with pytest.raises(AssertionError):
        model.check_ledgers()


def test_a_door_that_leaves_no_entry_is_found_out(embedded_world: World) -> None:
    """The other control: something was handed out that no entry tells of."""
    model = a_told_story(embedded_world)
    case = model.nth_case(0)
    handed: HandedOut = model.handed
    handed.fields[embedded_world.bodies["haven"], case].add("health.medication")
    with pytest.raises(AssertionError):
        model.check_ledgers()
