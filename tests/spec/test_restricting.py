"""A restricted record is kept: nothing opens it, nothing passes it on, but what may."""

from datetime import time
from uuid import UUID

from referral.actions.correct import Correction
from referral.actions.refer import Offer
from referral.actions.restriction import NewRestriction
from referral.errors import AlreadyAnswered, NotFound, UseRestricted, WrongRole
from referral.rules.exporting import Profile
from referral.rules.ledger_lines import What
from referral.rules.safe_contact import SafeContact
from tests.properties.acts_data_rights import restricted
from tests.spec.evidence import chain_of, refused
from tests.spec.handing_on import agreed, wanted
from tests.spec.test_attaching import attach
from tests.world import CONTENT, World
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    ContactChannel,
    CorrectionReason,
    LegalGround,
    Purpose,
    ReferralKind,
    RestrictionEnd,
    RestrictionReason,
)


def test_it_opens_for_a_life_for_claims_and_for_the_person_alone(world: World) -> None:
    case = world.case().id
    document = attach(world, case).id
    held = restricted(world, case).id
    mechanism, me = world.mechanism, world["outreach"]
    for purpose in (Purpose.CARE, Purpose.PROTECTION, Purpose.AUDIT):
        with refused(world, UseRestricted, case):
            mechanism.open_content(me, case, Compartment.IDENTITY, purpose)
        with refused(world, UseRestricted, case):
            mechanism.attachments(me, case, Compartment.IDENTITY, purpose)
        with refused(world, UseRestricted, case):
            mechanism.messages(me, case, purpose)
        with refused(world, UseRestricted, case):
            mechanism.fetch_attachment(me, case, document, purpose)
        with refused(world, UseRestricted, case):
            mechanism.open_as_of(me, case, Compartment.IDENTITY, purpose, 2)
    for purpose in (Purpose.RISK_TO_LIFE, Purpose.LEGAL, Purpose.PERSON_ASKED):
        opened = mechanism.open_content(me, case, Compartment.IDENTITY, purpose)
        assert opened["first_name"] == "Kestrel"
        mechanism.fetch_attachment(me, case, document, purpose).document.close()
    assert mechanism.read_case(me, case).restricted == ("whole_case",)

    mechanism.lift_restriction(me, case, held, RestrictionEnd.ACCURACY_SETTLED)
    assert mechanism.open_content(me, case, Compartment.IDENTITY, Purpose.CARE)
    assert mechanism.read_case(me, case).restricted == ()
    assert mechanism.verify_all().whole


def test_how_to_reach_them_safely_stays_readable_and_the_words_do_not(
    embedded_world: World,
) -> None:
    world, case = embedded_world, embedded_world.case().id
    mechanism, me = world.mechanism, world["outreach"]
    rule = SafeContact(frozenset({ContactChannel.CALL}), time(21), time(), "Heron")
    mechanism.set_safe_contact(me, case, rule)
    before = mechanism.safe_contact(me, case, Purpose.CARE)
    assert "Heron" in before.said, "the control: it opens while nothing is restricted"
    restricted(world, case, Compartment.CONTACT)
    seen = mechanism.safe_contact(me, case, Purpose.CARE)
    assert (seen.rule, seen.ways, seen.said) == (rule, before.ways, "")
    for purpose in (Purpose.RISK_TO_LIFE, Purpose.PERSON_ASKED):
        assert mechanism.safe_contact(me, case, purpose).said == before.said


