"""G9, G10 and G11: no dead end, nobody left waiting, no bare no."""

from collections.abc import Iterator

from referral.rules.guarantee import Finding
from referral.rules.guarantees_assistance import begins_help
from referral.rules.situations import Position
from referral.rules.worlds import World, roles_of
from workflows.parts import NegativeDecision
from workflows.schema import Stage, Step
from workflows.vocabulary import (
    FormalFinding,
    ReferralStage,
    Side,
    StageKind,
    StepInput,
    Track,
)

REASONED = frozenset({StepInput.REASON, StepInput.REASON_CODE})


def every_stage_is_reached(world: World) -> Iterator[Finding]:
    """Each stage is reached by steps that somebody can really take."""
    reached = {each for position in world.graph for each in position.stages}
    for track, stage in world.stages():
        world.looked += 1
        if (track, stage.name) not in reached:
            yield Finding(stage.name, "no case can ever come here")


def closure_is_reached(world: World) -> Iterator[Finding]:
    """From every position some steps lead to closure."""
    ways: dict[Position, list[Position]] = {}
    for position, moves in world.graph.items():
        world.looked += 1
        for _, after in moves:
            ways.setdefault(after, []).append(position)
    fresh = [position for position in world.graph if not world.is_open(position)]
    ending = set(fresh)
    for position in fresh:
        for earlier in ways.get(position, ()):
            if earlier not in ending:
                ending.add(earlier)
                fresh.append(earlier)
    for position in world.graph:
        if position not in ending:
            stage = position.stage(Track.PROTECTION)
            yield Finding(stage, "no way leads from here to closure", position)


def closed_is_not_for_ever(world: World) -> Iterator[Finding]:
    """A closed case can be opened again, unless it keeps no name."""
    for position, moves in world.graph.items():
        stage = world.stage(position, Track.PROTECTION)
        if stage is None or world.is_open(position) or stage.anonymous:
            continue
        world.looked += 1
        if not any(world.is_open(after) for _, after in moves):
            yield Finding(stage.name, "a closed case cannot be opened again", position)


def only_a_yes_is_the_end(world: World) -> Iterator[Finding]:
    """Identification and stay lead on from each of their ends, unless it is a yes.

    While the case is closed it is reopened first.
    """
    for track, stage in world.stages(Track.IDENTIFICATION, Track.STAY):
        yes = stage.finding is FormalFinding.IDENTIFIED
        if stage.kind is not StageKind.CLOSED or yes:
            continue
        onward = [
            step
            for _, step in world.steps(track)
            if stage.name in step.from_stages
            and world.pathway.track(track).stage(step.to).kind is not StageKind.CLOSED
        ]
        for position in world.graph:
            if position.stage(track) != stage.name or not world.is_open(position):
                continue
            world.looked += 1
            if not any(world.possible(step, position) for step in onward):
                told = "nothing leads on from here, and it is no yes"
                yield Finding(stage.name, told, position)
                break


def whoever_waits_is_owned(world: World) -> Iterator[Finding]:
    """Every waiting stage has owners, a clock or `unset`, and somebody else to tell."""
    for _, stage in world.stages():
        if stage.kind is not StageKind.WAITING:
            continue
        world.looked += 1
        if not stage.owners:
            yield Finding(stage.name, "nobody owns this waiting stage")
        if stage.clock is None:
            yield Finding(stage.name, "it has no clock, and does not say unset")
        told = set(stage.escalates_to or world.pathway.escalates_to)
        if not told - set(stage.owners):
            yield Finding(stage.name, "nobody else is told when its time runs out")


def an_owner_can_act(world: World) -> Iterator[Finding]:
    """In every position of an open case an owner can take a step from the stage."""
    for track, stage in world.stages():
        if stage.kind is not StageKind.WAITING:
            continue
        owned = [
            step
            for _, step in world.steps(track)
            if stage.name in step.from_stages
            and roles_of(world.takers(step)) & set(stage.owners)
        ]
        for position in world.graph:
            if position.stage(track) != stage.name or not world.is_open(position):
                continue
            world.looked += 1
            if not any(world.possible(step, position) for step in owned):
                yield Finding(
                    stage.name, "none of its owners can do anything", position
                )
                break


