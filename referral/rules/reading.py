"""What a guard reads: found by running it, not declared.

A guard is run on facts that write down what is asked of them. Whatever it asks for is
given every value it may have, in turn; whatever it never asks for cannot matter to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, cast

from referral.rules.facts import CaseFacts, Given, PersonFacts
from referral.rules.guards import GUARDS, Condition
from referral.rules.situations import (
    CONSENTING,
    DOMAINS,
    ENDS,
    GIVENS,
    PERSONAL,
    Fact,
    Reflection,
    consents_of,
    declined_of,
)
from workflows.vocabulary import Guard, LegalGround

Read = Fact | type[Reflection] | str
"""A fact; `Reflection`; `ENDED` for the end of identification; or a strange name."""
ENDED = "identification_ended"

_BY_FIELD = {fact.value: fact for fact in PERSONAL}
_OF_CASE: Mapping[str, tuple[Read, ...]] = {
    "consents": CONSENTING,
    "declined": CONSENTING,
    "open_offers": (Fact.OFFERS,),
    "reflection_ends": (Reflection,),
    "identification_ended": (ENDED,),
}
Assignment = dict[Read, Any]


def choices(read: Read) -> tuple[Any, ...]:
    """Every value of something a guard may read; none for what is not modelled."""
    if read is Reflection:
        return tuple(Reflection)
    if read == ENDED:
        return (False, True)
    return DOMAINS[read] if isinstance(read, Fact) else ()


class _Noting:
    """Stands in for facts: notes what is asked, answers from an assignment."""

    def __init__(self, assigned: Assignment) -> None:
        self._assigned = assigned

    def _value(self, read: Read) -> Any:  # noqa: ANN401 # each fact has its own kind
        if read not in self._assigned:
            options = choices(read)
            self._assigned[read] = options[0] if options else None
        return self._assigned[read]


class _NotedPerson(_Noting):
    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 # as above
        derived = getattr(PersonFacts, name, None)
        if isinstance(derived, property) and derived.fget is not None:
            return derived.fget(self)
        if name in _BY_FIELD:
            return self._value(_BY_FIELD[name])
        self._value(name)
        return getattr(PersonFacts(), name)


class _NotedFacts(_Noting):
    @property
    def person(self) -> _NotedPerson:
        return _NotedPerson(self._assigned)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 # as above
        reads = _OF_CASE.get(name, (name,))
        values = {read: self._value(read) for read in reads}
        if name == "consents":
            return consents_of(values)
        if name == "declined":
            return declined_of(values)
        if name == "reflection_ends":
            return ENDS[values[Reflection]]
        if name in _OF_CASE:
            return values[reads[0]]
        return getattr(CaseFacts(stages={}), name)


@dataclass(frozen=True, slots=True)
class GuardTable:
    """A guard's answer for every value of what it depends on."""

    reads: tuple[Read, ...]
    """What its answer depends on, in a fixed order."""
    strange: frozenset[str]
    """What it asks for that the exploration does not vary."""
    answers: Mapping[tuple[Any, ...], bool]
    """By legal ground handed in, then by the values of `reads`."""

    def holds(self, ground: LegalGround | None, values: Mapping[Read, Any]) -> bool:
        """The guard's answer for these values."""
        return self.answers[(ground, *map(values.__getitem__, self.reads))]


@cache
def guard_table(word: Guard) -> GuardTable:
    """The table of a guard word."""
    return tabulate(GUARDS[word].holds)


def tabulate(condition: Condition) -> GuardTable:
    """Run a guard on every combination of whatever it reads."""
    read: list[Read] = []
    for given in GIVENS.values():
        for assigned in _runs(condition, given):
            read += [each for each in assigned if each not in read]
    strange = frozenset(str(each) for each in read if not choices(each))
    asked = [each for each in read if choices(each)]
    answers = {
        (ground, *values): _ask(condition, dict(zip(asked, values, strict=True)), given)
        for ground, given in GIVENS.items()
        for values in product(*(choices(each) for each in asked))
    }
    matter = [n for n in range(len(asked)) if _matters(answers, n + 1)]
    return GuardTable(
        tuple(asked[n] for n in matter),
        strange,
        {
            (key[0], *(key[n + 1] for n in matter)): answer
            for key, answer in answers.items()
        },
    )


def _ask(condition: Condition, assigned: Assignment, given: Given) -> bool:
    """The guard's answer; what it asks for and is not assigned yet gets assigned."""
    return condition(cast("CaseFacts", _NotedFacts(assigned)), given)


def _runs(condition: Condition, given: Given) -> list[Assignment]:
    """Every way the guard asks: each value of each fact it asks for, in turn."""
    found: list[Assignment] = []
    assigned: Assignment = {}
    while True:
        _ask(condition, assigned, given)
        found.append(dict(assigned))
        while assigned:
            last, value = assigned.popitem()
            options = choices(last)
            later = options[options.index(value) + 1 :] if options else ()
            if later:
                assigned[last] = later[0]
                break
        else:
            return found


def _matters(answers: Mapping[tuple[Any, ...], bool], place: int) -> bool:
    """True if changing what stands at `place` ever changes the answer."""
    first: dict[tuple[Any, ...], bool] = {}
    return any(
        first.setdefault(key[:place] + key[place + 1 :], answer) != answer
        for key, answer in answers.items()
    )
