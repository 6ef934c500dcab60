"""Exploring a pathway, cut to what each question reads.

Positions are walked once, breadth first: a step leads on if some facts allow it, and
since facts may become anything at any moment, that is exact. Every other question is
asked of the situations that differ in what the question or the step's guards read.

A step's answer comes from production's `take`. It is asked once for each stage and
each combination of answers of the step's guards, which are production's own functions
tabulated over everything they read (`rules.reading`).
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product
from typing import Any

from referral.rules.offer import CompiledOffers, shipped_offers
from referral.rules.pathway import CompiledPathway, all_guards, closed_to
from referral.rules.reading import ENDED, GuardTable, Read, guard_table
from referral.rules.situations import (
    DOMAINS,
    GROUNDS,
    Domains,
    Fact,
    Position,
    Reflection,
    facts_of,
)
from referral.rules.worlds import (
    EVERYTHING,
    Only,
    Question,
    Situation,
    Where,
    World,
    anywhere,
)
from workflows.schema import Step
from workflows.vocabulary import LegalGround, Track

Graph = dict[Position, tuple[tuple[str, Position], ...]]
Before = dict[Position, tuple[Position, str] | None]


class CutWorld(World):
    """A pathway explored by cuts."""

    def __init__(
        self,
        compiled: CompiledPathway,
        domains: Domains = DOMAINS,
        offers: CompiledOffers | None = None,
    ) -> None:
        super().__init__(compiled, domains, offers or shipped_offers())
        self._first: dict[Read, Any] = {
            fact: values[0] for fact, values in domains.items()
        }
        self._tables: dict[str, tuple[GuardTable, ...]] = {}
        self._reads: dict[str, tuple[Read, ...]] = {}
        self._tried: dict[tuple[Any, ...], bool] = {}
        self._answers: dict[tuple[Any, ...], tuple[bool, ...]] = {}
        self._opens: dict[str, bool] = {}
        self._possible: dict[tuple[Any, ...], bool] = {}
        self._closed_to: dict[tuple[str, str, str], bool] = {}

    def tables(self, step: Step) -> tuple[GuardTable, ...]:
        """The tables of a step's guards, inputs included."""
        if step.name not in self._tables:
            words = all_guards(step)
            self._tables[step.name] = tuple(guard_table(word) for word in words)
        return self._tables[step.name]

    def reads(self, step: Step) -> tuple[Read, ...]:
        """What the answers of a step's guards depend on, each once."""
        found = self._reads.get(step.name)
        if found is None:
            read = [each for table in self.tables(step) for each in table.reads]
            found = self._reads[step.name] = tuple(dict.fromkeys(read))
        return found

    def is_open(self, position: Position) -> bool:
        """True unless the protection track stands in a closed stage."""
        stage = position.stage(Track.PROTECTION)
        if stage not in self._opens:
            self._opens[stage] = super().is_open(position)
        return self._opens[stage]

    @cached_property
    def _walked(self) -> tuple[Graph, Before]:
        graph: Graph = {}
        before: Before = {self.begins: None}
        fresh = [self.begins]
        for position in fresh:
            graph[position] = tuple(self.moves(position))
            for step, reached in graph[position]:
                if reached not in before:
                    before[reached] = position, step
                    fresh.append(reached)
        return graph, before

    @property
    def graph(self) -> Graph:
        """Every reached position, nearest first, with the moves from it."""
        return self._walked[0]

    @property
    def before(self) -> Before:
        """How each position is reached first."""
        return self._walked[1]

    def at(
        self,
        step: Step,
        *reads: Question,
        where: Where = anywhere,
        only: Only = EVERYTHING,
    ) -> Iterable[Situation]:
        """Situations in which the step is on the path, apart where it matters."""
        track = self.compiled.steps[step.name][0].name
        asked = *reads, *only, *self.reads(step), track
        here = (
            position
            for position in self.graph
            if position.stage(track) in step.from_stages
            and not self._closed(step, track, position)
            and where(position)
        )
        return self._apart(here, asked, only)

    def everywhere(
        self, *reads: Question, where: Where = anywhere
    ) -> Iterable[Situation]:
        """Reached situations, apart where it matters."""
        here = (position for position in self.graph if where(position))
        return self._apart(here, reads, EVERYTHING)

    def _apart(
        self, positions: Iterable[Position], asked: tuple[Question, ...], only: Only
    ) -> Iterator[Situation]:
        nearest: dict[tuple[Any, ...], Position] = {}
        # By identity: the answer to identification and the track are one word.
        tracks = [track for track in Track if any(each is track for each in asked)]
        for position in positions:
            key = (
                *(position.stage(track) for track in tracks),
                ENDED in asked and self.ended(position),
                Reflection in asked and position.reflection,
            )
            nearest.setdefault(key, position)
        facts = [fact for fact in Fact if any(each is fact for each in asked)]
        choices = [
            [value for value in self.domains[fact] if value in only.get(fact, (value,))]
            for fact in facts
        ]
        for position in nearest.values():
            fixed = self._values(position)
            for values in product(*choices):
                self.looked += 1
                chosen = zip(facts, values, strict=True)
                yield Situation(position, {**fixed, **dict(chosen)})

    def _values(self, position: Position) -> dict[Read, Any]:
        reflection = position.reflection
        return {**self._first, Reflection: reflection, ENDED: self.ended(position)}

    def _closed(self, step: Step, track: Track, position: Position) -> bool:
        key = step.name, position.stage(track), position.stage(Track.PROTECTION)
        if key not in self._closed_to:
            where = self.compiled.steps[step.name][0]
            facts = facts_of(position, self._first, identification_ended=False)
            self._closed_to[key] = closed_to(self.compiled, where, step, facts)
        return self._closed_to[key]

    def answers(self, step: Step, situation: Situation) -> tuple[bool, ...]:
        """Whether the step can be taken here, without a ground and with each."""
        track = self.compiled.steps[step.name][0].name
        position, values = situation.position, situation.values
        key = (
            step.name,
            position.stage(track),
            self.is_open(position),
            *map(values.__getitem__, self.reads(step)),
        )
        found = self._answers.get(key)
        if found is None:
            found = tuple(self._answer(step, situation, ground) for ground in GROUNDS)
            self._answers[key] = found
        return found

    def _answer(
        self, step: Step, situation: Situation, ground: LegalGround | None
    ) -> bool:
        """Production's answer, asked once for each pattern of the guards' answers."""
        track = self.compiled.steps[step.name][0].name
        values = situation.values
        pattern = tuple([each.holds(ground, values) for each in self.tables(step)])
        key = (
            step.name,
            situation.position.stage(track),
            self.is_open(situation.position),
            pattern,
        )
        if key not in self._tried:
            self._tried[key] = self.tried(step, situation.facts(), ground)
        return self._tried[key]

    def may_matter(self, step: Step, fact: Fact) -> bool:
        """True if some guard of the step reads the fact."""
        return fact in self.reads(step)

    def possible(self, step: Step, position: Position) -> bool:
        """True if some facts let the step be taken from a position."""
        track = self.compiled.steps[step.name][0].name
        key = (
            step.name,
            position.stage(track),
            position.stage(Track.PROTECTION),
            self.ended(position),
            position.reflection,
        )
        if key not in self._possible:
            self._possible[key] = any(
                self.can(step, situation) for situation in self._from(step, position)
            )
        return self._possible[key]

    def _from(self, step: Step, position: Position) -> Iterator[Situation]:
        """A position with every combination of facts that a step's guards read."""
        facts = [fact for fact in Fact if fact in self.reads(step)]
        fixed = self._values(position)
        for values in product(*(self.domains[fact] for fact in facts)):
            chosen: dict[Read, Any] = dict(zip(facts, values, strict=True))
            yield Situation(position, {**fixed, **chosen})

    def ways(
        self, step: Step, position: Position
    ) -> Iterator[tuple[dict[Read, Any], LegalGround | None]]:
        """Facts and grounds that let a step be taken from a position."""
        facts = [fact for fact in Fact if fact in self.reads(step)]
        fixed = self._values(position)
        for ground in GROUNDS:
            for values in product(*(self.domains[fact] for fact in facts)):
                chosen: dict[Read, Any] = dict(zip(facts, values, strict=True))
                if self.takes(step, Situation(position, {**fixed, **chosen}), ground):
                    yield chosen, ground

    def within(self, domains: Domains) -> "CutWorld":
        """The same pathway with fewer values for facts that some guard reads."""
        facts = [fact for fact in Fact if fact in domains]
        steps = [step for _, step in self.steps()]
        if not any(self.may_matter(step, fact) for step in steps for fact in facts):
            return self
        return CutWorld(self.compiled, {**self.domains, **domains}, self.offers)
