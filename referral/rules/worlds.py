"""What a guarantee may ask about a pathway, however it is explored.

Two explorations answer these questions: `rules.exploration` cuts the product of tracks
and facts to what a question reads; the tests compare it with one that walks the whole
product. A guarantee is written once, against this face.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from referral.errors import Refusal
from referral.rules.deciding import Act, may
from referral.rules.facts import Asker, CaseFacts
from referral.rules.offer import CompiledOffers
from referral.rules.pathway import CompiledPathway, take
from referral.rules.reading import ENDED, Read
from referral.rules.situations import (
    GIVENS,
    GROUNDS,
    Domains,
    Fact,
    Position,
    Reflection,
    facts_of,
)
from workflows.schema import Pathway, Stage, Step
from workflows.vocabulary import LegalGround, Relation, Role, StageKind, Track

PASSING = "the recovery and reflection period passes"
"""The one thing that moves a position without a step."""

Question = Read | Track
"""What a question reads: facts, how reflection stands, or the stage of a track."""


Where = Callable[[Position], bool]
Only = Mapping[Read, tuple[Any, ...]]
EVERYTHING: Only = MappingProxyType({})
"""Leaves no value of a fact out."""


def anywhere(_position: Position) -> bool:
    """Leaves no position out."""
    return True


@dataclass(frozen=True, slots=True)
class Situation:
    """A position, and the value of everything that guards read."""

    position: Position
    values: Mapping[Read, Any]

    def facts(self) -> CaseFacts:
        """What the rules are handed in this situation."""
        ended = self.values[ENDED]
        return facts_of(self.position, self.values, identification_ended=ended)

    def with_values(self, changes: Mapping[Read, Any]) -> "Situation":
        """The same position with some facts recorded otherwise."""
        return Situation(self.position, {**self.values, **changes})


class World(ABC):
    """Everything that can happen on one pathway."""

    def __init__(
        self, compiled: CompiledPathway, domains: Domains, offers: CompiledOffers
    ) -> None:
        self.compiled = compiled
        self.domains = domains
        self.offers = offers
        self.looked = 0
        """How many situations were looked at so far."""
        self._takers = {
            name: tuple(_takers(step)) for name, (_, step) in compiled.steps.items()
        }

    @property
    def pathway(self) -> Pathway:
        """The pathway that is explored."""
        return self.compiled.pathway

    @property
    def begins(self) -> Position:
        """Where every case begins."""
        return Position(tuple((t.name, t.start) for t in self.pathway.tracks))

    def steps(self, *tracks: Track) -> Iterator[tuple[Track, Step]]:
        """The steps of some tracks, of all if none is named, in the file's order."""
        for track, step in self.compiled.steps.values():
            if not tracks or track.name in tracks:
                yield track.name, step

    def stages(self, *tracks: Track) -> Iterator[tuple[Track, Stage]]:
        """The stages of some tracks, of all if none is named, in the file's order."""
        for track in self.pathway.tracks:
            if not tracks or track.name in tracks:
                yield from ((track.name, stage) for stage in track.stages)

    def stage(self, position: Position, track: Track) -> Stage | None:
        """The stage a position has on a track."""
        name = position.stage(track)
        return self.pathway.track(track).stage(name) if name else None

    def entitles(self, position: Position) -> frozenset[str]:
        """What a position entitles the person to, all tracks together."""
        return frozenset(
            word.value
            for track, stage in position.stages
            for word in self.pathway.track(track).stage(stage).entitles
        )

    def is_open(self, position: Position) -> bool:
        """True unless the protection track stands in a closed stage."""
        stage = self.stage(position, Track.PROTECTION)
        return stage is None or stage.kind is not StageKind.CLOSED

    def ended(self, position: Position) -> bool:
        """True if identification has ended, as guards are told."""
        return self.compiled.identification_ended(dict(position.stages))

    def takers(self, step: Step) -> tuple[Asker, ...]:
        """Everybody who may take a step by role, relation and the table of acts."""
        return self._takers[step.name]

    def tried(self, step: Step, facts: CaseFacts, ground: LegalGround | None) -> bool:
        """True if production lets the step be taken."""
        for asker in self.takers(step)[:1]:
            try:
                take(self.compiled, step.name, facts, asker, GIVENS[ground])
            except Refusal:
                return False
            return True
        return False

    def after(self, position: Position, track: Track, step: Step) -> Position:
        """The position that a step leads to."""
        starts = self.compiled.starts_reflection(track, step.name)
        reflection = Reflection.RUNS if starts else position.reflection
        return Position(position.moved(track, step.to), reflection)

    def moves(self, position: Position) -> Iterator[tuple[str, Position]]:
        """Every step that some facts allow here, and what time does."""
        for track, step in self.steps():
            if position.stage(track) in step.from_stages and self.possible(
                step, position
            ):
                yield step.name, self.after(position, track, step)
        if position.reflection is Reflection.RUNS:
            yield PASSING, Position(position.stages, Reflection.OVER)

    def takes(
        self, step: Step, situation: Situation, ground: LegalGround | None = None
    ) -> bool:
        """True if the step can be taken here, with this ground handed in."""
        return self.answers(step, situation)[GROUNDS.index(ground)]

    def grounds(self, step: Step, situation: Situation) -> Iterator[LegalGround | None]:
        """The grounds with which a step can be taken; None is without any."""
        answers = self.answers(step, situation)
        return (each for each, yes in zip(GROUNDS, answers, strict=True) if yes)

    def can(self, step: Step, situation: Situation) -> bool:
        """True if a step can be taken, with one ground or another or without."""
        return any(self.answers(step, situation))

    @property
    @abstractmethod
    def before(self) -> Mapping[Position, tuple[Position, str] | None]:
        """Every position that is reached, with the one before it and the step."""

    @property
    @abstractmethod
    def graph(self) -> Mapping[Position, tuple[tuple[str, Position], ...]]:
        """Every position that is reached, nearest first, with the moves from it."""

    @abstractmethod
    def at(
        self,
        step: Step,
        *reads: Question,
        where: Where = anywhere,
        only: Only = EVERYTHING,
    ) -> Iterable[Situation]:
        """Every reached situation in which a step is on the path.

        They tell apart whatever the step's guards read, and what `reads` and `only`
        name. `where` leaves out positions that the question is not about, `only`
        values of facts that it is not about.
        """

    @abstractmethod
    def everywhere(
        self, *reads: Question, where: Where = anywhere
    ) -> Iterable[Situation]:
        """Every reached situation, told apart by what `reads` names."""

    @abstractmethod
    def answers(self, step: Step, situation: Situation) -> tuple[bool, ...]:
        """Whether the step can be taken here, without a ground and with each."""

    @abstractmethod
    def may_matter(self, step: Step, fact: Fact) -> bool:
        """False only if the answer to a step certainly does not depend on a fact."""

    @abstractmethod
    def possible(self, step: Step, position: Position) -> bool:
        """True if some facts let the step be taken from a position."""

    @abstractmethod
    def within(self, domains: Domains) -> "World":
        """The same pathway in a life in which some facts have fewer values."""


def _takers(step: Step) -> Iterable[Asker]:
    for role in sorted(set(step.roles)):
        for relation in sorted(set(step.relations)):
            asker = Asker(frozenset({role}), frozenset({relation}))
            if role is Role.SYSTEM or may(Act.TAKE_STEP, asker):
                yield asker


def roles_of(askers: Iterable[Asker]) -> frozenset[Role]:
    """The roles among them."""
    return frozenset(role for asker in askers for role in asker.roles)


def relations_of(askers: Iterable[Asker]) -> frozenset[Relation]:
    """The relations among them."""
    return frozenset(relation for asker in askers for relation in asker.relations)