def test_nothing_is_passed_on_without_a_ground(world: World) -> None:
    shelter = world.bodies["shelter"]
    case, waiting, given = offered_twice(world)
    held = restricted(world, case).id
    with refused(world, UseRestricted, case):
        world.offer(case)
    with refused(world, UseRestricted, shelter):
        world.mechanism.answer_offer(world["host"], waiting, "accept")
    with refused(world, UseRestricted, shelter):
        world.mechanism.open_package(world["host"], given, Purpose.CARE)
    with refused(world, UseRestricted, case):
        world.step(case, "notify_authority", recipient_id=world.bodies["authority"])
    joint = agreed(world, case, wanted(Profile.FULL))
    with refused(world, UseRestricted, case):
        world.mechanism.draw_export(world["coordinator"], joint)

    anonymous = wanted(Profile.ANONYMOUS)
    who = world["coordinator"]
    assert world.mechanism.export_timeline(who, case, anonymous).entries > 0
    world.mechanism.lift_restriction(who, case, held, RestrictionEnd.ORDERED)
    world.mechanism.answer_offer(world["host"], waiting, "accept")
    assert world.mechanism.draw_export(who, joint).entries > 0


def offered_twice(world: World) -> tuple[UUID, UUID, UUID]:
    """A case that an authority may be told of, an offer that waits, and one taken."""
    case = world.case().id
    world.consent(case)
    named, purpose = world.bodies["authority"], ConsentPurpose.IDENTIFICATION
    world.consent(case, purpose=purpose, recipient_id=named)
    waiting, given = world.offer(case).id, world.offer(case).id
    world.mechanism.answer_offer(world["host"], given, "accept")
    return case, waiting, given


def test_a_life_at_risk_is_helped_all_the_same(embedded_world: World) -> None:
    world = embedded_world
    case, _, given = offered_twice(world)
    restricted(world, case)
    assert world.mechanism.open_package(world["host"], given, Purpose.RISK_TO_LIFE)
    danger = {"emergency_ground": LegalGround.DANGER_TO_LIFE}
    world.mechanism.record_facts(world["outreach"], case, danger)
    urgent = world.offer(case).id
    world.mechanism.answer_offer(world["host"], urgent, "accept")
    world.mechanism.record_facts(world["outreach"], case, {"emergency_ground": None})
    with refused(world, UseRestricted, case):
        world.offer(case)


def test_one_drawer_may_be_restricted_and_the_person_goes_on(
    world: World,
) -> None:
    mechanism = world.mechanism
    case, me = world.case().id, world["outreach"]
    restricted(world, case, Compartment.HEALTH)
    with refused(world, UseRestricted, case):
        mechanism.open_content(me, case, Compartment.HEALTH, Purpose.CARE)
    assert mechanism.open_content(me, case, Compartment.CONTACT, Purpose.CARE)
    with refused(world, AlreadyAnswered, case):
        restricted(world, case, Compartment.HEALTH)

    consent = world.consent(case).id
    mechanism.withdraw_consent(me, case, consent)
    world.consent(case, answer=ConsentAnswer.NO)
    right = Correction(2, CorrectionReason.PERSON_CORRECTED)
    health = {Compartment.HEALTH: {"health_needs": "none"}}
    mechanism.record_content(me, case, health, corrects=right)
    said = chain_of(world, case)[-1][1]
    assert said["correction_reason"] == "person_corrected"


def test_holder_and_coordinator_restrict_and_nobody_else(world: World) -> None:
    case = world.accepted()[0].id
    new = NewRestriction(RestrictionReason.USE_UNLAWFUL, Compartment.LEGAL)
    with refused(world, NotFound, world.bodies["bystanders"]):
        world.mechanism.restrict_use(world["stranger"], case, new)
    with refused(world, WrongRole, case):
        world.mechanism.restrict_use(world["auditor"], case, new)
    done = world.mechanism.restrict_use(world["coordinator"], case, new)
    (seen,) = world.mechanism.restrictions(world["outreach"], case).restrictions
    assert (seen.drawer, seen.reason, seen.lifted_at) == ("legal", "use_unlawful", None)
    (header,) = world.mechanism.restrictions(world["auditor"], case).restrictions
    assert header.reason is None
    other = world.case().id
    with refused(world, NotFound, other):
        world.mechanism.lift_restriction(
            world["outreach"], other, done.id, RestrictionEnd.PERSON_ASKED
        )
    assert [word for word in world.entries(case) if "restriction" in word] == [
        "restriction_set"
    ]


