"""What the catalogues of the mechanism say, as the actions ask it."""

from referral.rules.disclosure import FIELDS, Needs
from workflows.catalogues import decline_reasons as _declines
from workflows.catalogues import service_types as _services
from workflows.vocabulary import Compartment

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


def needs_of(service_type: str) -> Needs:
    """The fields a service of this type may receive, by drawer."""
    fields = _services()[service_type].fields
    return {drawer: frozenset(names) for drawer, names in fields.items()}


def authority_needs(drawers: frozenset[Compartment]) -> Needs:
    """The fields a notified authority may receive from the drawers a step names."""
    return {drawer: frozenset(FIELDS[drawer]) for drawer in drawers & _FOR_AUTHORITIES}
