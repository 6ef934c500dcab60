"""Services that state whom they take, and what stands on whose list."""

from dataclasses import replace
from uuid import UUID

from referral.rules.service_terms import Terms
from tests.world import WOMAN, World
from workflows.vocabulary import AgeClass, PlaceKind, RiskLevel, Sex

GIRLS = Terms(
    sexes=frozenset({Sex.FEMALE}),
    age_classes=frozenset({AgeClass.CHILD}),
    accepts_children=False,
    risk_levels=frozenset(RiskLevel),
    access_needs=frozenset(),
    languages=frozenset({"sqi"}),
    place_kinds=frozenset({PlaceKind.CHILDREN}),
    always=True,
)
WOMEN = replace(
    GIRLS,
    age_classes=frozenset({AgeClass.ADULT}),
    accepts_children=True,
    place_kinds=frozenset({PlaceKind.SHELTER}),
)
NEEDS_A_BED = replace(WOMAN, needs=("safe_accommodation",))
BOY = replace(NEEDS_A_BED, sex=Sex.MALE, age_class=AgeClass.CHILD)
SHELTER = PlaceKind.SHELTER


def state(world: World, **terms: Terms) -> None:
    for name, stated in terms.items():
        world.mechanism.state_terms(world.system, world.services[name], stated)


def tell(world: World, total: int, free: int, by: str = "host") -> None:
    of = "shelter" if by == "host" else "haven"
    service = world.services[of]
    world.mechanism.tell_capacity(world[by], service, SHELTER, total, free)


def left(world: World, name: str = "shelter") -> tuple[int, int, int]:
    """Total, free and held places of a service, as it told them and as they stand."""
    found = world.mechanism.service_directory(world["assessor"])
    told = next(one.seen.told[0] for one in found if one.row.id == world.services[name])
    return told.total, told.free, told.held


def lists(world: World, case: UUID) -> tuple[list[str], list[str]]:
    """What stands of a case on the coordinator's list, and in its holder's inbox."""
    standing = world.mechanism.exceptions(world["coordinator"])
    notices = world.mechanism.notices(world["outreach"])
    return (
        [line.kind for line in standing if case in line.case_ids],
        [line.kind for line in notices if line.case_id == case],
    )
