"""Who acts, as the records know them at this moment."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from referral.actions.on_duty import OnDuty
from referral.errors import NotSignedIn
from referral.records.actors import Actor, actor_by_name, roles_of
from referral.records.database import Unit
from referral.records.organisations import organisation
from workflows.vocabulary import ActorKind


def on_duty(
    session: Session, actor_id: UUID, stepped_up_at: datetime | None = None
) -> OnDuty:
    """The actor with roles and regime as they are now.

    Raises:
        NotSignedIn: if the actor or the organisation is not active any more.
    """
    actor = session.get(Actor, actor_id)
    body = organisation(session, actor.organisation_id) if actor else None
    if actor is None or body is None or not (actor.active and body.active):
        raise NotSignedIn
    found = OnDuty(
        id=actor.id,
        organisation_id=body.id,
        kind=actor.kind,
        regime=body.regime,
        roles=roles_of(session, actor.id),
    )
    return replace(found, stepped_up_at=stepped_up_at)


def system_actor(unit: Unit) -> OnDuty:
    """The system itself, as the first act of the deployment admitted it.

    Raises:
        NotSignedIn: if no mechanism was opened yet.
    """
    system = actor_by_name(unit.session, "system")
    if system is None or system.kind is not ActorKind.SYSTEM:
        raise NotSignedIn
    return on_duty(unit.session, system.id)
