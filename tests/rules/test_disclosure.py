"""What leaves: no more than the service needs, and no more than was agreed."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import ConsentMissing, DisclosureExceedsConsent
from referral.rules.consent import ANY_SERVICE, Recipient
from referral.rules.disclosure import (
    FIELDS,
    Plan,
    card,
    handling,
    plan,
    still_covered,
)
from referral.rules.facts import ConsentInForce, PersonFacts
from workflows.catalogues import service_types
from workflows.vocabulary import Compartment, ConsentPurpose, Exploitation, Known

SHELTER = Recipient("heron", "safe_accommodation")
IDENTITY, CONTACT, HEALTH = (
    Compartment.IDENTITY,
    Compartment.CONTACT,
    Compartment.HEALTH,
)
NEEDS = {
    IDENTITY: frozenset({"first_name", "birth_date"}),
    CONTACT: frozenset({"phone"}),
    HEALTH: frozenset({"medication"}),
}


def yes(name: str, *drawers: Compartment, to: str = ANY_SERVICE) -> ConsentInForce:
    """A consent to referral that covers some drawers."""
    purpose = ConsentPurpose.REFERRAL
    return ConsentInForce(name, purpose, frozenset(drawers), recipient_class=to)


def test_only_needed_fields_of_consented_drawers_are_planned() -> None:
    planned = plan(NEEDS, [yes("one", IDENTITY, CONTACT)], SHELTER)

    assert planned.names() == (
        "contact.phone",
        "identity.first_name",
        "identity.birth_date",
    )
    assert planned.rests_on == ("one",)


def test_a_plan_names_the_consents_it_rests_on_and_no_others() -> None:
    consents = [yes("a", IDENTITY), yes("b", IDENTITY, CONTACT), yes("c", HEALTH)]

    assert plan(NEEDS, consents, SHELTER).rests_on == ("a", "b", "c")
    assert plan(NEEDS, consents[:2], SHELTER).rests_on == ("a", "b")
    narrow = {IDENTITY: NEEDS[IDENTITY]}
    assert plan(narrow, consents, SHELTER).rests_on == ("a",)


def test_without_any_consent_that_reaches_there_is_no_plan() -> None:
    for consents in ([], [yes("one", IDENTITY, to="medical")]):
        with pytest.raises(ConsentMissing) as refused:
            plan(NEEDS, consents, SHELTER)
        assert refused.value.missing == ("consent_to_referral",)


def test_a_consent_to_none_of_the_needed_drawers_is_exceeded() -> None:
    with pytest.raises(DisclosureExceedsConsent) as refused:
        plan(NEEDS, [yes("one", Compartment.LEGAL)], SHELTER)

    assert refused.value.missing == (
        "consent_for_contact",
        "consent_for_health",
        "consent_for_identity",
    )


def test_an_enforcement_organisation_is_told_nothing_about_health() -> None:
    station = replace(SHELTER, enforcement=True)
    named = replace(yes("one", IDENTITY, HEALTH), recipient_id="heron")

    assert set(plan(NEEDS, [named], station).fields) == {IDENTITY}
    with pytest.raises(DisclosureExceedsConsent):
        plan({HEALTH: NEEDS[HEALTH]}, [named], station)


def test_what_a_narrower_consent_no_longer_covers_is_named() -> None:
    before = plan(NEEDS, [yes("one", IDENTITY, CONTACT)], SHELTER)
    today = plan(NEEDS, [yes("two", IDENTITY)], SHELTER)

    assert still_covered(before.names(), today) == ("contact.phone",)
    assert still_covered(today.names(), before) == ()


drawers = st.frozensets(st.sampled_from(Compartment))
consents = st.lists(
    st.builds(
        ConsentInForce,
        id=st.sampled_from("abcdef"),
        purpose=st.sampled_from(ConsentPurpose),
        compartments=drawers,
        recipient_id=st.none() | st.sampled_from(["heron", "plover"]),
        recipient_class=st.none() | st.sampled_from([ANY_SERVICE, *service_types()]),
    ),
    max_size=4,
)
recipients = st.builds(
    Recipient,
    st.just("heron"),
    st.none() | st.sampled_from(list(service_types())),
    own_consent=st.booleans(),
    enforcement=st.booleans(),
)


@given(st.sampled_from(list(service_types().values())), consents, recipients)
def test_no_plan_ever_exceeds_need_or_consent(
    service: object, given_: list[ConsentInForce], recipient: Recipient
) -> None:
    fields = service.fields  # type: ignore[attr-defined] # a ServiceType
    needs = {drawer: frozenset(names) for drawer, names in fields.items()}
    try:
        planned = plan(needs, given_, recipient)
    except (ConsentMissing, DisclosureExceedsConsent):
        return

    rested = [consent for consent in given_ if consent.id in planned.rests_on]
    assert any(planned.fields.values())
    for drawer, names in planned.fields.items():
        assert drawer is not Compartment.OPERATIONAL
        assert set(names) <= needs[drawer] & set(FIELDS[drawer])
        assert any(drawer in consent.compartments for consent in rested)
        assert not (recipient.enforcement and drawer is Compartment.HEALTH)
    assert still_covered(planned.names(), planned) == ()


def test_a_card_identifies_nobody() -> None:
    person = PersonFacts(
        citizenship=("AL",),
        foreign_national=Known.YES,
        language="sqi",
        interpreter_needed=Known.YES,
        region="north",
        exploitation=(Exploitation.SEXUAL,),
        needs=("medical",),
    )
    shown = card(person, "safe_accommodation")

    assert shown["interpreter_for"] == "sqi"
    assert shown["region"] == "north"
    hidden = {
        "citizenship",
        "foreign_national",
        "exploitation",
        "cooperates_with_authorities",
        "language",
        "needs",
    }
    assert hidden <= set(asdict(person))
    assert hidden.isdisjoint(shown)
    assert "AL" not in str(shown)


@pytest.mark.parametrize("needed", [Known.NO, Known.UNKNOWN])
def test_a_language_is_told_only_as_a_need_for_an_interpreter(needed: Known) -> None:
    person = PersonFacts(language="sqi", interpreter_needed=needed)

    assert card(person, "medical")["interpreter_for"] is None


def test_names_come_in_one_order_whatever_order_the_drawers_have() -> None:
    one = Plan({CONTACT: ("phone",), IDENTITY: ("first_name",)}, ())
    other = Plan({IDENTITY: ("first_name",), CONTACT: ("phone",)}, ())

    assert one.names() == other.names() == ("contact.phone", "identity.first_name")


def test_conditions_travel_with_a_copy() -> None:
    identity = Plan({Compartment.IDENTITY: ("first_name",)}, ())
    usual = ("only_for_this_purpose", "not_passed_on", "deleted_at_the_end")
    found = handling(identity, enforcement=False, on_ground=False)
    assert found == (*usual, "not_for_enforcement")
    told = {Compartment.CONTACT: ("phone",), Compartment.NARRATIVE: ("account",)}
    found = handling(Plan(told, ()), enforcement=True, on_ground=True)
    more = ("safe_contact_only", "unverified", "on_a_legal_ground")
    assert found == (*usual, *more, "not_against_the_person")
