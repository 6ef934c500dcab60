"""What only the person may give up: identification is never not wanted for them."""

from collections.abc import Iterator

from referral.rules.guarantee import Finding, taken
from referral.rules.situations import Fact, Said
from referral.rules.worlds import Only, World, relations_of, roles_of
from workflows.schema import Step
from workflows.vocabulary import FormalFinding, Relation, Role, Track

UNSAID: Only = {
    Fact.TO_IDENTIFICATION: tuple(said for said in Said if said is not Said.NO)
}
"""Whoever has not said no: who said nothing, agreed, or cannot consent."""
DECIDED = frozenset({FormalFinding.IDENTIFIED, FormalFinding.NOT_IDENTIFIED})


def found_by(world: World, step: Step) -> FormalFinding | None:
    """What was found, if the step closes identification."""
    return world.compiled.steps[step.name][0].stage(step.to).finding


def not_wanted_is_the_persons_no(world: World) -> Iterator[Finding]:
    """G3: identification ends unwanted on a recorded no, or a yes taken back, only."""
    for _, step in world.steps():
        if found_by(world, step) is not FormalFinding.NOT_WANTED:
            continue
        for situation, ground in taken(world, step, world.at(step, only=UNSAID)):
            told = "it says that the person wants no identification; they did not"
            yield Finding(step.name, told, situation, step.name, ground)


def deciders(world: World) -> frozenset[Role]:
    """Everybody who decides on identification, alone or from a seat."""
    roles: set[Role] = set()
    for _, step in world.steps(Track.IDENTIFICATION):
        if found_by(world, step) not in DECIDED:
            continue
        roles |= roles_of(world.takers(step))
        if step.quorum:
            quorum = world.pathway.quorum(step.quorum)
            tables = (quorum.seats, *(each.seats for each in quorum.variants))
            roles.update(role for seats in tables for seat in seats for role in seat)
    return frozenset(roles)


def whoever_decides_records_no_wish(world: World) -> Iterator[Finding]:
    """G11: a no of the authority is a decision with reasons, never a wish."""
    deciding = deciders(world)
    for _, step in world.steps():
        world.looked += 1
        if found_by(world, step) is not FormalFinding.NOT_WANTED:
            continue
        takers = world.takers(step)
        near = Relation.AUTHORITY in relations_of(takers)
        if near or not deciding.isdisjoint(roles_of(takers)):
            told = "whoever decides on identification records that it is not wanted"
            yield Finding(step.name, told, step=step.name)
