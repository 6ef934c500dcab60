"""What a person is given of their record: all of it, and nobody else's."""

import json
from dataclasses import replace
from datetime import timedelta

from referral.actions.correct import Correction
from referral.actions.plans import NewLine
from referral.errors import (
    Erased,
    GuardNotMet,
    NotFound,
    NotHolder,
    NotPermitted,
    WrongRole,
)
from tests.properties.acts_data_rights import restricted
from tests.properties.acts_plan import IN_PERSON, LATER, LOOKED_AT, PLAN
from tests.spec.evidence import chain_of, refused
from tests.spec.test_attaching import attach
from tests.spec.test_erasing import erased
from tests.spec.test_grounds_with_steps import a_machine
from tests.spec.test_own_view import number_for, shown
from tests.world import WOMAN, World
from workflows.vocabulary import (
    Compartment,
    CorrectionReason,
    IdentityProof,
    Purpose,
    ReferralKind,
)

SEEN = IdentityProof.DOCUMENT_SEEN
STREET = "Lapwing Lane"
NAMES = ("outreach", "host", "coordinator", "Ngo", "Shelter", "Haven", "Authority")


def test_it_holds_all_versions_consents_and_who_received_what(world: World) -> None:
    case, _ = world.accepted()
    mechanism, me = world.mechanism, world["outreach"]
    attach(world, case.id)
    right = Correction(2, CorrectionReason.PERSON_CORRECTED)
    content = {Compartment.IDENTITY: {"second_name": "Elder"}}
    mechanism.record_content(me, case.id, content, corrects=right)
    restricted(world, case.id, Compartment.HEALTH)
    held = mechanism.person_data(me, case.id, SEEN).held
    by_name = {each["drawer"]: each["versions"] for each in held["drawers"]}
    first, now = by_name["identity"]
    assert (first["values"]["second_name"], first["present"]) == ("Alder", False)
    assert (now["values"]["second_name"], now["present"]) == ("Elder", True)
    assert by_name["health"][0]["values"] == {"health_needs": "asthma"}
    assert by_name["operational"][0]["values"]["age_class"] == "adult"
    assert {each["kind"] for each in held["statements"]} == {"account", "fact"}
    assert [each["purpose"] for each in held["consents"]] == ["referral"]
    copies = [each for each in held["received"] if each["what"] == "copy"]
    assert [(each["by"], each["holds"]) for each in copies] == [("shelter", True)]
    assert [each["drawer"] for each in held["attachments"]] == ["identity"]
    assert [each["drawer"] for each in held["restrictions"]] == ["health"]
    assert held["entries"][0]["type"] == "case_opened"
    assert held["kept"]["state"] == "unset"
    assert {"care", "person_asked"} <= {each["purpose"] for each in held["purposes"]}


def test_it_is_an_entry_and_names_nobody_else(embedded_world: World) -> None:
    world = embedded_world
    case, _ = world.accepted()
    given = world.mechanism.person_data(world["outreach"], case.id, SEEN)
    kind, fields = chain_of(world, case.id)[-1]
    assert kind == "person_data_given"
    assert (fields["identity"], fields["sha256"]) == ("document_seen", given.sha256)
    text = json.dumps(given.held)
    assert not [name for name in NAMES if name in text]
    assert not [str(one.id) for one in world.people.values() if str(one.id) in text]
    assert "Kestrel" in text


def test_what_the_person_left_by_their_number_is_theirs_too(
    embedded_world: World,
) -> None:
    world, case = embedded_world, embedded_world.case().id
    number = number_for(world, case)
    world.mechanism.own_message(shown(number), "Please ring in the morning.")
    held = world.mechanism.person_data(world["outreach"], case, SEEN).held
    (one,) = held["messages"]
    assert one["values"] == {"text": "Please ring in the morning."}
    assert one["read_at"] is None, "giving it to the person is no reading of it"
    assert world.mechanism.messages_waiting(world["outreach"])


