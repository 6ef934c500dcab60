"""The parts of a mechanism beside its tracks, as rows of tables for a reference page.

Every row ends with its ground and with how sure we are of it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workflows.schema import UNSET, Ground, Pathway
from workflows.shapes import Clock, Span


class Part(NamedTuple):
    """One table: its title, its heads and its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parts(pathway: Pathway) -> Iterator[Part]:
    """Every part that the file states, in the order a reader asks for it."""
    made = (
        _part("First line", ("Who", "Since"), _first_line(pathway)),
        _part("Formal identification", ("What", "Says"), _formal(pathway)),
        _part("Acts of several people", ("Act", "Seats", "Lapses"), _quorums(pathway)),
        _part("Danger", ("Level", "Leads to"), _risk(pathway)),
        _part("Kinds of place", ("Place", "Takes"), _places(pathway)),
        _part("Left only with two approvals", ("Place", "Lasts"), _exits(pathway)),
        _part("Tied to formal status", ("Help", "Stage"), _tied(pathway)),
        _part("Registers", ("Register", "Kept by", "Told of"), _registers(pathway)),
        _part("Across borders", ("Scheme", "Parties", "Forms"), _across(pathway)),
        _part("National terms", ("Stage", "Language", "Term"), _terms(pathway)),
        _part("Asked of every case", ("Question", "Opens in"), _asked(pathway)),
        _part("Interviews", ("What", "Says"), _interviews(pathway)),
        _part("Individual plan", ("What", "Says"), _plan(pathway)),
        _part("How a case ends", ("What", "Says"), _closure(pathway)),
    )
    return (part for part in made if part.rows)


Row = tuple[tuple[str, ...], Ground | None]


def ground_cells(ground: Ground | None) -> tuple[str, str]:
    """A ground in two cells: what it rests on, and how sure we are."""
    if ground is None:
        return "", ""
    named = " ".join(part for part in (ground.source, ground.article) if part)
    told = ". ".join(part for part in (named, ground.note) if part)
    return told, ground.confidence.value


def length(clock: Clock) -> str:
    """A clock in words: how long, counted how, ended by what, changed for what."""
    words = f"{clock.n} x {clock.unit.value}, counted {clock.counts.value}"
    at_least = f", at least {_span(clock.floor)}" if clock.floor else ""
    told = f"{words}, ends by {clock.ends.value}{at_least}"
    if clock.extension:
        by = _span(clock.extension.by) if clock.extension.by else "as long as decided"
        told += f"; extended by {by} for {', '.join(clock.extension.reasons)}"
    if clock.suspension:
        told += f"; stands still for {', '.join(clock.suspension.reasons)}"
    return told


def _span(span: Span) -> str:
    return f"{span.n} x {span.unit.value}"


def _part(title: str, heads: tuple[str, ...], rows: Iterable[Row]) -> Part:
    filled = tuple((*cells, *ground_cells(ground)) for cells, ground in rows)
    return Part(title, (*heads, "Ground", "Confidence"), filled)


def _first_line(pathway: Pathway) -> Iterator[Row]:
    for who in pathway.first_line:
        yield (who.label, str(who.since or "")), who.ground


def _formal(pathway: Pathway) -> Iterator[Row]:
    formal = pathway.formal
    if formal is None:
        return
    yield ("Body", formal.body), formal.ground
    if formal.foreign_body:
        yield ("For foreign nationals", formal.foreign_body), formal.ground
    if formal.child_body:
        yield ("For children", formal.child_body), formal.ground
    yield ("Set going by", formal.trigger.value), formal.ground
    appeal = formal.appeal.value if formal.appeal else UNSET
    yield ("Legal remedy", appeal), formal.appeal_ground
    if formal.proofs:
        yield ("Standard of proof", ", ".join(formal.proofs)), formal.ground
    if formal.criteria:
        yield ("Screening rule (advice)", formal.criteria), formal.ground


def _quorums(pathway: Pathway) -> Iterator[Row]:
    for quorum in pathway.quorums:
        within = quorum.within or "not stated"
        yield (quorum.label, _seats(quorum.seats), within), quorum.ground
        for variant in quorum.variants:
            who = f"{quorum.label}: {', '.join(variant.when)}"
            ground = variant.ground or quorum.ground
            yield (who, _seats(variant.seats), within), ground


def _seats(seats: Iterable[Iterable[str]]) -> str:
    return " + ".join(" or ".join(str(role) for role in seat) for seat in seats)


def _risk(pathway: Pathway) -> Iterator[Row]:
    if pathway.risk:
        for each in pathway.risk.placements:
            yield (each.level.value, each.place), pathway.risk.ground


def _places(pathway: Pathway) -> Iterator[Row]:
    for place in pathway.places:
        years = f"from {place.minimum_age} years" if place.minimum_age else ""
        capacity = f"{place.capacity} places" if place.capacity else ""
        listed = (*place.sexes, *place.age_classes, *place.risk_levels, years, capacity)
        takes = ", ".join(str(word) for word in listed if word) or "not stated"
        yield (place.label, takes), place.ground


def _exits(pathway: Pathway) -> Iterator[Row]:
    for way in pathway.exits:
        clock = pathway.clocks.get(way.lasts)
        yield (way.place, length(clock) if clock else UNSET), way.ground


def _tied(pathway: Pathway) -> Iterator[Row]:
    for bound in pathway.entitlements:
        yield (bound.label, bound.stage), bound.ground


def _registers(pathway: Pathway) -> Iterator[Row]:
    for register in pathway.registers:
        told = ", ".join(register.notify_on) or UNSET
        yield (register.label, register.owner, told), register.ground


def _across(pathway: Pathway) -> Iterator[Row]:
    scheme = pathway.transnational
    if scheme:
        parties, forms = ", ".join(scheme.partners), str(scheme.forms or "")
        yield (scheme.label, parties, forms), scheme.ground


def _terms(pathway: Pathway) -> Iterator[Row]:
    for term in pathway.terms:
        words = f"{term.text} ({term.short})" if term.short else term.text
        yield (term.stage, term.language, words), term.ground


def _asked(pathway: Pathway) -> Iterator[Row]:
    for rule in pathway.milestones:
        opens = ", ".join(rule.opens_in) or "when it happens"
        yield (rule.label, opens), rule.ground


def _interviews(pathway: Pathway) -> Iterator[Row]:
    register = pathway.interviews
    if register is None:
        return
    again = "with a reason" if register.repeat_needs_reason else "at any time"
    yield ("Topics", ", ".join(register.topics)), register.ground
    yield ("A second interview on a topic", again), register.ground
    same = "always" if register.same_interviewer_for_child else "not asked for"
    yield ("The same interviewer for a child", same), register.ground


def _plan(pathway: Pathway) -> Iterator[Row]:
    rule = pathway.individual_plan
    if rule is not None:
        within = _span(rule.within) if rule.within else UNSET
        again = _span(rule.review_every) if rule.review_every else UNSET
        yield ("Written within", within), rule.ground
        yield ("Looked at again after", again), rule.ground


def _closure(pathway: Pathway) -> Iterator[Row]:
    closure = pathway.closure
    if closure is None:
        return
    yield ("Outcomes", ", ".join(closure.outcomes)), closure.outcomes_ground
    follow = ", ".join(map(_span, closure.follow_up or ())) or UNSET
    yield ("Follow-up", follow), closure.follow_up_ground
    yield ("Opened again for", ", ".join(closure.reopen_reasons)), None
    keep = pathway.retention
    kept = _span(keep.keep) if keep else f"{UNSET}: nothing is purged"
    yield ("Records kept for", kept), keep.ground if keep else None
