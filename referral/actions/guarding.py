"""What an administrator asks for and a coordinator agrees to: canaries, roles, doors.

Neither alone marks a case, gives a role that keeps the system, or lets somebody in who
was locked out; and nobody does it for themselves.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from referral.actions.joint import Held, Wanted, begin
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Malformed, NotFound
from referral.records.actors import Actor, ActorRole, roles_of
from referral.records.alarms import (
    Canary,
    forget_opened,
    is_canary,
    standing_alarms,
)
from referral.records.cases import case_by_code
from referral.records.chains import Happening
from referral.records.organisations import Organisation, organisation
from referral.rules.acts import Act
from referral.rules.approvals import second_approver
from referral.rules.roles import check_roles
from workflows.vocabulary import EntryType, ExceptionKind, JointKind, Role

HOURS = 72
"""It waits three days for a coordinator, so that a weekend passes. Our own number."""
KEEPING = frozenset({Role.ADMINISTRATOR, Role.KEY_OFFICER})
"""Roles that two people give."""


def _ask(work: Work, kind: JointKind, content: Mapping[str, Any]) -> Done:
    seats = second_approver([Role.COORDINATOR.value], HOURS)
    held = begin(work, None, Wanted(kind, kind.value, content, seats))
    details = {"standing": "asked", "content": held.joint.content}
    return Done("joint_act", held.row.id, held.row.version, details=details)


def ask_canary(work: Work, code: str) -> Done:
    """Ask a coordinator to mark a made-up case. Whether there is one, they see."""
    work.check(Act.MARK_CANARY)
    return _ask(work, JointKind.MARK_CANARY, {"code": code.strip().upper()})


def mark_asked(work: Work, held: Held) -> Mapping[str, Any]:
    """Mark the case that two people agreed to mark; the entry does not say which.

    Raises:
        Malformed: if there is no case of this code.
        AlreadyAnswered: if it was marked before.
    """
    case = case_by_code(work.unit.session, held.content["code"])
    if case is None or work.kept_away(case.id):
        fault = ("/code", "unknown_case")
        raise Malformed("There is no case of this code.", faults=(fault,))
    if is_canary(work.unit.session, case.id):
        raise AlreadyAnswered("This was marked before.")
    work.unit.session.add(Canary(case_id=case.id, marked_at=work.now))
    work.enter(work.own_organisation(), Happening(EntryType.CANARY_MARKED, {}))
    return {}


def ask_unlocking(work: Work, actor_id: UUID) -> Done:
    """Ask a coordinator to let somebody in again who was locked out.

    Raises:
        NotFound: if they are not locked out.
    """
    work.check(Act.UNLOCK_ACTOR, of_the_asker=actor_id == work.actor.id)
    with work.unit.beyond():
        if not _locked(work, actor_id):
            raise NotFound
    return _ask(work, JointKind.UNLOCK_ACTOR, {"actor": str(actor_id)})


def _locked(work: Work, actor_id: UUID) -> bool:
    kinds = {ExceptionKind.ACTOR_LOCKED}
    return bool(standing_alarms(work.unit.session, actor_id, kinds))


def unlock_asked(work: Work, held: Held) -> Mapping[str, Any]:
    """Let them in again, with nothing counted against them, as two people agreed.

    Raises:
        AlreadyAnswered: if they were let in meanwhile.
    """
    actor_id = UUID(held.content["actor"])
    actor = work.unit.session.get(Actor, actor_id)
    if actor is None or not _locked(work, actor_id):
        raise AlreadyAnswered("They were let in before.")
    actor.active = True
    work.unit.session.add(actor)
    forget_opened(work.unit.session, actor_id)
    kinds = {ExceptionKind.ACTOR_LOCKED, ExceptionKind.MANY_OPENED}
    for alarm in standing_alarms(work.unit.session, actor_id, kinds):
        alarm.ended_at = work.now
        work.unit.session.add(alarm)
    unlocked = Happening(EntryType.ACTOR_UNLOCKED, {}, about=actor_id)
    work.enter(_body(work, actor), unlocked)
    return {"unlocked": str(actor_id)}


def give_role(work: Work, actor_id: UUID, role: Role) -> Done:
    """Give somebody one more role; one that keeps the system, two people give.

    Raises:
        NotFound: if there is nobody such.
        NotPermitted: for a role that goes with none of theirs, or for oneself.
        AlreadyAnswered: if they hold it already.
    """
    work.check(Act.GIVE_ROLE, of_the_asker=actor_id == work.actor.id)
    actor = _check_fits(work, actor_id, role)
    if role in KEEPING:
        content = {"actor": str(actor_id), "role": role.value}
        return _ask(work, JointKind.GIVE_ROLE, content)
    return _give(work, actor, role)


def _check_fits(work: Work, actor_id: UUID, role: Role) -> Actor:
    actor = work.unit.session.get(Actor, actor_id)
    if actor is None:
        raise NotFound
    held = roles_of(work.unit.session, actor_id)
    if role in held:
        raise AlreadyAnswered("They hold this role already.")
    check_roles(held | {role})
    return actor


def give_asked(work: Work, held: Held) -> Mapping[str, Any]:
    """Give the role that two people agreed to give, if it still fits."""
    role = Role(held.content["role"])
    actor = _check_fits(work, UUID(held.content["actor"]), role)
    _give(work, actor, role)
    return {"given": role.value}


def _give(work: Work, actor: Actor, role: Role) -> Done:
    work.unit.session.add(ActorRole(actor_id=actor.id, role=role))
    given = Happening(EntryType.ROLE_GIVEN, {"role": role.value}, about=actor.id)
    work.enter(_body(work, actor), given)
    return Done("actor", actor.id)


def _body(work: Work, actor: Actor) -> Organisation:
    found = organisation(work.unit.session, actor.organisation_id)
    if found is None:
        raise NotFound
    return found
