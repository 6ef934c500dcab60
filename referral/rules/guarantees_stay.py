"""G3: nobody is sent away while it is not known who they are; whoever wishes may go."""

from collections.abc import Callable, Iterator

from referral.rules.guarantee import (
    WISHES_HOME,
    Finding,
    is_protected,
    not_removed,
    own_wish,
    own_wish_reads,
    stays,
    taken,
)
from referral.rules.reading import ENDED
from referral.rules.situations import Position, Reflection
from referral.rules.worlds import Situation, Where, World
from workflows.schema import Step
from workflows.vocabulary import Guard, StageKind, Track

Has = Callable[[World, Position], bool]


def losing(world: World, track: Track, step: Step, has: Has) -> Where:
    """Positions in which a step would take something, the person being protected."""

    def loses(position: Position) -> bool:
        after = world.after(position, track, step)
        if not has(world, position) or has(world, after):
            return False
        reflects = position.reflection is Reflection.RUNS and stays(world, position)
        return reflects or not world.ended(after)

    return loses


def stay_is_not_taken(world: World) -> Iterator[Finding]:
    """No step takes stay or the bar to removal while the person is protected."""
    for track, step in world.steps():
        for has, told in ((stays, "lawful stay"), (not_removed, "the bar to removal")):
            where = losing(world, track, step, has)
            found = world.at(step, *own_wish_reads(), ENDED, where=where)
            for situation, ground in taken(world, step, found):
                if own_wish(situation) or _excepted(step, situation):
                    continue
                sentence = f"it takes {told} while the person is protected"
                yield Finding(step.name, sentence, situation, step.name, ground)


def _excepted(step: Step, situation: Situation) -> bool:
    """True for a ground of art 13(3) once identification is closed: G4 judges it."""
    return bool(step.exceptions) and bool(situation.values[ENDED])


def nobody_is_sent_away(world: World) -> Iterator[Finding]:
    """No departure that the person has not asked for while they are protected."""
    for _, step in world.steps():
        if not step.departs:
            continue
        found = world.at(
            step,
            *own_wish_reads(),
            ENDED,
            Reflection,
            where=lambda position: is_protected(world, position),
        )
        for situation, ground in taken(world, step, found):
            if not own_wish(situation):
                told = "the person leaves without having asked for it, or unassessed"
                yield Finding(step.name, told, situation, step.name, ground)


def departures_are_marked(world: World) -> Iterator[Finding]:
    """A step that asks for the wish to return says that the person departs by it."""
    for _, step in world.steps():
        world.looked += 1
        if Guard.CONSENT_TO_RETURN in step.guards and not step.departs:
            told = "it needs the wish to return, and is not marked departs"
            yield Finding(step.name, told, step=step.name)


def open_identification_bars_removal(world: World) -> Iterator[Finding]:
    """Wherever identification is open, some stage bars removal (CETS 197 art 10(2))."""
    for situation in world.everywhere(*Track, ENDED):
        position = situation.position
        stage = world.stage(position, Track.PROTECTION)
        named = stage is None or not stage.anonymous
        if named and not world.ended(position) and not not_removed(world, position):
            told = "identification is open, and nothing here bars removal"
            yield Finding(_here(position), told, position)


def _here(position: Position) -> str:
    return ", ".join(stage for _, stage in position.stages)


def who_wishes_to_return_can(world: World) -> Iterator[Finding]:
    """With the wish and an assessed risk a departure is reached, whatever else stands.

    The other tracks stand still meanwhile: no decision has to be waited for.
    """
    for situation in world.everywhere(Track.PROTECTION, ENDED, Reflection):
        stage = world.stage(situation.position, Track.PROTECTION)
        if stage is None or stage.kind is StageKind.CLOSED:
            continue
        if not _leads_home(world, situation.with_values(WISHES_HOME)):
            told = "whoever asks to return finds no step that leads there"
            yield Finding(stage.name, told, situation.position)


def _leads_home(world: World, start: Situation) -> bool:
    steps = [step for _, step in world.steps(Track.PROTECTION)]
    seen, fresh = {start.position}, [start.position]
    for position in fresh:
        here = Situation(position, start.values)
        for step in steps:
            if position.stage(Track.PROTECTION) not in step.from_stages:
                continue
            if not world.takes(step, here):
                continue
            if step.departs:
                return True
            after = world.after(position, Track.PROTECTION, step)
            if after not in seen and world.is_open(after):
                seen.add(after)
                fresh.append(after)
    return False
