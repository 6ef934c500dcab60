"""Every role, and what of a case it can never see."""

from collections.abc import Callable

import pytest

from referral.errors import NotFound, NotHolder, NotPermitted, Refusal, WrongRole
from tests.spec.evidence import refused
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, ConsentPurpose, Purpose, ReferralKind

ON_A_CASE: dict[str, Callable[..., object]] = {
    "read": lambda m, who, case: m.read_case(who, case),
    "open": lambda m, who, case: m.open_content(
        who, case, Compartment.IDENTITY, Purpose.CARE
    ),
    "steps": lambda m, who, case: m.steps(who, case),
    "facts": lambda m, who, case: m.record_facts(who, case, {"region": "x"}),
    "content": lambda m, who, case: m.record_content(who, case, CONTENT),
    "consents": lambda m, who, case: m.consents(who, case),
    "timeline": lambda m, who, case: m.timeline(who, case),
    "verify": lambda m, who, case: m.verify_case(who, case),
    "disclosures": lambda m, who, case: m.disclosures(who, case, Purpose.CARE),
}


@pytest.mark.parametrize("ask", ON_A_CASE)
def test_a_stranger_learns_not_even_that_a_case_exists(
    embedded_world: World, ask: str
) -> None:
    world = embedded_world
    case = world.case()

    answers = []
    for case_id in (case.id, world.bodies["ngo"]):
        with pytest.raises(NotFound) as refusal:
            ON_A_CASE[ask](world.mechanism, world["stranger"], case_id)
        answers.append((refusal.value.sentence, refusal.value.missing))
    assert answers[0] == answers[1]
    assert world.mechanism.cases(world["stranger"]) == []


@pytest.mark.asvs("V8.2.3")
def test_an_enforcement_holder_opens_everything_but_health(world: World) -> None:
    case = world.case(by="officer")

    held = world.mechanism.open_content(
        world["officer"], case.id, Compartment.IDENTITY, Purpose.PROTECTION
    )
    assert held["first_name"] == "Kestrel"
    with refused(world, NotPermitted, case.id) as refusal:
        world.mechanism.open_content(
            world["officer"], case.id, Compartment.HEALTH, Purpose.RISK_TO_LIFE
        )
    assert refusal.value.missing == ("regime_for_health",)
    with refused(world, NotPermitted, case.id):
        world.mechanism.record_content(
            world["officer"], case.id, {Compartment.HEALTH: {"medication": "none"}}
        )


@pytest.mark.asvs("V8.2.3")
def test_a_notified_authority_learns_what_was_agreed_and_never_health_or_place(
    world: World,
) -> None:
    case = world.case()
    to = world.bodies["authority"]
    everything = frozenset(Compartment)
    world.consent(
        case.id,
        purpose=ConsentPurpose.IDENTIFICATION,
        recipient_id=to,
        compartments=everything,
    )
    world.step(case.id, "notify_authority", recipient_id=to)

    (told,) = world.mechanism.disclosures(world["assessor"], case.id, Purpose.LEGAL)
    assert set(told["content"]) == {"identity", "contact"}
    assert told["content"]["identity"] == CONTENT[Compartment.IDENTITY]
    view = world.mechanism.read_case(world["assessor"], case.id)
    assert view.relations == ("authority",)
    assert set(view.stages) == {"identification", "stay"}
    assert view.facts is None
    with refused(world, WrongRole, case.id):
        world.mechanism.open_content(
            world["assessor"], case.id, Compartment.IDENTITY, Purpose.LEGAL
        )
    with refused(world, NotFound, world.bodies["migration"]):
        world.mechanism.disclosures(world["migration"], case.id, Purpose.LEGAL)


