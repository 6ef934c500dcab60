"""The report of who may do and see what, made by asking the rules for every cell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from referral.rules.acts import Act
from referral.rules.deciding import decide
from referral.rules.decisions import Allow, Field
from referral.rules.facts import Asker
from referral.rules.permissions import OPENS, PERMISSIONS
from workflows.vocabulary import Compartment, Regime, Relation, Role


@dataclass(frozen=True, slots=True)
class Line:
    """What one role may, in one relation, under one regime."""

    role: Role
    relation: Relation
    regime: Regime
    acts: tuple[Act, ...]
    """In the order of the list of acts."""
    drawers: tuple[Compartment, ...]
    """What may be opened, for a purpose; by what was disclosed, less."""
    header: tuple[str, ...]
    """What the header of the case shows."""


@cache
def report() -> tuple[Line, ...]:
    """A line for every role, relation and regime that may do anything at all."""
    return tuple(_lines())


def _lines() -> Iterator[Line]:
    for role, relation, regime in product(Role, Relation, Regime):
        asker = Asker(frozenset({role}), frozenset({relation}), regime)
        allowed = fields_by_act(asker)
        if allowed:
            yield Line(
                role,
                relation,
                regime,
                tuple(act for act in Act if act in allowed),
                opened_by(allowed),
                tuple(sorted(allowed.get(Act.READ_CASE, frozenset()))),
            )


def fields_by_act(asker: Asker) -> Mapping[Act, frozenset[Field]]:
    """Every act that an asker may do, with what it shows."""
    decided = {act: decide(asker, act) for act in PERMISSIONS}
    return {act: d.fields for act, d in decided.items() if isinstance(d, Allow)}


def opened_by(allowed: Mapping[Act, frozenset[Field]]) -> tuple[Compartment, ...]:
    """The drawers that these acts open."""
    drawers = {each for act in OPENS & set(allowed) for each in allowed[act]}
    return tuple(word for word in Compartment if word in drawers)


def acts_with(roles: Collection[Role]) -> frozenset[Act]:
    """Every act that one of these roles has, in whichever relation."""
    return frozenset(act for act, by in PERMISSIONS.items() if set(roles) & by.keys())
