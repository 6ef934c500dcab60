"""Alarms: a canary that was opened, too many cases within an hour, somebody locked out.

They are raised in the transaction of the act that gives rise to them, or in the one
that notes its refusal.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.answers import Done
from referral.actions.telling import tell_of_alarm
from referral.errors import ActorLocked, NotFound, Refusal, StepUpNeeded
from referral.records.actors import Actor, end_sessions_of
from referral.records.alarms import (
    Alarm,
    alarms_like,
    coordinating,
    is_canary,
    standing_alarms,
)
from referral.records.chains import Happening
from referral.rules.acts import Act
from workflows.vocabulary import EntryType, ExceptionKind

if TYPE_CHECKING:
    from referral.actions.acting import Work

UNLOCKED_BY = frozenset({ExceptionKind.ACTOR_LOCKED})


def raise_alarm(
    work: "Work",
    kind: ExceptionKind,
    case_id: UUID | None = None,
    *,
    about: UUID | None = None,
    also: UUID | None = None,
    of: UUID | None = None,
) -> None:
    """Tell every coordinating body, and one more, what the actor did.

    Args:
        work: The act under way.
        kind: What happened.
        case_id: The case it happened with, if they may know of it.
        about: What has to be looked at.
        also: An organisation that is told beside the coordinators.
        of: The organisation it is about, where that is not the actor's.
    """
    with work.unit.beyond():
        told = [*coordinating(work.unit.session), *([also] if also else [])]
        for body in dict.fromkeys(told):
            alarm = Alarm(
                id=work.new_id(),
                kind=kind,
                organisation_id=body,
                actor_id=work.actor.id,
                acted_for_id=of or work.actor.organisation_id,
                case_id=case_id,
                about=about,
                at=work.now,
            )
            work.unit.session.add(alarm)
            tell_of_alarm(work, alarm)
    raised = Happening(EntryType.ALARM_RAISED, {"kind": kind.value}, about=about)
    work.enter(work.own_organisation(), raised)


def on_opening(work: "Work", case_id: UUID) -> None:
    """A canary sings: whoever opened it is signed out everywhere, and it is told.

    What they opened is shown to them as any other: nothing tells them.
    """
    with work.unit.beyond():
        if not is_canary(work.unit.session, case_id):
            return
        end_sessions_of(work.unit.session, work.actor.id, work.now)
    raise_alarm(work, ExceptionKind.CANARY_OPENED, case_id)


def on_many(work: "Work") -> None:
    """Tell once that somebody opens more cases than one person works on."""
    kind = ExceptionKind.MANY_OPENED
    with work.unit.beyond():
        told = standing_alarms(work.unit.session, work.actor.id, {kind})
    if not told:
        raise_alarm(work, kind)


def on_denial(refusal: Refusal) -> None:
    """Have what a refusal calls for done where it is noted."""
    if isinstance(refusal, StepUpNeeded):
        refusal.afterwards = on_many
    elif isinstance(refusal, ActorLocked):
        refusal.afterwards = lock_out


def lock_out(work: "Work") -> None:
    """End an actor's sessions and let them in no more, until two people say so."""
    with work.unit.beyond():
        actor = work.unit.session.get(Actor, work.actor.id)
        if actor is None or not actor.active:
            return
        actor.active = False
        work.unit.session.add(actor)
        end_sessions_of(work.unit.session, actor.id, work.now)
    raise_alarm(work, ExceptionKind.ACTOR_LOCKED)
    locked = Happening(EntryType.ACTOR_LOCKED, {}, about=work.actor.id)
    work.enter(work.own_organisation(), locked)


def end_alarm(work: "Work", alarm_id: UUID) -> Done:
    """A coordinator has dealt with what an alarm tells; it leaves every list.

    That somebody is locked out ends with their being let in again, and not by this.

    Raises:
        NotFound: if there is none that could be ended so.
    """
    work.check(Act.END_ALARM)
    alarm = work.unit.session.get(Alarm, alarm_id)
    if alarm is None or alarm.ended_at is not None or alarm.kind in UNLOCKED_BY:
        raise NotFound
    for each in alarms_like(work.unit.session, alarm):
        each.ended_at = work.now
        work.unit.session.add(each)
    fields = {"kind": alarm.kind.value}
    ended = Happening(EntryType.ALARM_ENDED, fields, about=alarm.id)
    work.enter(work.own_organisation(), ended)
    return Done("alarm", alarm.id)