def test_an_offer_without_the_restricted_drawer_is_asked_for_anew(
    embedded_world: World,
) -> None:
    """What the service needs is restricted: it is said, and nothing is sent."""
    world = embedded_world
    case = world.case(content=CONTENT).id
    world.consent(case)
    restricted(world, case, Compartment.FAMILY)
    offer = Offer(world.services["shelter"], ReferralKind.SERVICE)
    with refused(world, UseRestricted, case) as held:
        world.mechanism.make_offer(world["outreach"], case, offer)
    assert held.value.missing == ("restriction_lifted",)


def test_whoever_has_read_it_is_told_to_keep_it_and_not_to_use_it(
    world: World,
) -> None:
    mechanism, host = world.mechanism, world["host"]
    case, offer = world.accepted()
    elsewhere = restricted(world, case.id, Compartment.LOCATION).id
    assert mechanism.restriction_notices(host) == []
    mechanism.open_package(host, offer.id, Purpose.CARE)
    assert mechanism.restriction_notices(host) == [], "nothing of it was told to them"
    held = restricted(world, case.id, Compartment.HEALTH).id

    (notice,) = mechanism.restriction_notices(host)
    assert (notice.id, notice.drawer, notice.noted) == (held, "health", False)
    assert remains(world, case.id) == [("restricted",)]
    for who in ("warden", "stranger", "outreach"):
        assert mechanism.restriction_notices(world[who]) == []
        with refused(world, NotFound, world[who].organisation_id):
            mechanism.note_restriction(world[who], held)
    with refused(world, NotFound, host.organisation_id):
        mechanism.note_restriction(host, elsewhere)

    mechanism.note_restriction(host, held)
    with refused(world, AlreadyAnswered, case.id):
        mechanism.note_restriction(host, held)
    assert [each.noted for each in mechanism.restriction_notices(host)] == [True]
    assert remains(world, case.id) == [()]
    mechanism.lift_restriction(
        world["outreach"], case.id, held, RestrictionEnd.ACCURACY_SETTLED
    )
    assert mechanism.restriction_notices(host) == []
    with refused(world, NotFound, host.organisation_id):
        mechanism.note_restriction(host, held)
    assert mechanism.verify_all().whole


def test_a_restriction_that_is_lifted_leaves_nothing_to_tell(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.accepted()
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    held = restricted(world, case.id).id
    assert remains(world, case.id) == [("restricted",)]
    world.mechanism.lift_restriction(
        world["outreach"], case.id, held, RestrictionEnd.ORDERED
    )
    assert remains(world, case.id) == [()]


def remains(world: World, case: UUID) -> list[tuple[str, ...]]:
    lines = world.mechanism.ledger(world["coordinator"], case).lines
    return [line.remains for line in lines if line.what == What.COPY]


def test_what_a_reader_knows_of_hides_nothing_that_is_new(
    embedded_world: World,
) -> None:
    world, m = embedded_world, embedded_world.mechanism
    case, _, offer = offered_twice(world)
    m.open_package(world["host"], offer, Purpose.CARE)
    world.clock.advance(hours=1)
    restricted(world, case, Compartment.LOCATION)
    world.clock.advance(hours=1)
    known = restricted(world, case, Compartment.CONTACT).id
    (first,) = m.restriction_notices(world["host"], limit=1)
    assert first.id == known, "no shelter is told where she was met"
    m.note_restriction(world["host"], known)
    world.clock.advance(hours=1)
    fresh = restricted(world, case, Compartment.IDENTITY).id
    (second,) = m.restriction_notices(world["host"], limit=1)
    assert second.id == fresh
    listed = m.restriction_notices(world["host"], limit=5)
    assert [each.id for each in listed] == [fresh, known]
