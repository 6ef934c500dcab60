"""What an administrator asks for and a coordinator agrees to: canaries, roles, doors.

Neither alone marks a case, gives a role that keeps the system, or lets somebody in who
was locked out; and nobody does it for themselves.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from referral.actions.joint import Held, Wanted, begin, hold
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Malformed, NotFound, NotPermitted
from referral.records.actors import Actor, ActorRole, roles_of
from referral.records.alarms import (
    Canary,
    forget_opened,
    is_canary,
    standing_alarms,
)
from referral.records.cases import case_by_code
from referral.records.chains import Happening
from referral.records.directory import is_in_use, waiting_roles
from referral.records.joint_acts import JointActRow
from referral.records.organisations import Organisation, label_of, organisation
from referral.rules.acts import Act
from referral.rules.approvals import second_approver
from referral.rules.roles import check_given, given_by_two
from workflows.vocabulary import ActorKind, EntryType, ExceptionKind, JointKind, Role

HOURS = 72
"""It waits three days for a coordinator, so that a weekend passes. Our own number."""
ALONE: Mapping[str, str] = {"given_by": "operator_alone"}
"""What an entry says of roles that nobody could agree to: the store was not in use."""


def ask_coordinator(
    work: Work, kind: JointKind, content: Mapping[str, Any], about: UUID | None = None
) -> Done:
    """Ask for what a coordinator has to agree to."""
    seats = second_approver([Role.COORDINATOR.value], HOURS)
    held = begin(work, None, Wanted(kind, kind.value, content, seats, about))
    details = {"standing": "asked", "content": held.joint.content}
    return Done("joint_act", held.row.id, held.row.version, details=details)


def ask_canary(work: Work, code: str) -> Done:
    """Ask a coordinator to mark a made-up case. Whether there is one, they see."""
    work.check(Act.MARK_CANARY)
    return ask_coordinator(work, JointKind.MARK_CANARY, {"code": code.strip().upper()})


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
    return ask_coordinator(work, JointKind.UNLOCK_ACTOR, {"actor": str(actor_id)})


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
    """Ask a coordinator to agree that somebody is given one more role.

    On a store that is not in use yet the operator gives it alone, as the entry says.

    Raises:
        NotFound: if there is nobody such on duty.
        NotPermitted: for a role that goes with none of theirs, or for oneself.
        AlreadyAnswered: if they hold it already, or it is asked already.
    """
    work.check(Act.GIVE_ROLE, of_the_asker=actor_id == work.actor.id)
    actor = _check_fits(work, actor_id, role)
    if needs_two(work):
        return ask_role(work, actor, role)
    return _give(work, actor, role, alone=True)


def needs_two(work: Work) -> bool:
    """True if a role is given by two people here."""
    with work.unit.beyond():
        in_use = is_in_use(work.unit.session)
    return given_by_two(work.actor.kind, in_use=in_use)


def ask_role(work: Work, actor: Actor, role: Role) -> Done:
    """Ask a coordinator for a role; they see for whom, and of which organisation."""
    with work.unit.beyond():
        for row in waiting_roles(work.unit.session, work.now):
            if row.about == actor.id and _role_in(work, row) is role:
                raise AlreadyAnswered("This role is asked for and waits.")
    content = {
        "actor": str(actor.id),
        "receiver": actor.sign_in_name,
        "receiver_of": label_of(work.unit.session, actor.organisation_id) or "",
        "role": role.value,
    }
    return ask_coordinator(work, JointKind.GIVE_ROLE, content, actor.id)


def _role_in(work: Work, row: JointActRow) -> Role:
    return Role(hold(work, row).content["role"])


def roles_waiting(work: Work) -> dict[UUID, tuple[Role, ...]]:
    """The roles that wait for a coordinator's yes, by whom they are for."""
    found: dict[UUID, tuple[Role, ...]] = {}
    with work.unit.beyond():
        for row in waiting_roles(work.unit.session, work.now):
            if row.about is not None:
                found[row.about] = (*found.get(row.about, ()), _role_in(work, row))
    return found


def check_gives_another(work: Work, held: Held) -> None:
    """Refuse a yes of whoever would receive the role.

    Raises:
        NotPermitted: naming what has to be: another actor.
    """
    if held.content["actor"] == str(work.actor.id):
        raise NotPermitted(
            "Nobody agrees to a role of their own: somebody else has to.",
            missing=("another_actor",),
        )


def _check_fits(work: Work, actor_id: UUID, role: Role) -> Actor:
    actor = work.unit.session.get(Actor, actor_id)
    if actor is None or not actor.active or actor.kind is ActorKind.SYSTEM:
        raise NotFound
    held = roles_of(work.unit.session, actor_id)
    if role in held:
        raise AlreadyAnswered("They hold this role already.")
    check_given(held, frozenset({role}))
    return actor


def give_asked(work: Work, held: Held) -> Mapping[str, Any]:
    """Give the role that two people agreed to give, if it still fits."""
    role = Role(held.content["role"])
    actor = _check_fits(work, UUID(held.content["actor"]), role)
    _give(work, actor, role)
    return {"given": role.value}


def _give(work: Work, actor: Actor, role: Role, *, alone: bool = False) -> Done:
    work.unit.session.add(ActorRole(actor_id=actor.id, role=role))
    fields = {"role": role.value, **(ALONE if alone else {})}
    given = Happening(EntryType.ROLE_GIVEN, fields, about=actor.id)
    work.enter(_body(work, actor), given)
    return Done("actor", actor.id)


def _body(work: Work, actor: Actor) -> Organisation:
    found = organisation(work.unit.session, actor.organisation_id)
    if found is None:
        raise NotFound
    return found