def test_what_was_planned_with_the_person_is_theirs_too(embedded_world: World) -> None:
    world, case = embedded_world, embedded_world.case().id
    me = world["outreach"]
    world.mechanism.write_plan(me, case, PLAN)
    line = NewLine("medical", LATER, None, world.bodies["shelter"])
    world.mechanism.plan_service(me, case, line)
    at = world.clock() + timedelta(days=3)
    world.mechanism.set_follow_up(me, case, at, IN_PERSON)
    world.mechanism.record_outcomes(me, case, replace(LOOKED_AT, note="She rests."))
    held = world.mechanism.person_data(me, case, SEEN).held
    assert [one["values"].get("goals") for one in held["plan"]] == [
        None,
        None,
        PLAN.goals,
    ]
    assert held["plan"][1]["services"][0]["organisation"] == "shelter"
    assert [one["values"]["channel"] for one in held["follow_ups"]] == ["in_person"]
    assert held["outcomes"][0]["values"] == {"note": "She rests."}
    assert str(world.bodies["shelter"]) not in json.dumps(held)


def test_a_machine_has_seen_nobody(embedded_world: World) -> None:
    world, case = embedded_world, embedded_world.case().id
    machine = a_machine(world)
    with refused(world, NotPermitted, case) as no:
        world.mechanism.person_data(machine, case, SEEN)
    assert no.value.missing == ("person",)


def test_a_place_that_must_stay_safe_stays_behind(world: World) -> None:
    mechanism = world.mechanism
    shelter = world.services["shelter"]
    content = {
        Compartment.IDENTITY: {"first_name": "Kestrel"},
        Compartment.LOCATION: {
            "found_at": "lay-by nine",
            "address": f"{STREET} 17, the green door",
        },
    }
    case = world.case(content=content).id
    before = json.dumps(mechanism.person_data(world["outreach"], case, SEEN).held)
    assert STREET in before, "the control: until it is a shelter's it is shown"
    mechanism.set_address(world["host"], shelter, STREET, "17")
    held = mechanism.person_data(world["outreach"], case, SEEN).held
    assert STREET not in json.dumps(held)
    (place,) = [each for each in held["drawers"] if each["drawer"] == "location"]
    assert place["versions"][0]["withheld"] == ["address"]
    assert place["versions"][0]["values"] == {"found_at": "lay-by nine"}


def test_only_who_holds_the_case_gives_it_to_a_known_person(world: World) -> None:
    case = world.accepted()[0].id
    give = world.mechanism.person_data
    with refused(world, NotFound, world.bodies["bystanders"]):
        give(world["stranger"], case, SEEN)
    with refused(world, NotHolder, case):
        give(world["host"], case, SEEN)
    with refused(world, WrongRole, case):
        give(world["coordinator"], case, SEEN)
    contact = {Compartment.CONTACT: {"phone": "+000 11 22"}}
    nameless = world.case(content=contact).id
    with refused(world, GuardNotMet, nameless) as unknown:
        give(world["outreach"], nameless, SEEN)
    assert unknown.value.missing == ("identity_recorded",)
    erased(world, case)
    with refused(world, Erased, case):
        give(world["outreach"], case, SEEN)


def test_enforcement_gives_no_health_and_says_so(world: World) -> None:
    case = world.case("officer", WOMAN).id
    held = world.mechanism.person_data(world["officer"], case, SEEN).held
    assert held["not_opened"] == ["health"]
    assert "health" not in {each["drawer"] for each in held["drawers"]}
    assert held["regime"] == "law_enforcement"


def test_a_request_to_put_something_right_is_known_by_its_reason(
    embedded_world: World,
) -> None:
    """GDPR art 16: by the person's own word; who received it before is to be told."""
    world, mechanism = embedded_world, embedded_world.mechanism
    case, offer = world.accepted(kind=ReferralKind.SERVICE)
    mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    right = Correction(2, CorrectionReason.PERSON_CORRECTED)
    content = {Compartment.IDENTITY: {"first_name": "Merlin"}}
    mechanism.record_content(world["outreach"], case.id, content, corrects=right)
    _, said = chain_of(world, case.id)[-1]
    assert said["correction_reason"] == "person_corrected"
    assert said["to_be_told"] == [str(world.bodies["shelter"])]
    versions = mechanism.person_data(world["outreach"], case.id, SEEN).held["drawers"]
    (identity,) = [each for each in versions if each["drawer"] == "identity"]
    names = [each["values"].get("first_name") for each in identity["versions"]]
    assert names == ["Kestrel", "Merlin"]
