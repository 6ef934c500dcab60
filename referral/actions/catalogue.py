"""What the catalogues of the mechanism say, as the actions ask it."""

from referral.records.organisations import Organisation, Service
from referral.rules.consent import Recipient
from referral.rules.disclosure import FIELDS, Needs
from workflows.catalogues import decline_reasons as _declines
from workflows.catalogues import service_types as _services
from workflows.vocabulary import Compartment, DeclineConsequence, Regime

_FOR_AUTHORITIES = frozenset(
    {
        Compartment.IDENTITY,
        Compartment.CONTACT,
        Compartment.NARRATIVE,
        Compartment.LEGAL,
        Compartment.FAMILY,
    }
)
"""An identifying authority never gets health or where the person is now."""


def service_types() -> frozenset[str]:
    """The words of the service catalogue."""
    return frozenset(_services())


def decline_reasons() -> frozenset[str]:
    """The coded reasons for saying no."""
    return frozenset(_declines())


def hides_reason(reason: str) -> bool:
    """True if the sender learns that it was declined, and not why."""
    return _declines()[reason].hides_detail


def consequence(reason: str) -> DeclineConsequence:
    """What follows from a decline for this reason."""
    return _declines()[reason].consequence


def needs_of(service_type: str) -> Needs:
    """The fields a service of this type may receive, by drawer."""
    fields = _services()[service_type].fields
    return {drawer: frozenset(names) for drawer, names in fields.items()}


def houses(service_type: str) -> bool:
    """True if a person who has arrived there sleeps there."""
    return _services()[service_type].houses


def provider(asked: Service, body: Organisation) -> Recipient:
    """A service and its organisation, as consent and disclosure see them."""
    return Recipient(
        str(body.id),
        asked.service_type,
        own_consent=_services()[asked.service_type].own_consent,
        enforcement=body.regime is Regime.LAW_ENFORCEMENT,
    )


def any_of(service_type: str) -> Recipient:
    """Whoever offers this type of service, as consent sees them."""
    return Recipient("", service_type, _services()[service_type].own_consent)


def authority(body: Organisation) -> Recipient:
    """An authority that is notified: only a consent that names it reaches it."""
    enforcement = body.regime is Regime.LAW_ENFORCEMENT
    return Recipient(str(body.id), enforcement=enforcement)


def authority_needs(drawers: frozenset[Compartment]) -> Needs:
    """The fields a notified authority may receive from the drawers a step names."""
    return {drawer: frozenset(FIELDS[drawer]) for drawer in drawers & _FOR_AUTHORITIES}
