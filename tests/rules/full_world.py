"""The whole product of tracks and facts, walked step by step with production's `take`.

Nothing is cut, tabulated or remembered by pattern: every reached situation is a node,
every fact may change to any other value, and every step is tried with every ground.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from referral.rules.offer import shipped_offers
from referral.rules.pathway import CompiledPathway
from referral.rules.reading import ENDED, Read
from referral.rules.situations import (
    GROUNDS,
    Domains,
    Fact,
    Position,
    Reflection,
)
from referral.rules.worlds import (
    EVERYTHING,
    PASSING,
    Only,
    Question,
    Situation,
    Where,
    World,
    anywhere,
)
from workflows.schema import Step

Node = tuple[Position, tuple[Any, ...]]
Moves = tuple[tuple[str, Position], ...]


class FullWorld(World):
    """A pathway explored without any cut."""

    def __init__(self, compiled: CompiledPathway, domains: Domains) -> None:
        super().__init__(compiled, domains, shipped_offers())
        self._tries: dict[tuple[Any, ...], tuple[bool, ...]] = {}

    @cached_property
    def nodes(self) -> dict[Node, None]:
        """Every reached situation."""
        first = tuple(self.domains[fact][0] for fact in Fact)
        found: dict[Node, None] = {(self.begins, first): None}
        fresh = list(found)
        for node in fresh:
            for after in self._onward(node):
                if after not in found:
                    found[after] = None
                    fresh.append(after)
        return found

    def _onward(self, node: Node) -> Iterator[Node]:
        position, values = node
        for n, fact in enumerate(Fact):
            for value in self.domains[fact]:
                yield position, (*values[:n], value, *values[n + 1 :])
        for _, after in self._moves(node):
            yield after, values

    def _moves(self, node: Node) -> Iterator[tuple[str, Position]]:
        position, _ = node
        situation = self._situation(node)
        for track, step in self.steps():
            if any(self.answers(step, situation)):
                yield step.name, self.after(position, track, step)
        if position.reflection is Reflection.RUNS:
            yield PASSING, Position(position.stages, Reflection.OVER)

    def _situation(self, node: Node) -> Situation:
        position, values = node
        known: dict[Read, Any] = dict(zip(Fact, values, strict=True))
        known[Reflection] = position.reflection
        known[ENDED] = self.ended(position)
        return Situation(position, known)

    @cached_property
    def graph(self) -> Mapping[Position, Moves]:
        moves: dict[Position, dict[tuple[str, Position], None]] = {}
        for node in self.nodes:
            moves.setdefault(node[0], {}).update(dict.fromkeys(self._moves(node)))
        return {position: tuple(found) for position, found in moves.items()}

    @property
    def before(self) -> Mapping[Position, tuple[Position, str] | None]:
        return dict.fromkeys(self.graph)

    def at(
        self,
        step: Step,
        *_reads: Question,
        where: Where = anywhere,
        only: Only = EVERYTHING,
    ) -> Iterable[Situation]:
        track = self.compiled.steps[step.name][0].name
        for situation in self.everywhere(where=where):
            position, values = situation.position, situation.values
            on_path = position.stage(track) in step.from_stages
            meant = all(values[read] in chosen for read, chosen in only.items())
            if on_path and meant and self._starts(step, situation):
                yield situation

    def _starts(self, step: Step, situation: Situation) -> bool:
        """True unless the case is closed to the step."""
        if self.is_open(situation.position) or step.after_closure:
            return True
        return self.compiled.steps[step.name][0].name.value == "protection"

    def everywhere(
        self, *_reads: Question, where: Where = anywhere
    ) -> Iterable[Situation]:
        for node in self.nodes:
            if where(node[0]):
                self.looked += 1
                yield self._situation(node)

    def answers(self, step: Step, situation: Situation) -> tuple[bool, ...]:
        values = tuple(situation.values[fact] for fact in Fact)
        key = step.name, situation.position, values
        if key not in self._tries:
            facts = situation.facts()
            self._tries[key] = tuple(self.tried(step, facts, each) for each in GROUNDS)
        return self._tries[key]

    def may_matter(self, step: Step, fact: Fact) -> bool:
        """True for each: nothing is cut."""
        return step.name in self.compiled.steps and fact in self.domains

    def possible(self, step: Step, position: Position) -> bool:
        if position in self.graph:
            return any(name == step.name for name, _ in self.graph[position])
        return False

    def within(self, domains: Domains) -> "FullWorld":
        return FullWorld(self.compiled, {**self.domains, **domains})
