"""Who acts: an actor who has signed in, or the system itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.rules.facts import Asker
from workflows.vocabulary import ActorKind, Regime, Relation, Role


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An actor who has signed in: everything the actions need to know of them."""

    id: UUID
    organisation_id: UUID
    kind: ActorKind
    regime: Regime
    roles: frozenset[Role]
    stepped_up_at: datetime | None = None
    """When they last showed once more who they are; None if not in this session."""
    scope: frozenset[str] | None = None
    """The acts that a machine's key serves for; None where nothing narrows it."""
    waits: bool = False
    """True if a second factor is awaited before anything else."""
    first_password: bool = False
    """True if they came with a first password, which is to be replaced before that."""
    handheld: bool = False
    """True if they work on a telephone."""

    def towards(
        self,
        relations: frozenset[Relation] = frozenset({Relation.NONE}),
        *,
        in_conflict: bool = False,
    ) -> Asker:
        """The actor as the rules see them, in these relations to a case or to none."""
        return Asker(
            self.roles, relations, self.regime, self.kind, in_conflict=in_conflict
        )
