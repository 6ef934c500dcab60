"""G5: a child is a child while nobody knows, and is never alone with a decision."""

from collections.abc import Iterator

from referral.rules.guarantee import Finding, taken
from referral.rules.situations import ANSWERS, Fact, Said
from referral.rules.worlds import Only, World
from workflows.schema import Step
from workflows.vocabulary import AgeClass, FormalFinding, Guard, Known

BINDING = frozenset(
    {
        Guard.CONSENT_TO_IDENTIFICATION,
        Guard.IDENTIFICATION_REQUESTED,
        Guard.CONSENT_TO_RETURN,
    }
)
"""Guards of steps by which a person binds themselves."""

ALONE: Only = {
    Fact.AGE: (AgeClass.UNSURE, AgeClass.CHILD),
    Fact.UNACCOMPANIED: (Known.UNKNOWN, Known.YES),
    Fact.GUARDIAN: (False,),
    Fact.EMERGENCY: (None,),
}
"""Who is or may be an unaccompanied child, without guardian or recorded emergency."""


def unsure_is_a_child(world: World) -> Iterator[Finding]:
    """Every answer is the same for `unsure` as for `child` (CETS 197 art 10(3))."""
    for _, step in world.steps():
        for situation in world.at(step, only={Fact.AGE: (AgeClass.UNSURE,)}):
            child = situation.with_values({Fact.AGE: AgeClass.CHILD})
            if world.answers(step, situation) != world.answers(step, child):
                told = "it answers otherwise while the age is not known"
                yield Finding(step.name, told, situation, step.name)


def nothing_binds_a_child_alone(world: World) -> Iterator[Finding]:
    """No interview, agreement or disclosure of an unaccompanied child without guardian.

    CETS 197 art 10(4); Directive 2011/36/EU arts 13 to 16.
    """
    for _, step in world.steps():
        if kind := binding(world, step):
            for situation, ground in taken(world, step, world.at(step, only=ALONE)):
                told = f"it {kind} an unaccompanied child without a guardian"
                yield Finding(step.name, told, situation, step.name, ground)


def binding(world: World, step: Step) -> str | None:
    """How a step binds the person, in a verb; None if it does not."""
    stage = world.compiled.steps[step.name][0].stage(step.to)
    if step.discloses:
        return "discloses what is known of"
    if step.interview:
        return "interviews"
    if stage.finding is FormalFinding.NOT_WANTED:
        return "gives up identification for"
    if step.departs or not BINDING.isdisjoint(step.guards):
        return "asks for the agreement of"
    return None


def a_childs_yes_opens_nothing(world: World) -> Iterator[Finding]:
    """No step rests on the yes of a child alone: a guardian or a ground stands in."""
    for _, step in world.steps():
        for answer in ANSWERS:
            for situation in world.at(step, only={**ALONE, answer: (Said.YES,)}):
                unsaid = situation.with_values({answer: Said.NOTHING})
                if world.takes(step, situation) and not world.takes(step, unsaid):
                    told = "it rests on the yes of a child who is alone"
                    yield Finding(step.name, told, situation, step.name)
