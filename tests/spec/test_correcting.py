"""What was recorded wrongly is corrected at both ends, and stays readable."""

from dataclasses import replace
from datetime import time
from uuid import UUID

import pytest

from referral.actions.audit import EntryView
from referral.actions.correct import Correction
from referral.errors import AlreadyAnswered, Erased, Malformed, NotFound, NotHolder
from referral.rules.ledger_lines import What
from referral.rules.safe_contact import SafeContact
from tests.spec.evidence import refused
from tests.spec.test_erasing import erased
from tests.world import World
from workflows.vocabulary import Compartment, ContactChannel, CorrectionReason, Purpose

IDENTITY, CARE = Compartment.IDENTITY, Purpose.CARE
WRITING = CorrectionReason.WRITING_ERROR
RULE = SafeContact(frozenset({ContactChannel.CALL}), time(9), time(12))


def entry_of(world: World, case: UUID, kind: str) -> EntryView:
    """The newest entry of a kind."""
    found = world.mechanism.timeline(world["coordinator"], case)
    return [each for each in found if each.type == kind][-1]


def named(world: World, case: UUID, name: str, seq: int | None = None) -> int:
    """Record a first name, perhaps as a correction; the number of its entry."""
    corrects = Correction(seq, WRITING) if seq else None
    world.mechanism.record_content(
        world["outreach"],
        case,
        {IDENTITY: {"first_name": name}},
        corrects=corrects,
    )
    return entry_of(world, case, "content_recorded").seq


def test_a_correction_is_told_at_both_ends(world: World) -> None:
    case = world.case().id
    wrong = named(world, case, "Kestral")
    world.clock.advance(hours=1)
    right = named(world, case, "Kestrel", wrong)

    entries = world.mechanism.timeline(world["coordinator"], case)
    before, after = entries[wrong - 1], entries[right - 1]
    assert (before.corrected_by, before.corrects) == (right, None)
    assert (after.corrects, after.corrected_by) == (wrong, None)
    assert after.fields == {
        "fields": ["identity.first_name"],
        "corrects": wrong,
        "correction_reason": "writing_error",
        "to_be_told": [],
    }
    headers = world.mechanism.timeline(world["auditor"], case)
    assert headers[wrong - 1].corrected_by == right
    assert headers[right - 1].fields is None
    assert world.mechanism.verify_all().broken == ()


def test_the_wrong_value_stays_readable_for_who_may_read_the_right_one(
    world: World,
) -> None:
    case = world.case().id
    wrong = named(world, case, "Kestral")
    world.clock.advance(hours=1)
    right = named(world, case, "Kestrel", wrong)
    ask = world.mechanism.open_as_of
    then = ask(world["outreach"], case, IDENTITY, CARE, wrong)
    now = ask(world["outreach"], case, IDENTITY, CARE, right)
    assert (then["first_name"], now["first_name"]) == ("Kestral", "Kestrel")
    opened = entry_of(world, case, "content_opened")
    assert opened.fields == {"drawer": "identity", "as_of": right}
    assert opened.purpose == "care"
    with pytest.raises(NotFound):
        ask(world["host"], case, IDENTITY, CARE, wrong)
    provided = world.accepted()[0].id
    with refused(world, NotHolder, provided):
        ask(world["host"], provided, IDENTITY, CARE, 2)


def test_facts_are_corrected_and_the_entry_holds_no_value(world: World) -> None:
    case = world.case().id
    world.mechanism.record_facts(world["outreach"], case, {"region": "centre"})
    wrong = entry_of(world, case, "facts_recorded").seq
    world.clock.advance(hours=1)
    reason = CorrectionReason.INTERPRETED_WRONGLY
    world.mechanism.record_facts(
        world["outreach"], case, {"region": "south"}, corrects=Correction(wrong, reason)
    )
    entry = entry_of(world, case, "facts_recorded")
    assert entry.fields is not None
    assert entry.fields["fields"] == ["region"]
    assert "south" not in str(entry.fields)
    operational = Compartment.OPERATIONAL
    ask = world.mechanism.open_as_of
    then = ask(world["outreach"], case, operational, CARE, wrong)
    now = ask(world["outreach"], case, operational, CARE, entry.seq)
    assert (then["region"], now["region"]) == ("centre", "south")


def test_who_was_told_the_wrong_value_is_named(world: World) -> None:
    case = world.accepted()[0].id
    first = entry_of(world, case, "identification_recorded").seq
    named(world, case, "Merlin", first)
    told = entry_of(world, case, "content_recorded").fields
    assert told is not None
    assert told["to_be_told"] == [str(world.bodies["shelter"])]
    where = {Compartment.LOCATION: {"found_at": "lay-by ten"}}
    world.mechanism.record_content(
        world["outreach"], case, where, corrects=Correction(first, WRITING)
    )
    other = entry_of(world, case, "content_recorded").fields
    assert other is not None
    assert other["to_be_told"] == [], "no shelter is told where she was met"


def test_who_was_told_the_wrong_value_is_told_that_it_was_wrong(world: World) -> None:
    m, host = world.mechanism, world["host"]
    case, offer = world.accepted()
    m.open_package(host, offer.id, CARE)
    first = entry_of(world, case.id, "identification_recorded").seq
    assert m.corrections(host) == []
    named(world, case.id, "Merlin", first)
    (notice,) = m.corrections(host)
    assert (notice.fields, notice.referral_id) == (("identity.first_name",), offer.id)
    assert remains(world, case.id) == [("corrected",)]
    for who in ("warden", "stranger", "outreach"):
        assert m.corrections(world[who]) == []
        with pytest.raises(NotFound):
            m.note_correction(world[who], notice.id)

    m.note_correction(host, notice.id)
    assert m.corrections(host) == []
    assert remains(world, case.id) == [()]
    with refused(world, AlreadyAnswered, case.id):
        m.note_correction(host, notice.id)
    assert m.verify_all().whole


