"""Acts on who may see what: conflicts, broken glasses, roles, the report."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from referral.actions.conflicts import NewConflict
from referral.actions.work import Done
from referral.mechanism import Mechanism
from tests.spec.breaking import broken, fresh, glass
from tests.world import World
from workflows.vocabulary import ConflictReason, GlassOutcome, Role


def kept_away(world: World, case: UUID, body: str) -> Done:
    """A whole organisation that must have nothing to do with a case."""
    new = NewConflict(world.bodies[body], ConflictReason.RELATED)
    return world.mechanism.state_conflict(world["coordinator"], case, new)


def broken_elsewhere(world: World) -> UUID:
    """A glass that was broken, of another case."""
    return broken(world, world.case())


ACCESS: dict[str, Callable[[Mechanism, Any], object]] = {
    "case_conflicts": lambda m, s: m.case_conflicts(s.world["coordinator"], s.case),
    "state_conflict": lambda _, s: kept_away(s.world, s.case, "bystanders"),
    "ask_conflict_lifting": lambda m, s: m.ask_conflict_lifting(
        s.world["coordinator"], s.case, s.conflict
    ),
    "break_glass": lambda m, s: m.break_glass(fresh(s.world), glass(s.another)),
    "glasses": lambda m, s: m.glasses(s.world["stranger"]),
    "glass": lambda m, s: m.glass(s.world["coordinator"], s.glass),
    "review_glass": lambda m, s: m.review_glass(
        s.world["coordinator"], s.glass, GlassOutcome.UPHELD
    ),
    "ask_canary": lambda m, s: m.ask_canary(s.world.system, "K7TM-2Q4R"),
    "give_role": lambda m, s: m.give_role(
        s.world.system, s.world["warden"].id, Role.CASE_MANAGER
    ),
    "permissions": lambda m, s: m.permissions(s.world["auditor"]),
    "case_access": lambda m, s: m.case_access(s.world["auditor"], s.case),
}