def an_offer_waits_for_somebody(world: World) -> Iterator[Finding]:
    """An offer that waits has whose turn it is, and time can run out."""
    for stage in world.offers.cycle.stages:
        if stage.kind is not StageKind.WAITING:
            continue
        world.looked += 1
        steps = [s for s in world.offers.cycle.steps if stage.name in s.from_stages]
        if not any(stage.turn in step.sides for step in steps):
            yield Finding(stage.name, "whose turn it is has nothing to do")
        runs_out = [step for step in steps if step.to == ReferralStage.EXPIRED]
        if not any(Side.SYSTEM in step.sides for step in runs_out):
            yield Finding(stage.name, "an offer can wait here for ever")


def closed_identification_says_what_was_found(world: World) -> Iterator[Finding]:
    """A closed stage of identification is a yes, a no, or the person's own wish."""
    for track, stage in world.stages():
        world.looked += 1
        ends = track is Track.IDENTIFICATION and stage.kind is StageKind.CLOSED
        if ends and stage.finding is None:
            yield Finding(stage.name, "it does not say what was found")
        if not ends and stage.finding is not None:
            yield Finding(stage.name, "it says what was found, and closes nothing")


def negative_steps(world: World) -> Iterator[tuple[Track, Step, Stage]]:
    """Every step that says no: it says so, or the stage it leads to does."""
    for track, step in world.steps():
        stage = world.pathway.track(track).stage(step.to)
        if step.negative or stage.finding is FormalFinding.NOT_IDENTIFIED:
            yield track, step, stage


def no_is_never_bare(world: World) -> Iterator[Finding]:
    """A negative decision has a coded reason, feedback, a review and a way onward."""
    for track, step, _ in negative_steps(world):
        world.looked += 1
        if step.negative is None:
            told = "it says no without reasons, feedback, review or a way onward"
            yield Finding(step.name, told, step=step.name)
            continue
        if not set(step.needs) >= REASONED:
            yield Finding(
                step.name, "it needs a reason and a coded one", step=step.name
            )
        if not step.negative.feedback:
            yield Finding(step.name, "the referrer is not told that it was decided")
        yield from _after(world, track, step, step.negative)


def _after(
    world: World, track: Track, step: Step, negative: NegativeDecision
) -> Iterator[Finding]:
    """What is asked for in every position that the decision leads to."""
    reviewed_on, review = world.compiled.steps[negative.review]
    onward = world.compiled.steps[negative.onward][1]
    if reviewed_on.name is not track:
        yield Finding(step.name, "its review is a step of another track")
    if not begins_help(world, onward):
        yield Finding(step.name, "its way onward begins no help")
    if not roles_of(world.takers(review)) - roles_of(world.takers(step)):
        yield Finding(step.name, "only whoever decides it can ask for its review")
    for position in world.graph:
        decides = position.stage(track) in step.from_stages
        if not decides or not world.possible(step, position):
            continue
        world.looked += 1
        after = world.after(position, track, step)
        if not world.possible(review, after):
            yield Finding(step.name, "its review cannot be asked for after it", after)
            return
        if not _can_lead_on(world, onward, after):
            yield Finding(step.name, "nobody can refer the person on after it", after)
            return


def _can_lead_on(world: World, onward: Step, after: Position) -> bool:
    """True if steps of the same track lead to the onward referral, or it is done.

    A departure is no way to be referred. A case that is kept without a name already
    has nobody who could be referred.
    """
    track = world.compiled.steps[onward.name][0].name
    here = world.stage(after, track)
    if here is not None and here.anonymous:
        return True
    seen, fresh = {after}, [after]
    for position in fresh:
        if position.stage(track) == onward.to or world.possible(onward, position):
            return True
        for _, step in world.steps(track):
            if step.departs or position.stage(track) not in step.from_stages:
                continue
            reached = world.after(position, track, step)
            if reached not in seen and world.possible(step, position):
                seen.add(reached)
                fresh.append(reached)
    return False
