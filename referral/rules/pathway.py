"""Executing steps. The only file that knows the `transitions` library.

One flat machine a track, shared by all cases and without models of its own: a
position is handed in, moved, and thrown away. Conditions are plain functions from
our table; no text of a file is ever given to the library as something to call.
Nothing happens in a callback, so a refused step leaves nothing behind.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from transitions import Machine, MachineError

from referral.errors import (
    CaseClosed,
    GuardNotMet,
    NotHolder,
    PathwayMissing,
    Refusal,
    StepNotOnPath,
    WrongRole,
)
from referral.rules.facts import Asker, CaseFacts, Given
from referral.rules.guards import GUARDS, INPUT_OF, Condition, unmet
from referral.rules.quorums import empty_seats
from workflows.checks import REFLECTION
from workflows.schema import Pathway, PathwayTrack, Step
from workflows.vocabulary import Compartment, Guard, StageKind, Track

logging.getLogger("transitions").setLevel(logging.WARNING)

OUTSIDE = "outside"
"""The seat of a body without an account."""
FlatMachine = Machine
"""What `build_machine` makes, for rooms that must not know the library."""

Arc = tuple[str, Iterable[str], str, tuple[Condition, ...]]
"""A step as a machine needs it: name, from, to, conditions."""


@dataclass(slots=True)
class Position:
    """Where something stands while a machine moves it."""

    stage: str


@dataclass(frozen=True, slots=True)
class Move:
    """A step that was taken."""

    track: Track
    step: str
    from_stage: str
    to_stage: str
    starts_clock: str | None
    ends_clock: str | None
    discloses: tuple[Compartment, ...]


@dataclass(frozen=True, slots=True)
class CompiledPathway:
    """A pathway with its machines. Safe to share between threads; build it once."""

    pathway: Pathway
    machines: Mapping[Track, FlatMachine]
    steps: Mapping[str, tuple[PathwayTrack, Step]]
    closed: Mapping[Track, frozenset[str]]

    def stage(self, facts: CaseFacts, track: Track) -> str:
        """Where the case stands on a track; at its start if nothing was recorded.

        Raises:
            PathwayMissing: if the pathway has no such stage.
        """
        stage = facts.stages.get(track) or self.pathway.track(track).start
        if stage not in self.machines[track].states:
            raise PathwayMissing("a case stands in a stage that its pathway lacks")
        return stage

    def identification_ended(self, stages: Mapping[Track, str]) -> bool:
        """True where identification stands in a closed stage: what guards are told."""
        ended = self.closed.get(Track.IDENTIFICATION, frozenset())
        return stages.get(Track.IDENTIFICATION) in ended

    def starts_reflection(self, track: Track, step: str) -> bool:
        """True if recovery and reflection begins, or begins again, with this step."""
        found = self.steps[step][1] if step in self.steps else None
        starts = found is not None and found.starts_clock == REFLECTION
        return starts and track is Track.STAY

    def is_closed(self, facts: CaseFacts) -> bool:
        """True while the protection track stands in a closed stage."""
        stage = self.stage(facts, Track.PROTECTION)
        return stage in self.closed[Track.PROTECTION]


def build_machine(stages: Iterable[str], arcs: Iterable[Arc]) -> FlatMachine:
    """A flat machine without models, without jumps of its own, with our functions."""
    machine = Machine(
        model=None,
        states=list(stages),
        initial=None,
        auto_transitions=False,
        model_attribute="stage",
    )
    for name, origins, to, conditions in arcs:
        machine.add_transition(name, list(origins), to, conditions=list(conditions))
    return machine


def execute(
    machine: FlatMachine, step: str, stage: str, *about: CaseFacts | Given
) -> str:
    """Take `step` from `stage` and answer the new stage.

    Raises:
        StepNotOnPath: if the step does not start from this stage.
        GuardNotMet: without words, if a condition is false; the library keeps silent
            about it.
    """
    position = Position(str(stage))  # an enum member would be looked up by its name
    try:
        moved = machine.events[step].trigger(position, *about)
    except MachineError:
        raise StepNotOnPath from None
    if not moved:
        raise GuardNotMet
    return position.stage


def all_guards(step: Step) -> tuple[Guard, ...]:
    """The guards a step names, and those of the inputs it needs."""
    return (*step.guards, *(INPUT_OF[needed] for needed in step.needs))


def compile_pathway(pathway: Pathway) -> CompiledPathway:
    """Build the machines of a checked pathway: about 1 ms. Keep the result."""
    return CompiledPathway(
        pathway,
        MappingProxyType({track.name: _machine(track) for track in pathway.tracks}),
        MappingProxyType(
            {
                step.name: (track, step)
                for track in pathway.tracks
                for step in track.steps
            }
        ),
        MappingProxyType({track.name: _closed(track) for track in pathway.tracks}),
    )


def _machine(track: PathwayTrack) -> FlatMachine:
    arcs: list[Arc] = [
        (
            step.name,
            step.from_stages,
            step.to,
            tuple(GUARDS[word].holds for word in all_guards(step)),
        )
        for step in track.steps
    ]
    return build_machine([stage.name for stage in track.stages], arcs)


def _closed(track: PathwayTrack) -> frozenset[str]:
    return frozenset(
        stage.name for stage in track.stages if stage.kind is StageKind.CLOSED
    )


def not_permitted(step: Step, asker: Asker) -> list[Refusal]:
    """Why this asker may never take this step: the wrong role, the wrong relation."""
    refusals: list[Refusal] = []
    if not asker.roles & set(step.roles):
        refusals.append(WrongRole(missing=tuple(step.roles)))
    if not asker.relations & set(step.relations):
        refusals.append(
            NotHolder(
                "Your organisation does not stand to this case as this step asks.",
                missing=tuple(step.relations),
            )
        )
    return refusals


def closed_to(
    compiled: CompiledPathway, track: PathwayTrack, step: Step, facts: CaseFacts
) -> bool:
    """True if the case is closed and this step neither reopens nor outlives it."""
    if not compiled.is_closed(facts) or step.after_closure:
        return False
    reopens = track.name is Track.PROTECTION
    return not (reopens and compiled.stage(facts, track.name) in step.from_stages)


def guards_not_met(words: Iterable[Guard], seats: Iterable[str] = ()) -> GuardNotMet:
    """The refusal that names what is missing: conditions, and seats not filled."""
    listed, empty = tuple(words), tuple(seats)
    sentences = [GUARDS[word].sentence for word in listed]
    if OUTSIDE in empty:
        sentences.append("A body outside has to confirm this step first.")
    if within := [seat for seat in empty if seat != OUTSIDE]:
        roles = ", ".join(within)
        sentences.append(f"Others have to agree to this step, each in person: {roles}.")
    missing = (*(word.value for word in listed), *(f"seat:{seat}" for seat in empty))
    return GuardNotMet(" ".join(sentences), missing=missing)


def seats_missing(
    compiled: CompiledPathway, step: Step, facts: CaseFacts, given: Given
) -> tuple[str, ...]:
    """The seats that nobody fills yet: of its quorum, or of a body outside."""
    if step.quorum is None:
        waits = compiled.pathway.confirmed_outside(step.name) is not None
        return (OUTSIDE,) if waits and not given.confirmed_outside else ()
    quorum = compiled.pathway.quorum(step.quorum)
    return empty_seats(quorum, facts.person, given.approvers)


def take(
    compiled: CompiledPathway, step: str, facts: CaseFacts, asker: Asker, given: Given
) -> Move:
    """Take a step.

    Raises:
        WrongRole: if none of the asker's roles may take it.
        NotHolder: if the asker's organisation stands otherwise to the case.
        CaseClosed: if the case is closed and the step does not reopen it.
        StepNotOnPath: if no such step starts from the present stage.
        GuardNotMet: naming in `missing` every guard that does not hold and every
            seat of the step's quorum that nobody fills.
    """
    if step not in compiled.steps:
        raise StepNotOnPath
    track, wanted = compiled.steps[step]
    for refusal in not_permitted(wanted, asker):
        raise refusal
    if closed_to(compiled, track, wanted, facts):
        raise CaseClosed
    stage = compiled.stage(facts, track.name)
    empty = seats_missing(compiled, wanted, facts, given)
    try:
        reached = execute(compiled.machines[track.name], step, stage, facts, given)
    except GuardNotMet:
        missing = unmet(all_guards(wanted), facts, given)
        raise guards_not_met(missing, empty) from None
    if empty:
        raise guards_not_met((), empty)
    return Move(
        track=track.name,
        step=step,
        from_stage=stage,
        to_stage=reached,
        starts_clock=wanted.starts_clock,
        ends_clock=wanted.ends_clock,
        discloses=wanted.discloses,
    )
