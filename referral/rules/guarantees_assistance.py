"""G1, G2 and G7: help is nobody's price and nobody's condition."""

from collections.abc import Iterator

from referral.rules.guarantee import Finding
from referral.rules.guarantees_reflection import governs
from referral.rules.reading import ENDED, Read
from referral.rules.situations import (
    ANSWERS,
    DOMAINS,
    Fact,
    Position,
    Reflection,
    Said,
)
from referral.rules.worlds import Question, Situation, World
from workflows.schema import Step
from workflows.vocabulary import (
    AgeClass,
    Entitlement,
    Guard,
    Known,
    StageKind,
    StepInput,
    Track,
)

CONSENTING_ADULT: dict[Read, object] = {
    Fact.AGE: AgeClass.ADULT,
    Fact.TO_ASSISTANCE: Said.YES,
}
GUARDED_CHILD: dict[Read, object] = {
    Fact.AGE: AgeClass.CHILD,
    Fact.UNACCOMPANIED: Known.YES,
    Fact.GUARDIAN: True,
    Fact.TO_ASSISTANCE: Said.BEST_INTERESTS,
}
OF_HELP = frozenset(ANSWERS) - {Fact.TO_ASSISTANCE}
"""What the person says about everything but help itself."""


def helps(world: World, step: Step) -> bool:
    """True for a step of the protection track to a stage that entitles to help."""
    track = world.compiled.steps[step.name][0]
    if track.name is not Track.PROTECTION or step.departs:
        return False
    return Entitlement.ASSISTANCE in track.stage(step.to).entitles


def begins_help(world: World, step: Step) -> bool:
    """True for a step of help that asks for the person's agreement.

    Looking for somebody who is missing leads to an entitled stage too, and helps
    nobody who stands there.
    """
    return helps(world, step) and Guard.CONSENT_TO_ASSISTANCE in step.guards


def _matters(world: World, step: Step, fact: Fact, situation: Situation) -> bool:
    """True if the answer is another one than before the fact was recorded."""
    before = situation.with_values({fact: world.domains[fact][0]})
    return world.answers(step, situation) != world.answers(step, before)


def owed(world: World, step: Step) -> bool:
    """True for a step that nobody has to earn.

    All of protection and identification, and of stay what leads to reflection or bars
    removal; a permit may ask for cooperation (CETS 197 art 14(1)(b)).
    """
    track = world.compiled.steps[step.name][0]
    stage = track.stage(step.to)
    bars = Entitlement.NO_REMOVAL in stage.entitles
    return track.name is not Track.STAY or bars or governs(stage.clock)


def cooperation_opens_no_step(world: World) -> Iterator[Finding]:
    """G1, step by step: every answer is the same with either value."""
    for _, step in world.steps():
        if not owed(world, step) or not world.may_matter(step, Fact.COOPERATES):
            continue
        for situation in world.at(step, Fact.COOPERATES):
            if _matters(world, step, Fact.COOPERATES, situation):
                told = "whether it can be taken depends on working with the authorities"
                yield Finding(step.name, told, situation, step.name)


def cooperation_opens_no_life(world: World) -> Iterator[Finding]:
    """G1, from beginning to end: a life with either answer reaches the same help."""
    lives = [
        _owed(world.within({Fact.COOPERATES: (value,)}))
        for value in world.domains[Fact.COOPERATES]
    ]
    world.looked += len(world.graph) * len(lives)
    every = frozenset[str]().union(*lives)
    for word in sorted(every - lives[0].intersection(*lives)):
        told = "some reach it only with one answer about working with the authorities"
        yield Finding(word, told)


def _owed(world: World) -> frozenset[str]:
    """The steps that nobody has to earn that a life can reach, and their stages."""
    moves = {name for found in world.graph.values() for name, _ in found}
    steps = {step for _, step in world.steps() if owed(world, step)}
    reached = {step for step in steps if step.name in moves}
    return frozenset(word for step in reached for word in (step.name, step.to))


def open_stages_entitle_to_help(world: World) -> Iterator[Finding]:
    """G2: from the first stage to closure the person is entitled to assistance."""
    for situation in world.everywhere(Track.PROTECTION):
        stage = world.stage(situation.position, Track.PROTECTION)
        if stage is None or stage.kind is StageKind.CLOSED:
            continue
        if Entitlement.ASSISTANCE not in stage.entitles:
            told = "a person who stands here is not entitled to assistance"
            yield Finding(stage.name, told, situation.position)


