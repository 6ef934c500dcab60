"""Who acts: an actor who has signed in, or the system itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflows.vocabulary import ActorKind, Regime, Role


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An actor who has signed in: everything the actions need to know of them."""

    id: UUID
    organisation_id: UUID
    kind: ActorKind
    regime: Regime
    roles: frozenset[Role]
    stepped_up_at: datetime | None = None
    scope: frozenset[str] | None = None
    """The acts that a machine's key serves for; None where nothing narrows it."""
    waits: bool = False
    """True if a second factor is awaited before anything else."""
