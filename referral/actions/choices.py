"""What can be chosen from: bodies to name, and what an offer would show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from referral.actions.catalogue import needs_of, provider
from referral.actions.facts import case_facts
from referral.actions.service_facts import check_may_be_asked
from referral.actions.work import Work, case_for
from referral.errors import Malformed, WithoutConsent
from referral.records.chains import Happening
from referral.records.organisations import active_organisations, organisation, service
from referral.rules.acts import Act
from referral.rules.disclosure import card, plan
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A body of the mechanism, by its public name."""

    id: UUID
    label: str
    kind: str


def list_organisations(work: Work) -> list[OrganisationView]:
    """The bodies that can be named now; one entry in all."""
    work.check(Act.LIST_SERVICES)
    found = organisations_seen(work)
    fields = {"list": "organisations", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def organisations_seen(work: Work) -> list[OrganisationView]:
    """The same, for whoever may see them; the caller writes the entry."""
    found = active_organisations(work.unit.session)
    return [OrganisationView(row.id, row.label, row.kind.value) for row in found]


@dataclass(frozen=True, slots=True)
class OfferPreview:
    """What an addressee would see at once, and what after its yes."""

    service_id: UUID
    service_type: str
    label: str
    organisation: str
    own_consent: bool
    card: Mapping[str, Any]
    fields: tuple[str, ...]
    """`drawer.field` of what would be sealed for it; empty where consent is missing."""
    missing: tuple[str, ...]
    """What stands against the offer, in words of the closed lists."""


def preview_offer(work: Work, case_id: UUID, service_id: UUID) -> OfferPreview:
    """What an offer of this case to this service would show, before it is made.

    Raises:
        Malformed: if the service is unknown or closed.
        GuardNotMet: if it takes nobody, or may not be asked.
    """
    case = case_for(work, case_id, Act.MAKE_OFFER)
    asked = service(work.unit.session, service_id)
    body = organisation(work.unit.session, asked.organisation_id) if asked else None
    if asked is None or body is None or not (asked.active and body.active):
        fault = ("/service_id", "unknown_or_closed_service")
        raise Malformed("This service cannot be asked.", faults=(fault,))
    check_may_be_asked(work, asked)
    facts = case_facts(work, case)
    recipient = provider(asked, body)
    fields: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    try:
        fields = plan(needs_of(asked.service_type), facts.consents, recipient).names()
    except WithoutConsent as refusal:
        missing = refusal.missing
    shown = {"list": "preview", "service_type": asked.service_type}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    return OfferPreview(
        service_id=asked.id,
        service_type=asked.service_type,
        label=asked.label,
        organisation=body.label,
        own_consent=recipient.own_consent,
        card=card(facts.person, asked.service_type),
        fields=fields,
        missing=missing,
    )
