"""The hand-written table, read, and what it says of any request: a second opinion."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from referral.rules.acts import Act
from workflows.vocabulary import (
    PROFESSIONS,
    Compartment,
    LegalGround,
    Purpose,
    Regime,
    Relation,
    Role,
)

WRITTEN: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("decisions.toml").read_text(encoding="utf-8")
)
ENFORCEMENT = Regime.LAW_ENFORCEMENT


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def roles(letters: str) -> frozenset[Role]:
    """The roles that letters stand for."""
    named = frozenset(Role(WRITTEN["roles"][each]) for each in letters if each != "*")
    return named | PROFESSIONS if "*" in letters else named


ALLOWED = frozenset(
    (Act(act), Relation(relation), role)
    for act, by in WRITTEN["allowed"].items()
    for relation, letters in by.items()
    for role in roles(letters)
)
ABOUT_A_CASE = frozenset(
    act for act, relation, _ in ALLOWED if relation is not Relation.NONE
)
_NEVER, _STATE, _DRAWERS = WRITTEN["never"], WRITTEN["state"], WRITTEN["drawers"]
_SEALED, _CASES = words(_NEVER["sealed"]), words(_NEVER["cases"])
OPENS = words(_STATE["opens"])
WRITES = words(_DRAWERS["writes"])


@dataclass(frozen=True)
class Ask:
    """One request, as flat as a table's line."""

    roles: frozenset[Role]
    relations: frozenset[Relation]
    act: Act
    regime: Regime = Regime.GDPR
    machine: bool = False
    in_conflict: bool = False
    a_case: bool = True
    erased: bool = False
    restricted: bool = False
    """True if the whole case is only kept."""
    drawers: frozenset[Compartment] = frozenset()
    of_the_asker: bool = False
    purpose: Purpose | None = Purpose.CARE
    grounds: frozenset[LegalGround | None] = frozenset()
    fresh: bool = False
    """True if the asker stepped up a minute ago."""
    glass: frozenset[Compartment] = frozenset()
    opened: int = 1
    conduct: bool = True
    """False if the code of conduct has still to be accepted."""


def allowed(ask: Ask) -> bool:
    """What the table says of a request, in the words of the table."""
    return not (ask.in_conflict or _never(ask) or _gone(ask)) and (
        _by_glass(ask) or (_related(ask) and _granted(ask))
    )


def _granted(ask: Ask) -> bool:
    return any((ask.act, r, w) in ALLOWED for r in ask.relations for w in ask.roles)


def _related(ask: Ask) -> bool:
    return not ask.a_case or bool(ask.relations - {Relation.NONE})


def _by_glass(ask: Ask) -> bool:
    """A broken glass opens what it names, to whoever may break one."""
    open_to = words(
        _DRAWERS["glass_enforcement" if ask.regime is ENFORCEMENT else "glass"]
    )
    return (
        ask.act.value == "open_content"
        and bool(ask.drawers)
        and {each.value for each in ask.drawers} <= open_to
        and ask.drawers <= ask.glass
        and any((Act.BREAK_GLASS, Relation.NONE, role) in ALLOWED for role in ask.roles)
    )


def _never(ask: Ask) -> bool:
    act = ask.act.value
    about = act in _SEALED or act in _CASES or ask.act in ABOUT_A_CASE
    return (
        (bool(ask.roles & roles(_NEVER["keeping"])) and about)
        or (bool(ask.roles & roles(_NEVER["watching"])) and act in _SEALED)
        or (ask.regime is ENFORCEMENT and act in words(_NEVER["enforcement"]))
        or (ask.machine and act in words(_NEVER["machine"]))
        or (ask.of_the_asker and act in words(_NEVER["oneself"]))
    )


def _gone(ask: Ask) -> bool:
    """What stands in the way in the case itself, or in how it is asked for."""
    act = ask.act.value
    if ask.erased and act not in words(_STATE["after_erasure"]):
        return True
    if not ask.drawers:
        return False
    named = {each.value for each in ask.drawers}
    if act in OPENS | WRITES and not named <= open_to(ask.regime):
        return True
    if ask.restricted and act in words(_STATE["opens"]):
        told = ask.purpose.value if ask.purpose else ""
        if told not in words(_STATE["opened_for"]):
            return True
    if ask.restricted and act in words(_STATE["passes_on"]):
        grounds = {each.value if each else "" for each in ask.grounds}
        if not grounds or not grounds <= words(_STATE["passed_on_for"]):
            return True
    return act in OPENS and _asked_too_much(ask, named)


def _asked_too_much(ask: Ask, named: set[str]) -> bool:
    if ask.purpose is None or not ask.conduct:
        return True
    if not named & words(_DRAWERS["counted"]) or ask.opened < _DRAWERS["step_up_from"]:
        return False
    return ask.opened >= _DRAWERS["locked_from"] or not ask.fresh


def open_to(regime: Regime) -> frozenset[str]:
    """The drawers that the table opens to a regime."""
    return words(_DRAWERS["enforcement" if regime is ENFORCEMENT else "all"])


def header(ask: Ask) -> frozenset[str]:
    """What the header of a case shows."""
    table = WRITTEN["header"]
    shown = frozenset[str]().union(*(words(table.get(r, "")) for r in ask.relations))
    if Role.AUDITOR in ask.roles:
        shown -= words(table["not_to_auditor"])
    if ask.regime is ENFORCEMENT:
        shown -= words(table["not_to_enforcement"])
    return shown - words(table["not_after_erasure"]) if ask.erased else shown


def fields(ask: Ask) -> frozenset[str]:
    """What an allowed request shows, or lets be written."""
    if ask.act is Act.READ_CASE:
        return header(ask)
    if ask.act.value not in OPENS | WRITES:
        return frozenset()
    return frozenset(each.value for each in ask.drawers) or open_to(ask.regime)
