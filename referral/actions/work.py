"""How every act is done: who, on what, with which entry, and what a refusal leaves.

An action is a function of one `Work`. `perform` runs it in one transaction, refuses
to hand it over without a timeline entry, and, when it ends in a refusal, rolls it back
and leaves one `refused` entry in a transaction of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from referral.actions.acting import Work
from referral.actions.admitting import NOTHING, Asked, behind_glass
from referral.actions.answers import Done, RequestKey, answered, fingerprint, remember
from referral.actions.house import House
from referral.actions.on_duty import OnDuty
from referral.actions.outside import LEADS_OUT
from referral.errors import (
    Fault,
    Malformed,
    NotFound,
    Refusal,
    StaleCase,
    StoreUnavailable,
)
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening
from referral.records.database import Unit, Within
from referral.rules.deciding import Act
from referral.rules.machine_scope import check_in_scope
from workflows.vocabulary import ActorKind, EntryType, Role

__all__ = [
    "NOTHING",
    "Asked",
    "Done",
    "House",
    "OnDuty",
    "RequestKey",
    "Work",
    "case_for",
    "check_version",
    "fingerprint",
    "perform",
    "within",
]

T = TypeVar("T")
_EVERY_ROW = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER})


def case_for(
    work: Work,
    case_id: UUID,
    act: Act,
    asked: Asked = NOTHING,
    *,
    expects: int | None = None,
) -> Case:
    """The one door to a case: exists, may be known of, may be acted on, is not stale.

    Args:
        work: The act under way.
        case_id: The case.
        act: What would be done.
        asked: What would be opened or passed on by it, and what for.
        expects: The version that the actor saw.

    Raises:
        NotFound: if there is none, or none the actor may know of: the same answer.
        NotPermitted: if it may be known of but not acted on in this way.
        Erased: if only what remains of it could be asked for.
        UseRestricted: if it is only kept.
        StaleCase: if `expects` is given and is not the case's version.
    """
    case = case_by_id(work.unit.session, case_id, lock=not work.silent)
    if case is None:
        case = behind_glass(work, case_id, act)
    work.admit(case_id, act, asked)
    if case is None:
        raise NotFound
    check_version(case.version, expects)
    return case


def within(actor: OnDuty) -> Within | None:
    """Which rows the second fence leaves within an actor's reach.

    Coordinator and auditor have to do with every case, as the system has; whoever
    looks after data protection, with every glass that was broken.
    """
    if actor.kind is ActorKind.SYSTEM or actor.roles & _EVERY_ROW:
        return None
    return Within(actor.organisation_id, Role.ADMINISTRATOR in actor.roles)


def check_version(version: int, expects: int | None) -> None:
    """Refuse to act on something that has changed since it was looked at.

    Raises:
        StaleCase: if `expects` is given and differs.
    """
    if expects is not None and expects != version:
        raise StaleCase(missing=("current_version",))


def perform(
    house: House,
    actor: OnDuty,
    act: Callable[[Work], T],
    *,
    name: str,
    request: RequestKey | None = None,
) -> T:
    """Do one act for one actor, wholly or not at all.

    A request answered before gets the same answer again; only acts that answer
    `Done` take its key. While the log is forked only what leads out of that is done.
    """
    last: list[Work] = []

    def run(unit: Unit) -> T:
        work = Work(unit, house, actor)
        last[:] = [work]
        check_in_scope(actor.scope, name)
        if request is not None and (
            again := answered(unit, house.keyring, actor.id, request)
        ):
            return again  # type: ignore[return-value] # acts with a key answer Done
        result = act(work)
        if not unit.written:
            raise Fault("an act left no entry")
        if isinstance(result, Done):
            result = replace(result, receipts=tuple(work.receipts))
        if request is not None and isinstance(result, Done):
            remember(unit, house.keyring, actor.id, request, result, work.owner())
        return result

    try:
        result = house.store.act(run, within(actor), anyway=name in LEADS_OUT)
    except Refusal as refusal:
        if not isinstance(refusal, Malformed):
            _note_refusal(house, actor, name, refusal, last)
        raise
    house.names.take(last[0].renamed, last[0].forgotten)
    return result


def look(house: House, actor: OnDuty, act: Callable[[Work], T], *, name: str) -> T:
    """Show a list or a header: one entry, and without one while nothing can be written.

    Only what opens no drawer but `operational` may be looked at so.
    """
    try:
        return perform(house, actor, act, name=name)
    except StoreUnavailable:
        check_in_scope(actor.scope, name)
        return house.store.read(
            lambda unit: act(Work(unit, house, actor, silent=True)), within(actor)
        )


def _note_refusal(
    house: House, actor: OnDuty, name: str, refusal: Refusal, last: list[Work]
) -> None:
    known = last[0].known_case if last else None

    def note(unit: Unit) -> None:
        work = Work(unit, house, actor)
        case = case_by_id(unit.session, known, lock=True) if known else None
        chain = case or work.own_organisation()
        fields = {"act": name, "code": refusal.code, "missing": list(refusal.missing)}
        work.enter(chain, Happening(EntryType.REFUSED, fields))
        if refusal.afterwards:
            refusal.afterwards(work)

    house.store.act(note, within(actor), anyway=name in LEADS_OUT)
