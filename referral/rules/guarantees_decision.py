"""G13, G14 and G15: people decide, together where it weighs, on what is known."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product

from pydantic import BaseModel

from referral.errors import Refusal
from referral.rules.facts import Approver, PersonFacts
from referral.rules.guarantee import Finding
from referral.rules.pathway import all_guards, take
from referral.rules.quorums import ANOTHER_PERSON, empty_seats, seats_for
from referral.rules.reading import guard_table
from referral.rules.situations import ANSWERING, DOMAINS, GIVEN, Fact, person_of
from referral.rules.worlds import World, roles_of
from workflows.parts import Quorum, TwoKeyExit
from workflows.schema import Ground, PathwayTrack, Step
from workflows.vocabulary import ApprovalKind, Confidence, Role, StageKind

SHIPPED = frozenset(Confidence)
"""How sure a fact has to be at least. A file cannot even say less."""
GUESSES = ("K-L]", "[K-M", "to be verified", "guess")
"""Marks that research left on what is not known well enough."""
ALONE = Approver("alone", frozenset(Role), asks=True)
"""One person who holds every role there is, and asks nobody."""
KEYS = 2


def people() -> Iterator[PersonFacts]:
    """Everybody for whom other seats may apply: by age and by nationality."""
    first = {fact: values[0] for fact, values in DOMAINS.items()}
    for age, foreign in product(DOMAINS[Fact.AGE], DOMAINS[Fact.FOREIGN]):
        yield person_of({**first, Fact.AGE: age, Fact.FOREIGN: foreign})


def several_are_not_one(world: World) -> Iterator[Finding]:
    """Where several decide, one person alone never does, whatever roles they hold."""
    for quorum in world.pathway.quorums:
        for person in people():
            world.looked += 1
            if any(ANSWERING.isdisjoint(seat) for seat in seats_for(quorum, person)):
                yield Finding(quorum.name, "nobody who may answer fills one seat")
            alone = not empty_seats(quorum, person, [ALONE])
            if _several(quorum, person) and alone:
                yield Finding(quorum.name, "one person alone fills all its seats")
    for _, step in world.steps():
        if step.quorum:
            yield from _opens_to_one(world, step)


def _several(quorum: Quorum, person: PersonFacts) -> bool:
    """True unless it is one body that decides alone."""
    another = quorum.kind in ANOTHER_PERSON
    return another or len(seats_for(quorum, person)) > 1


def _opens_to_one(world: World, step: Step) -> Iterator[Finding]:
    """Tries what can be taken with one person who agrees twice instead."""
    quorum = world.pathway.quorum(step.quorum or "")
    given = replace(GIVEN, approvers=(ALONE, ALONE))
    tried: set[tuple[object, ...]] = set()
    for situation in world.at(step, Fact.AGE, Fact.FOREIGN):
        values = situation.values
        key = situation.position, values[Fact.AGE], values[Fact.FOREIGN]
        if key in tried or not world.takes(step, situation):
            continue
        facts = situation.facts()
        if not _several(quorum, facts.person):
            continue
        tried.add(key)
        with suppress(Refusal):
            take(world.compiled, step.name, facts, world.takers(step)[0], given)
            told = "one person who agrees twice can take it"
            yield Finding(step.name, told, situation, step.name)


def what_is_asked_lapses(world: World) -> Iterator[Finding]:
    """Nobody is asked for ever, so that no old yes is used in another situation."""
    for quorum in world.pathway.quorums:
        world.looked += 1
        if world.pathway.clocks.get(quorum.within or "") is None:
            yield Finding(quorum.name, "its approvals never lapse")


def exits_have_two_keys(world: World) -> Iterator[Finding]:
    """A place that is not left freely is left with two approvals of two roles."""
    for leaving in world.pathway.exits:
        quorum = world.pathway.quorum(leaving.quorum)
        step = world.compiled.steps[leaving.step][1]
        if quorum.kind is not ApprovalKind.TWO_KEYS:
            yield Finding(leaving.quorum, "it is no approval with two keys")
        if step.quorum != leaving.quorum:
            yield Finding(leaving.step, "it can be taken without the two keys")
        if any(_same_keys(quorum, person) for person in people()):
            yield Finding(leaving.quorum, "its keys are not two different roles")
        yield from _other_ways_out(world, leaving)
    listed = {leaving.step for leaving in world.pathway.exits}
    for _, step in world.steps():
        world.looked += 1
        named = step.quorum and world.pathway.quorum(step.quorum)
        if named and named.kind is ApprovalKind.TWO_KEYS and step.name not in listed:
            yield Finding(step.name, "it has two keys and is no exit with a review")


def _same_keys(quorum: Quorum, person: PersonFacts) -> bool:
    seats = seats_for(quorum, person)
    return len(seats) != KEYS or not set(seats[0]).isdisjoint(seats[1])


def _other_ways_out(world: World, leaving: TwoKeyExit) -> Iterator[Finding]:
    """Steps that leave the place without the keys, for wherever they lead in the end.

    A disappearance or a death is no way out if only the place follows it.
    """
    track, exit_step = world.compiled.steps[leaving.step]
    inside = frozenset(exit_step.from_stages)
    free = [
        step for _, step in world.steps(track.name) if step.quorum != leaving.quorum
    ]
    held = _held(track, free, inside)
    for step in free:
        if not inside.isdisjoint(step.from_stages) and step.to not in held:
            yield Finding(step.name, "it leaves the place without the two keys")


def _held(
    track: PathwayTrack, free: Sequence[Step], inside: frozenset[str]
) -> frozenset[str]:
    """The stages of the place, and those from which nobody comes anywhere else.

    An open one among them waits, and leads back into the place.
    """
    onward = {
        stage.name: {step.to for step in free if stage.name in step.from_stages}
        for stage in track.stages
    }
    held = inside | {
        stage.name
        for stage in track.stages
        if stage.kind is StageKind.CLOSED
        or (stage.kind is StageKind.WAITING and onward[stage.name] & inside)
    }
    while gone := {name for name in held - inside if not onward[name] <= held}:
        held -= gone
    return held


def exits_end_and_are_reviewed(world: World) -> Iterator[Finding]:
    """The restriction has a clock that its beginning starts, and a review."""
    clocks = world.pathway.clocks
    for leaving in world.pathway.exits:
        world.looked += 1
        if clocks.get(leaving.lasts) is None:
            yield Finding(leaving.lasts, "nothing limits how long it lasts")
        for _, step in world.steps():
            if step.places_in == leaving.place and step.starts_clock != leaving.lasts:
                yield Finding(step.name, "it begins a restriction and starts no clock")
        yield from _unreviewed(world, leaving)


def _unreviewed(world: World, leaving: TwoKeyExit) -> Iterator[Finding]:
    track, exit_step = world.compiled.steps[leaving.step]
    review = world.compiled.steps[leaving.review][1]
    if leaving.review == leaving.step:
        yield Finding(leaving.review, "leaving the place is no review of it")
    if not roles_of(world.takers(review)) - {Role.SYSTEM}:
        yield Finding(leaving.review, "nobody can review the restriction")
    for position in world.graph:
        if position.stage(track.name) not in exit_step.from_stages:
            continue
        world.looked += 1
        if not world.possible(review, position):
            told = "the restriction cannot be reviewed where it holds"
            yield Finding(leaving.review, told, position)
            return


def nothing_moves_by_itself(world: World) -> Iterator[Finding]:
    """Every step is taken by a person; none is open to the system."""
    for _, step in world.steps():
        world.looked += 1
        if Role.SYSTEM in step.roles:
            yield Finding(step.name, "no person has to decide it", step=step.name)


def no_score_opens_a_step(world: World) -> Iterator[Finding]:
    """No guard reads indicators: nothing that the exploration does not vary."""
    for _, step in world.steps():
        for word in all_guards(step):
            world.looked += 1
            for strange in sorted(guard_table(word).strange):
                told = f"its guard {word.value} reads {strange}"
                yield Finding(step.name, told, step=step.name)


def everything_rests_on_what_is_known(world: World) -> Iterator[Finding]:
    """Each ground is sure enough to ship, and names its source or that it is ours."""
    for about, ground in grounds(world.pathway, "pathway"):
        world.looked += 1
        if ground.confidence not in SHIPPED:
            yield Finding(about, "it rests on what is not known well enough")
        ours = ground.confidence is Confidence.MODEL
        if ours and (ground.source or ground.article or not ground.note):
            yield Finding(about, "our own model has a note and no source")
        if not ours and not ground.source:
            yield Finding(about, "it names no source")
        words = " ".join(filter(None, (ground.source, ground.article, ground.note)))
        if any(mark in words for mark in GUESSES):
            yield Finding(about, "it rests on a guess")


def grounds(part: object, about: str) -> Iterator[tuple[str, Ground]]:
    """Every ground in a pathway, with the part that it stands in."""
    if isinstance(part, Ground):
        yield about, part
    elif isinstance(part, BaseModel):
        named = getattr(part, "name", about)
        for field in type(part).model_fields:
            yield from grounds(getattr(part, field), str(named))
    elif isinstance(part, tuple):
        for each in part:
            yield from grounds(each, about)
    elif isinstance(part, dict):
        for name, each in part.items():
            yield from grounds(each, str(name))
