"""What may leave: the need of the service, and no more than the consent covers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from referral.errors import ConsentMissing, DisclosureExceedsConsent
from referral.rules.consent import Recipient, covering
from referral.rules.facts import ConsentInForce, PersonFacts
from workflows.catalogues import SEALED_FIELDS
from workflows.vocabulary import Compartment, ConsentPurpose, HandlingCaveat, Known

FIELDS = SEALED_FIELDS
"""The sealed fields of a case by drawer, in the order they are shown."""

PURPOSES = frozenset({ConsentPurpose.REFERRAL, ConsentPurpose.ASSISTANCE})
"""Consents that let a service be told who the person is."""

Needs = Mapping[Compartment, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The fields that will be disclosed, by drawer, and the consents they rest on."""

    fields: Mapping[Compartment, tuple[str, ...]]
    rests_on: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """`drawer.field`, in a fixed order."""
        return tuple(
            f"{drawer.value}.{name}"
            for drawer in sorted(self.fields)
            for name in self.fields[drawer]
        )


def plan(
    needs: Needs,
    consents: Iterable[ConsentInForce],
    recipient: Recipient,
    purposes: frozenset[ConsentPurpose] = PURPOSES,
) -> Plan:
    """Cut the needed fields to what the person's consents cover.

    Nothing about health goes to an enforcement organisation.

    Raises:
        ConsentMissing: if no consent in force reaches this recipient at all.
        DisclosureExceedsConsent: if none of the needed drawers is covered.
    """
    reaching = covering(consents, purposes, recipient)
    if not reaching:
        raise ConsentMissing(missing=("consent_to_referral",))
    if recipient.enforcement:
        needs = {d: names for d, names in needs.items() if d is not Compartment.HEALTH}
    covered = {
        drawer: [c.id for c in reaching if drawer in c.compartments] for drawer in needs
    }
    fields = {
        drawer: tuple(name for name in FIELDS[drawer] if name in needs[drawer])
        for drawer in FIELDS
        if drawer in needs and covered[drawer]
    }
    if not any(fields.values()):
        raise DisclosureExceedsConsent(
            missing=tuple(sorted(f"consent_for_{drawer.value}" for drawer in needs))
        )
    used = {covered[drawer][0] for drawer in fields}
    return Plan(fields, tuple(sorted(used)))


def handling(
    planned: Plan, *, enforcement: bool, on_ground: bool
) -> tuple[HandlingCaveat, ...]:
    """The conditions that travel with a copy (LED art 9(3); GDPR art 5(1)(b), (e)).

    Args:
        planned: What it holds.
        enforcement: True if the recipient is under the law-enforcement regime.
        on_ground: True if a legal ground stands in for the person's yes.
    """
    caveat = HandlingCaveat
    told = [
        caveat.ONLY_FOR_THIS_PURPOSE,
        caveat.NOT_PASSED_ON,
        caveat.DELETED_AT_THE_END,
    ]
    if planned.fields.get(Compartment.CONTACT):
        told.append(caveat.SAFE_CONTACT_ONLY)
    if planned.fields.get(Compartment.NARRATIVE):
        told.append(caveat.UNVERIFIED)
    if on_ground:
        told.append(caveat.ON_A_LEGAL_GROUND)
    # Non-punishment: Directive 2011/36/EU art 8; CETS 197 art 26.
    last = caveat.NOT_AGAINST_THE_PERSON if enforcement else caveat.NOT_FOR_ENFORCEMENT
    return (*told, last)


def still_covered(prepared: Iterable[str], now: Plan) -> tuple[str, ...]:
    """Which of the prepared `drawer.field` names today's plan no longer holds."""
    return tuple(sorted(set(prepared) - set(now.names())))


def card(person: PersonFacts, service_type: str) -> dict[str, Any]:
    """What an addressee sees before saying yes: nothing that identifies.

    Region, not district; no citizenship; language only as a need for an interpreter.
    """
    return {
        "service_type": service_type,
        "age_class": person.age_class.value,
        "sex": person.sex.value,
        "children_with": person.children_with,
        "unaccompanied": person.unaccompanied.value,
        "interpreter_for": (
            person.language if person.interpreter_needed is Known.YES else None
        ),
        "region": person.region,
        "risk_level": person.risk_level.value,
        "immediate_danger": person.immediate_danger.value,
        "access_needs": list(person.access_needs),
    }