def test_the_coordinator_sees_where_cases_stand_and_opens_nothing(
    world: World,
) -> None:
    ours, theirs = world.case(), world.case(by="stranger")

    listed = world.mechanism.cases(world["coordinator"])
    assert [view.id for view in listed] == [theirs.id, ours.id]
    view = world.mechanism.read_case(world["coordinator"], ours.id)
    assert view.relations == ("coordinator",)
    assert view.facts
    assert view.stages["protection"] == "presumed"
    assert view.drawers == ()
    for drawer in Compartment:
        with pytest.raises(WrongRole):
            world.mechanism.open_content(
                world["coordinator"], ours.id, drawer, Purpose.PROTECTION
            )
    entries = world.mechanism.timeline(world["coordinator"], ours.id)
    assert entries[0].fields
    assert entries[0].fields["age_class"] == "adult"
    assert world.mechanism.verify_case(world["coordinator"], ours.id).broken == ()


def test_the_auditor_sees_headers_and_proofs_only(world: World) -> None:
    case = world.case()

    view = world.mechanism.read_case(world["auditor"], case.id)
    assert (view.facts, view.drawers, view.open_offers) == (None, (), ())
    entries = world.mechanism.timeline(world["auditor"], case.id)
    assert [entry.fields for entry in entries] == [None] * len(entries)
    assert all(len(entry.h) == 64 for entry in entries)
    assert world.mechanism.verify_case(world["auditor"], case.id).broken == ()
    for refuse in ("open", "facts", "content", "consents", "disclosures"):
        with pytest.raises(WrongRole):
            ON_A_CASE[refuse](world.mechanism, world["auditor"], case.id)
    with refused(world, WrongRole, world.bodies["office"]):
        world.mechanism.cases(world["auditor"])


@pytest.mark.parametrize("ask", ON_A_CASE)
def test_the_administrator_opens_nothing(embedded_world: World, ask: str) -> None:
    world = embedded_world
    case = world.case()

    with pytest.raises(Refusal) as refusal:
        ON_A_CASE[ask](world.mechanism, world.system, case.id)
    assert isinstance(refusal.value, NotFound)


def test_everybody_lists_their_own_cases_page_by_page(embedded_world: World) -> None:
    world = embedded_world
    ours = [world.case().id for _ in range(5)]
    world.case(by="officer")

    ask = world.mechanism.cases
    listed = [view.id for view in ask(world["outreach"])]
    assert listed == ours[::-1]
    first = ask(world["outreach"], limit=2)
    second = ask(world["outreach"], after=first[-1].id, limit=2)
    assert [view.id for view in (*first, *second)] == ours[:0:-1]
    assert len(ask(world["coordinator"], limit=100)) == 6


def test_the_finder_sees_no_content_once_another_holds_the_case(world: World) -> None:
    m, officer = world.mechanism, world["officer"]
    case = world.case(by="officer")
    world.consent(case.id, by="officer")
    offer = world.offer(case.id, by="officer", kind=ReferralKind.RESPONSIBILITY)
    for step in ("accept", "arrived"):
        m.answer_offer(world["host"], offer.id, step)
    for drawer in (Compartment.IDENTITY, Compartment.LOCATION, Compartment.HEALTH):
        with refused(world, NotHolder, case.id):
            m.open_content(officer, case.id, drawer, Purpose.RISK_TO_LIFE)
    m.record_content(
        world["host"], case.id, {Compartment.NARRATIVE: {"account": "Ours alone."}}
    )
    for look in (m.timeline, m.ledger, m.consents, m.case_retention):
        with pytest.raises(Refusal):
            look(officer, case.id)
    seen = m.read_case(officer, case.id)
    assert seen.facts is None
    assert seen.placement is None
    assert m.deletions(officer) == []
    assert m.corrections(officer) == []


def test_what_a_service_writes_down_stays_with_it_unless_it_is_shared(
    world: World,
) -> None:
    case, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    said = {Compartment.NARRATIVE: {"account": "Said at the house."}}
    world.mechanism.record_content(world["host"], case.id, said)
    for who in ("outreach", "warden", "officer", "assessor", "coordinator"):
        with pytest.raises(Refusal):
            world.mechanism.open_content(
                world[who], case.id, Compartment.NARRATIVE, Purpose.CARE
            )
