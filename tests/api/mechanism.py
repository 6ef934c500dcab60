"""A mechanism with three bodies, for whoever walks a case through a real server."""

from datetime import timedelta
from pathlib import Path

from referral.actions.administer import NewActor, NewOrganisation
from referral.mechanism import Mechanism
from referral.vault.providers.ring import KeyRing
from workflows.vocabulary import ActorKind, OrganisationKind, Regime, Role

PASSWORD = "invented-people-only"


def made(store: str, key_file: Path | KeyRing) -> tuple[str, str]:
    """A mechanism with a post, a shelter and an office. Answers key and service."""
    office = NewOrganisation(
        "office", "Office", OrganisationKind.COORDINATOR, Regime.GDPR
    )
    mechanism, system = Mechanism.create(store, key_file, office)
    with mechanism:
        post = mechanism.admit_organisation(
            system,
            NewOrganisation("post", "Post", OrganisationKind.NGO, Regime.GDPR),
        ).id
        house = mechanism.admit_organisation(
            system,
            NewOrganisation("house", "House", OrganisationKind.SHELTER, Regime.GDPR),
        ).id
        for body, name, role in (
            (post, "worker", Role.FIRST_RESPONDER),
            (system.organisation_id, "coordinator", Role.COORDINATOR),
        ):
            new = NewActor(body, name, frozenset({role}))
            mechanism.admit_actor(system, new, PASSWORD)
        roles = frozenset({Role.SERVICE_PROVIDER})
        machine = NewActor(house, "house-desk", roles, ActorKind.MACHINE)
        machine_id = mechanism.admit_actor(system, machine).id
        issued = mechanism.issue_key(system, machine_id, timedelta(days=30))
        listed = mechanism.list_service(system, house, "safe_accommodation", "House")
    return str(issued.details["key"]), str(listed.id)
