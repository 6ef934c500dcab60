"""Acts on who may see what: conflicts, broken glasses, roles, the report."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from referral.actions.conflicts import NewConflict
from referral.actions.work import Done
from referral.mechanism import Mechanism
from tests.properties.acts_conduct import CONDUCT
from tests.properties.acts_directory import DIRECTORY
from tests.properties.acts_handover import HANDOVER, OnTheWay
from tests.spec.breaking import broken, fresh, glass
from tests.world import World
from workflows.vocabulary import ConflictReason, GlassOutcome, Role


def kept_away(world: World, case: UUID, body: str) -> Done:
    """A whole organisation that must have nothing to do with a case."""
    new = NewConflict(world.bodies[body], ConflictReason.RELATED)
    return world.mechanism.state_conflict(world["coordinator"], case, new)


@dataclass
class Watched:
    """What acts on access have to act on."""

    world: World
    case: UUID
    conflict: UUID = field(init=False)
    glass: UUID = field(init=False)
    another: Done = field(init=False)
    way: OnTheWay = field(init=False)

    def __post_init__(self) -> None:
        self.conflict = kept_away(self.world, self.case, "advocates").id
        self.glass = broken(self.world, self.world.case())
        self.another = self.world.case()
        self.way = OnTheWay(self.world)


ACCESS: dict[str, Callable[[Mechanism, Any], object]] = {
    "case_conflicts": lambda m, s: m.case_conflicts(s.world["coordinator"], s.case),
    "state_conflict": lambda _, s: kept_away(s.world, s.case, "bystanders"),
    "ask_conflict_lifting": lambda m, s: m.ask_conflict_lifting(
        s.world["coordinator"], s.case, s.watched.conflict
    ),
    "break_glass": lambda m, s: m.break_glass(fresh(s.world), glass(s.watched.another)),
    "glasses": lambda m, s: m.glasses(s.world["stranger"]),
    "glass": lambda m, s: m.glass(s.world["coordinator"], s.watched.glass),
    "review_glass": lambda m, s: m.review_glass(
        s.world["coordinator"], s.watched.glass, GlassOutcome.UPHELD
    ),
    "ask_canary": lambda m, s: m.ask_canary(s.world.system, "K7TM-2Q4R"),
    "give_role": lambda m, s: m.give_role(
        s.world.system, s.world["warden"].id, Role.CASE_MANAGER
    ),
    "permissions": lambda m, s: m.permissions(s.world["auditor"]),
    **DIRECTORY,
    **CONDUCT,
    **HANDOVER,
    "case_access": lambda m, s: m.case_access(s.world["auditor"], s.case),
}
