"""Somebody leaves: what they leave behind is looked at, given on, and all ways in end.

A case is held by an organisation, so nothing moves to another one here. Of each case
that the leaving actor looks after, a colleague is named in its timeline;
what no colleague could work on is put before a coordinator who was asked by name.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.alarms import raise_alarm
from referral.actions.directory import actor_on_duty, last_of
from referral.actions.facts import compiled_for
from referral.actions.joint import digest_of
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, GuardNotMet, Malformed, StaleCase
from referral.records.actors import Actor, actor_by_name, roles_of
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.conflicts import kept_from
from referral.records.directory import (
    cases_held,
    colleagues_of,
    end_actor,
    held_by,
    offers_to_answer,
)
from referral.records.looking_after import looked_after_by
from referral.records.organisations import Organisation
from referral.rules.acts import Act
from referral.rules.departures import WORKING, Left, check_may_leave
from workflows.vocabulary import ActorKind, EntryType, ExceptionKind, Role, Track

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Departure:
    """What somebody would leave behind, told by codes and counts: no case is read."""

    actor_id: UUID
    sign_in_name: str
    organisation_id: UUID
    organisation: str
    roles: tuple[str, ...]
    looked_after: tuple[str, ...]
    """Codes of open cases they were named for, or were the last to work on since."""
    alone: tuple[str, ...]
    """Codes of open cases that nobody else in their organisation could work on."""
    offers: tuple[str, ...]
    """Codes of offers that nobody else in their organisation could answer."""
    last_of: tuple[str, ...]
    """Roles that nobody else in the mechanism holds."""
    sessions: int
    keys: int
    glasses: int
    """What they opened in an emergency and nobody has reviewed."""
    joint_acts: int
    """What they asked others for and has not ended. Others may still finish it, but
    for what an administrator asks a coordinator for: that is asked for anew."""
    colleagues: Mapping[str, str]
    """Who could take over: what they sign in as, by identifier."""
    seen: str = ""
    """SHA-256 of all this: the act is done on exactly what was looked at."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """That somebody leaves, and who takes over."""

    seen: str
    colleague_id: UUID | None = None
    """Who takes over what is not given to somebody else by its code."""
    by_case: Mapping[str, UUID] = field(default_factory=dict)
    coordinator: str | None = None
    """What a coordinator signs in as, who is asked about what nobody takes over."""


@dataclass(frozen=True, slots=True)
class _Behind:
    """What is left behind, as rows."""

    looked_after: Mapping[str, Case]
    alone: Mapping[str, Case]
    offers: frozenset[str]
    colleagues: Mapping[UUID, str]


def preview_departure(work: Work, actor_id: UUID) -> Departure:
    """What somebody would leave behind if they left now; one entry."""
    work.check(Act.END_ACTOR, of_the_asker=actor_id == work.actor.id)
    actor, body = actor_on_duty(work, actor_id)
    with work.unit.beyond():
        shown = _shown(work, actor, body, _behind(work, actor))
    fields = {"list": "departure", "shown": len(shown.looked_after)}
    what = Happening(EntryType.LIST_SHOWN, fields, about=actor.id)
    work.enter(work.own_organisation(), what)
    return shown


def open_cases(work: Work, cases: list[Case]) -> list[Case]:
    """Those of some cases that are neither closed nor erased."""
    return [
        case
        for case in cases
        if case.erased_at is None
        and case.protection
        not in compiled_for(work, case).closed.get(Track.PROTECTION, frozenset())
    ]


def _behind(work: Work, actor: Actor) -> _Behind:
    session, body = work.unit.session, actor.organisation_id
    others = colleagues_of(session, body, actor.id)
    held = {case.code: case for case in open_cases(work, cases_held(session, body))}
    last = looked_after_by(session, body, [case.id for case in held.values()])
    workers = {
        each: row.sign_in_name
        for each, (row, roles) in others.items()
        if row.kind is ActorKind.PERSON and roles & WORKING
    }
    mine = roles_of(session, actor.id)
    answers = any(Role.SERVICE_PROVIDER in roles for _, roles in others.values())
    asked = offers_to_answer(session, body) if Role.SERVICE_PROVIDER in mine else []
    return _Behind(
        {code: case for code, case in held.items() if last.get(case.id) == actor.id},
        held if mine & WORKING and not workers else {},
        frozenset() if answers else frozenset(offer.code for offer in asked),
        workers,
    )


def _shown(work: Work, actor: Actor, body: Organisation, behind: _Behind) -> Departure:
    session = work.unit.session
    held = held_by(session, actor.id, work.now)
    shown = Departure(
        actor_id=actor.id,
        sign_in_name=actor.sign_in_name,
        organisation_id=body.id,
        organisation=body.label,
        roles=tuple(sorted(roles_of(session, actor.id))),
        looked_after=tuple(sorted(behind.looked_after)),
        alone=tuple(sorted(behind.alone)),
        offers=tuple(sorted(behind.offers)),
        last_of=tuple(sorted(last_of(work, actor.id))),
        sessions=held.sessions,
        keys=held.keys,
        glasses=held.glasses,
        joint_acts=held.joint_acts,
        colleagues={str(each): name for each, name in behind.colleagues.items()},
    )
    return replace(shown, seen=seen_of(replace(shown, sessions=0)))


def seen_of(shown: "DataclassInstance") -> str:
    """SHA-256 of what was looked at, 64 hexadecimal digits."""
    words: dict[str, object] = json.loads(json.dumps(asdict(shown), default=str))
    return digest_of(words)


def leave(work: Work, actor_id: UUID, leaving: Leaving) -> Done:
    """End every way in of somebody, and say who takes over.

    Raises:
        NotFound: if there is nobody such.
        NotPermitted: for oneself.
        AlreadyAnswered: if they left before.
        StaleCase: if something has changed since it was looked at.
        GuardNotMet: if something would be left without anybody.
        Malformed: if no coordinator is known by the name.
    """
    work.check(Act.END_ACTOR, of_the_asker=actor_id == work.actor.id)
    actor, body = actor_on_duty(work, actor_id)
    with work.unit.beyond():
        behind = _behind(work, actor)
        shown = _shown(work, actor, body, behind)
        if not actor.active and not shown.roles:
            raise AlreadyAnswered("They left before.")
        if shown.seen != leaving.seen:
            raise StaleCase(missing=("current_version",))
        named = _named(shown, leaving)
        asked = _coordinator(work, leaving.coordinator, actor)
        check_may_leave(_left(shown), named, asked=asked is not None)
        _check_no_conflict(work, body, behind, named)
        _name_colleagues(work, actor, behind, named)
        ended = end_actor(work.unit.session, actor, work.now)
        without = {**behind.looked_after, **behind.alone}
        _tell(work, [case for code, case in without.items() if code not in named])
    counts = dict(zip(("sessions", "keys"), ended, strict=True))
    told = {"roles": list(shown.roles), **counts, "named": len(named)}
    if asked is not None:
        told["coordinator"] = str(asked.id)
    work.enter(body, Happening(EntryType.ACTOR_ENDED, told, about=actor.id))
    return Done("actor", actor.id, details=counts)


def _left(shown: Departure) -> Left:
    return Left(
        to_name=frozenset(shown.looked_after),
        to_nobody=frozenset((*shown.alone, *shown.offers)),
        colleagues=frozenset(shown.colleagues),
        last_of=frozenset(Role(word) for word in shown.last_of),
    )


def _named(shown: Departure, leaving: Leaving) -> dict[str, str]:
    """Who takes over which case, by its code.

    Raises:
        Malformed: for a code that is none of what is left.
    """
    if not set(leaving.by_case) <= set(shown.looked_after):
        fault = ("/by_case", "unknown_case")
        raise Malformed("One of these codes is not left behind.", faults=(fault,))
    everything = dict.fromkeys(shown.looked_after, leaving.colleague_id)
    chosen = {**everything, **leaving.by_case}
    return {code: str(who) for code, who in chosen.items() if who is not None}


def _coordinator(work: Work, name: str | None, leaves: Actor) -> Actor | None:
    """The coordinator who is asked by name."""
    if name is None:
        return None
    found = actor_by_name(work.unit.session, name)
    if (
        found is None
        or not found.active
        or found.id == leaves.id
        or Role.COORDINATOR not in roles_of(work.unit.session, found.id)
    ):
        fault = ("/coordinator", "unknown_actor")
        raise Malformed("No coordinator is known by this.", faults=(fault,))
    return found


def _check_no_conflict(
    work: Work, body: Organisation, behind: _Behind, named: Mapping[str, str]
) -> None:
    """Refuse to name somebody for a case they must have nothing to do with."""
    away = {
        who: kept_from(work.unit.session, UUID(who), body.id)
        for who in set(named.values())
    }
    if any(behind.looked_after[code].id in away[who] for code, who in named.items()):
        raise GuardNotMet(
            "This colleague cannot take over everything they are named for.",
            missing=("another_colleague",),
        )


def _name_colleagues(
    work: Work, actor: Actor, behind: _Behind, named: Mapping[str, str]
) -> None:
    for code, who in sorted(named.items()):
        fields = {"from": str(actor.id), "to": who}
        what = Happening(EntryType.COLLEAGUE_NAMED, fields, about=UUID(who))
        work.enter(behind.looked_after[code], what)


def _tell(work: Work, cases: list[Case]) -> None:
    """Put what nobody takes over onto the coordinators' list, case by case."""
    for case in cases:
        raise_alarm(work, ExceptionKind.NOBODY_LEFT, case.id)