_FACTS = tuple(Fact)


def help_does_not_follow_the_other_tracks(world: World) -> Iterator[Finding]:
    """G2: no step of help reads identification, stay or the reflection period."""
    for _, step in world.steps(Track.PROTECTION):
        if not helps(world, step):
            continue
        first: dict[tuple[object, ...], tuple[bool, ...]] = {}
        for situation in world.at(step, ENDED, Reflection):
            facts = map(situation.values.__getitem__, _FACTS)
            key = situation.position.stage(Track.PROTECTION), *facts
            answers = world.answers(step, situation)
            if first.setdefault(key, answers) != answers:
                told = "this help depends on how identification or stay stands"
                yield Finding(step.name, told, situation, step.name)


def help_begins_at_once(world: World) -> Iterator[Finding]:
    """G2: consent alone opens help from the first stage on, whatever else stands."""
    start = world.begins.stage(Track.PROTECTION)
    steps = [step for _, step in world.steps() if begins_help(world, step)]
    tracks: tuple[Question, ...] = (*Track, Reflection)

    def first(position: Position) -> bool:
        return position.stage(Track.PROTECTION) == start

    for situation in world.everywhere(*tracks, where=first):
        for who in (CONSENTING_ADULT, GUARDED_CHILD):
            case = _first_values(situation).with_values(who)
            if not any(world.takes(step, case) for step in steps):
                told = "nobody can begin to help, though the person agrees"
                yield Finding(start, told, case)


def _first_values(situation: Situation) -> Situation:
    return situation.with_values({fact: values[0] for fact, values in DOMAINS.items()})


def ties_name_their_source(world: World) -> Iterator[Finding]:
    """G2: what is tied to status says which text ties it; services never are."""
    for bound in world.pathway.entitlements:
        world.looked += 1
        if bound.ground.source is None:
            told = "no source ties this help to formal status"
            yield Finding(bound.name, told)
    formal = world.pathway.formal
    if formal is not None and formal.services_require_status:
        yield Finding("formal", "its services require formal status")


def who_wants_nothing_leaves_no_name(world: World) -> Iterator[Finding]:
    """G7: an adult who agrees to nothing can leave an anonymous record, and only that.

    UK Modern Slavery Act 2015 s52(3) is the model.
    """
    start = world.begins.stage(Track.PROTECTION)
    leaving = [
        step
        for track, step in world.steps(Track.PROTECTION)
        if world.pathway.track(track).stage(step.to).anonymous
    ]

    def first(position: Position) -> bool:
        return position.stage(Track.PROTECTION) == start

    for step in leaving:
        yield from _names_nobody(world, step)
    for situation in world.everywhere(*Track, Reflection, where=first):
        adult = _first_values(situation).with_values({Fact.AGE: AgeClass.ADULT})
        if not any(world.takes(step, adult) for step in leaving):
            told = "an adult who wants nothing cannot leave without a name"
            yield Finding(start, told, adult)


def _names_nobody(world: World, step: Step) -> Iterator[Finding]:
    if step.discloses or StepInput.RECIPIENT in step.needs:
        told = "a record without a name tells nobody anything"
        yield Finding(step.name, told, step=step.name)
    for situation in world.at(step, Fact.AGE):
        if situation.values[Fact.AGE] is not AgeClass.ADULT and world.can(
            step, situation
        ):
            told = "somebody who is or may be a child is let go without a name"
            yield Finding(step.name, told, situation, step.name)


def a_record_without_a_name_is_the_end(world: World) -> Iterator[Finding]:
    """G7: an anonymous record is closed for ever; who comes back begins anew."""
    for track, stage in world.stages():
        if stage.anonymous and stage.kind is not StageKind.CLOSED:
            yield Finding(stage.name, "a record without a name is closed")
        if not stage.anonymous:
            continue
        for _, step in world.steps(track):
            if stage.name in step.from_stages:
                told = "it leads on from a record that names nobody"
                yield Finding(step.name, told, step=step.name)


def a_no_closes_nothing_else(world: World) -> Iterator[Finding]:
    """G7: what the person says of identification or return opens and closes no help."""
    for _, step in world.steps(Track.PROTECTION):
        read = [fact for fact in sorted(OF_HELP) if world.may_matter(step, fact)]
        for fact in read if helps(world, step) else ():
            for situation in world.at(step, fact):
                if _matters(world, step, fact, situation):
                    told = f"this help depends on what the person says about {fact}"
                    yield Finding(step.name, told, situation, step.name)
