from pathlib import Path

import pytest

import workflows.catalogues
from referral.rules.disclosure import FIELDS
from workflows.catalogues import (
    SEALED_FIELDS,
    Declines,
    Services,
    decline_problems,
    decline_reasons,
    service_problems,
    service_types,
)
from workflows.loader import PathwayInvalid, read, text_of
from workflows.vocabulary import Compartment, DeclineConsequence

FOLDER = Path(workflows.catalogues.__file__).parent / "catalogue"
SERVICES = text_of(FOLDER / "services.toml")
DECLINES = text_of(FOLDER / "declines.toml")


def test_the_minimum_package_is_in_the_catalogue() -> None:
    assert {
        "safe_accommodation",
        "emergency_accommodation",
        "medical",
        "psychological",
        "legal_aid",
        "material_assistance",
        "interpretation",
        "counselling",
        "case_management",
    } <= set(service_types())


def test_only_what_psychologist_and_lawyer_need_touches_the_account() -> None:
    told = {n for n, s in service_types().items() if Compartment.NARRATIVE in s.fields}
    assert told == {"psychological", "legal_aid"}
    assert all(service_types()[name].own_consent for name in told)


def test_accommodation_learns_who_comes_how_to_reach_and_what_keeps_them_well() -> None:
    fields = service_types()["safe_accommodation"].fields
    assert {
        f"{drawer.value}.{name}" for drawer in fields for name in fields[drawer]
    } == {
        "identity.first_name",
        "identity.second_name",
        "identity.birth_date",
        "contact.phone",
        "contact.safe_contact_rule",
        "health.health_needs",
        "health.medication",
        "family.children_detail",
    }


def test_nobody_needs_the_identity_number_or_the_finders_own_notes() -> None:
    for service in service_types().values():
        asked = {name for names in service.fields.values() for name in names}
        assert not asked & {"identity_number", "what_i_saw"}


def test_the_sealed_fields_are_those_of_the_rules_of_disclosure() -> None:
    assert dict(SEALED_FIELDS) == dict(FIELDS)


def test_a_safety_conflict_is_looked_at_by_a_person_and_hides_its_detail() -> None:
    reasons = decline_reasons()
    assert set(reasons) == {
        "full",
        "not_eligible",
        "safety_conflict",
        "no_language",
        "other",
    }
    conflict = reasons["safety_conflict"]
    assert conflict.hides_detail
    assert conflict.consequence is DeclineConsequence.ASK_COORDINATOR


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"birth_date"]', '"shoe_size"]', "identity has no sealed field 'shoe_size'"),
        ("own_consent = true", "own_consent = false", "needs own_consent = true"),
        ('name = "medical"', 'name = "legal_aid"', "two services named 'legal_aid'"),
        ('health = ["health_needs"', 'operational = ["x"', "coded facts are carried"),
        ('["sexes"]', '["hair"]', "'hair' is not one of"),
    ],
)
def test_a_service_that_asks_too_much_is_refused(old: str, new: str, told: str) -> None:
    assert old in SERVICES
    with pytest.raises(PathwayInvalid) as invalid:
        read(Services, SERVICES.replace(old, new, 1), "services.toml", service_problems)
    assert any(told in fault for fault in invalid.value.faults), invalid.value.faults


def test_two_declines_of_one_name_are_refused() -> None:
    doubled = DECLINES.replace('name = "full"', 'name = "other"')
    with pytest.raises(PathwayInvalid, match="two reasons named 'other'"):
        read(Declines, doubled, "declines.toml", decline_problems)