def remains(world: World, case: UUID) -> list[tuple[str, ...]]:
    lines = world.mechanism.ledger(world["coordinator"], case).lines
    return [line.remains for line in lines if line.what == What.COPY]


def test_what_somebody_said_is_corrected_by_another_statement(world: World) -> None:
    case = world.case().id
    first = entry_of(world, case, "identification_recorded").seq
    world.clock.advance(hours=1)
    said = {Compartment.NARRATIVE: {"account": "They kept my papers."}}
    world.mechanism.record_content(
        world["outreach"], case, said, corrects=Correction(first, WRITING)
    )
    ask, narrative = world.mechanism.open_as_of, Compartment.NARRATIVE
    then = ask(world["outreach"], case, narrative, CARE, first)["statements"]
    last = entry_of(world, case, "content_recorded").seq
    now = ask(world["outreach"], case, narrative, CARE, last)["statements"]
    assert len(now) == len(then) + 1
    assert now[:-1] == then


def test_an_entry_that_recorded_something_else_is_not_corrected(world: World) -> None:
    case = world.case().id
    phone = {Compartment.CONTACT: {"phone": "+000 11 33"}}
    world.mechanism.record_content(world["outreach"], case, phone)
    other = entry_of(world, case, "content_recorded").seq
    world.mechanism.record_facts(world["outreach"], case, {"region": "south"})
    facts = entry_of(world, case, "facts_recorded").seq
    for seq in (1, other, facts, 999):
        with pytest.raises(Malformed) as no:
            named(world, case, "Merlin", seq)
        assert no.value.faults == (("/corrects/seq", "records_none_of_these"),)
    with refused(world, NotFound, case):
        world.mechanism.open_as_of(world["outreach"], case, IDENTITY, CARE, 999)
    wrong = replace(Correction(other, WRITING), seq=facts)
    with pytest.raises(Malformed):
        world.mechanism.record_facts(
            world["outreach"], case, {"sex": "male"}, corrects=wrong
        )
    with pytest.raises(NotHolder):
        world.mechanism.record_facts(
            world["host"], world.accepted()[0].id, {"sex": "male"}, corrects=wrong
        )


def read_by_host(world: World) -> UUID:
    """A case of which the shelter has opened what it was told."""
    case, offer = world.accepted()
    world.mechanism.open_package(world["host"], offer.id, CARE)
    return case.id


def moved(world: World, case: UUID, word: str, seq: int) -> None:
    """Correct where she was met, which no shelter is told."""
    world.mechanism.record_content(
        world["outreach"],
        case,
        {Compartment.LOCATION: {"found_at": f"lay-by {word}"}},
        corrects=Correction(seq, WRITING),
    )


def test_what_does_not_concern_a_reader_hides_nothing_that_does(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = read_by_host(world)
    first = entry_of(world, case, "identification_recorded").seq
    for n in range(3):
        moved(world, case, str(n), first)
    named(world, case, "Merlin", first)
    (notice,) = world.mechanism.corrections(world["host"], limit=1)
    assert notice.fields == ("identity.first_name",)


def test_a_correction_is_one_line_however_many_copies_hold_it(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = read_by_host(world)
    again = world.offer(case)
    world.mechanism.answer_offer(world["host"], again.id, "accept")
    world.mechanism.open_package(world["host"], again.id, CARE)
    named(world, case, "Merlin", entry_of(world, case, "identification_recorded").seq)
    (notice,) = world.mechanism.corrections(world["host"], limit=5)
    assert notice.referral_id == again.id


def test_a_stranger_learns_nothing_of_an_erased_case(embedded_world: World) -> None:
    world = embedded_world
    case = read_by_host(world)
    named(world, case, "Merlin", entry_of(world, case, "identification_recorded").seq)
    (notice,) = world.mechanism.corrections(world["host"])
    erased(world, case)
    with pytest.raises(NotFound):
        world.mechanism.note_correction(world["stranger"], notice.id)
    with pytest.raises(Erased):
        world.mechanism.note_correction(world["host"], notice.id)


def test_what_is_recorded_anew_is_told_to_whoever_has_the_old(
    embedded_world: World,
) -> None:
    world, m = embedded_world, embedded_world.mechanism
    case = read_by_host(world)
    named(world, case, "Merlin")
    (notice,) = m.corrections(world["host"])
    assert notice.fields == ("identity.first_name",)
    assert remains(world, case) == [("corrected",)]
    m.note_correction(world["host"], notice.id)
    assert m.corrections(world["host"]) == []
    assert remains(world, case) == [()]
    m.record_content(
        world["outreach"], case, {Compartment.LOCATION: {"found_at": "lay-by ten"}}
    )
    assert m.corrections(world["host"]) == [], "its copy holds none of it"


def test_a_changed_rule_of_contact_is_told_to_whoever_has_the_old(
    embedded_world: World,
) -> None:
    world, m = embedded_world, embedded_world.mechanism
    case = world.case().id
    m.set_safe_contact(world["outreach"], case, RULE)
    world.consent(case)
    offer = world.offer(case).id
    m.answer_offer(world["host"], offer, "accept")
    m.open_package(world["host"], offer, CARE)
    assert m.corrections(world["host"]) == []
    never = replace(RULE, since=time(20), until=time(21))
    m.set_safe_contact(world["outreach"], case, never)
    (notice,) = m.corrections(world["host"])
    assert notice.fields == ("contact.safe_contact_rule",)
    m.note_correction(world["host"], notice.id)
    assert m.corrections(world["host"]) == []
    assert "corrected" not in remains(world, case)[0]
