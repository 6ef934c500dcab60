"""Who takes part, for whoever administers; and what somebody who leaves leaves behind.

Nothing here opens anything: codes, counts, names inside the mechanism.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, delete, func, select, update
from sqlmodel import col as column

from referral.records.actors import (
    Actor,
    ActorRole,
    MachineKey,
    Password,
    SignIn,
    end_sessions_of,
)
from referral.records.alarms import Alarm
from referral.records.calendar_feeds import end_feed
from referral.records.cases import Case, CaseParty
from referral.records.glass import GlassBroken
from referral.records.joint_acts import JointActRow
from referral.records.kept_filters import end_filters_of
from referral.records.machines import SigningKey, keys_of
from referral.records.mailing import end_mail_of
from referral.records.openid import OpenidLink
from referral.records.organisations import Organisation, Service
from referral.records.referrals import OPEN_STAGES, Referral
from referral.records.signing_in import CodeSecret, Passkey
from workflows.vocabulary import (
    ActorKind,
    ExceptionKind,
    JointKind,
    ReferralStage,
    Relation,
    Role,
)


@dataclass(frozen=True, slots=True)
class Held:
    """How many ways in, and what under way, an actor has now."""

    sessions: int
    keys: int
    glasses: int
    joint_acts: int


def is_in_use(session: Session) -> bool:
    """True once a case was opened here, whatever became of it."""
    return session.exec(select(Case.id).limit(1)).first() is not None


def everybody_ever(session: Session) -> list[Actor]:
    """Every person and machine that was admitted, by name; not the system."""
    query = select(Actor).where(Actor.kind != ActorKind.SYSTEM)
    return list(session.exec(query.order_by(column(Actor.sign_in_name))).all())


def who_came_in(session: Session) -> frozenset[UUID]:
    """Who has a password, a factor or a link of their own to sign in with."""
    chosen = select(Password.actor_id).where(column(Password.first_until).is_(None))
    found = set(session.exec(chosen).all())
    for owner in (Passkey.actor_id, CodeSecret.actor_id, OpenidLink.actor_id):
        found |= set(session.exec(select(owner)).all())
    return frozenset(found)


def roles_by_actor(session: Session) -> dict[UUID, frozenset[Role]]:
    """The roles of everybody who has one."""
    found: dict[UUID, set[Role]] = {}
    for row in session.exec(select(ActorRole)):
        found.setdefault(row.actor_id, set()).add(row.role)
    return {actor: frozenset(roles) for actor, roles in found.items()}


def bodies_ever(session: Session) -> list[Organisation]:
    """Every organisation that was admitted, by label."""
    query = select(Organisation).order_by(column(Organisation.label))
    return list(session.exec(query).all())


def colleagues_of(
    session: Session, organisation_id: UUID, but: UUID
) -> dict[UUID, tuple[Actor, frozenset[Role]]]:
    """Who else acts for an organisation now, people and machines, with their roles."""
    query = select(Actor).where(
        Actor.organisation_id == organisation_id, Actor.active, Actor.id != but
    )
    found = session.exec(query.order_by(column(Actor.sign_in_name))).all()
    roles = roles_by_actor(session)
    return {each.id: (each, roles.get(each.id, frozenset())) for each in found}


def waiting_roles(session: Session, now: datetime) -> list[JointActRow]:
    """Roles that were asked for and wait for somebody else."""
    query = select(JointActRow).where(
        JointActRow.kind == JointKind.GIVE_ROLE,
        column(JointActRow.ended_at).is_(None),
        column(JointActRow.ends_at) > now,
    )
    return list(session.exec(query.order_by(column(JointActRow.asked_at))).all())


def cases_held(session: Session, organisation_id: UUID) -> list[Case]:
    """Every case an organisation is responsible for, closed ones too, by code."""
    query = select(Case).where(Case.holder_id == organisation_id)
    return list(session.exec(query.order_by(column(Case.code))).all())


def offers_to_answer(session: Session, organisation_id: UUID) -> list[Referral]:
    """Offers that wait for the answer of an organisation."""
    query = select(Referral).where(
        Referral.addressee_id == organisation_id,
        column(Referral.stage).in_(OPEN_STAGES),
    )
    return list(session.exec(query).all())


def offers_under_way(session: Session, organisation_id: UUID) -> list[Referral]:
    """Offers that an organisation made, or was sent, until the person is there."""
    query = select(Referral).where(
        (column(Referral.addressee_id) == organisation_id)
        | (column(Referral.sender_id) == organisation_id),
        column(Referral.stage).in_((*OPEN_STAGES, ReferralStage.ACCEPTED)),
    )
    return list(session.exec(query).all())


def cases_served(session: Session, organisation_id: UUID) -> list[Case]:
    """Cases in which an organisation gives a service now, closed ones too, by code."""
    served = select(CaseParty.case_id).where(
        CaseParty.organisation_id == organisation_id,
        CaseParty.relation == Relation.PROVIDER,
        column(CaseParty.until).is_(None),
    )
    query = select(Case).where(column(Case.id).in_(served))
    return list(session.exec(query.order_by(column(Case.code))).all())


def held_by(session: Session, actor_id: UUID, now: datetime) -> Held:
    """Ways in that are open, and what an actor began."""
    sessions = select(func.count()).where(
        SignIn.actor_id == actor_id, column(SignIn.ended_at).is_(None)
    )
    glasses = select(func.count()).where(
        GlassBroken.actor_id == actor_id,
        column(GlassBroken.reviewed_at).is_(None),
    )
    joint = select(func.count()).where(
        JointActRow.asked_by == actor_id, column(JointActRow.ended_at).is_(None)
    )
    counts = [session.exec(each).one() for each in (sessions, glasses, joint)]
    live = [
        key
        for key in keys_of(session, actor_id)
        if key.revoked_at is None and key.expires_at > now
    ]
    return Held(counts[0], len(live), *counts[1:])


def end_actor(session: Session, actor: Actor, at: datetime) -> tuple[int, int]:
    """Let an actor in no more: no session, no key, no role, no calendar, no mail.

    Nor do they come back by being unlocked.

    Returns:
        How many sessions ended, and how many keys.
    """
    actor.active = False
    session.add(actor)
    sessions = end_sessions_of(session, actor.id, at)
    keys = 0
    for kind in (MachineKey, SigningKey):
        mine = column(kind.actor_id) == actor.id
        standing = column(kind.revoked_at).is_(None)
        ended = update(kind).where(mine, standing).values(revoked_at=at)
        keys += session.exec(ended).rowcount
    session.exec(delete(ActorRole).where(column(ActorRole.actor_id) == actor.id))
    locked = update(Alarm).where(
        column(Alarm.actor_id) == actor.id,
        column(Alarm.kind) == ExceptionKind.ACTOR_LOCKED,
        column(Alarm.ended_at).is_(None),
    )
    session.exec(locked.values(ended_at=at))
    end_mail_of(session, actor.id, at)
    end_feed(session, actor.id)
    end_filters_of(session, actor.id)
    return sessions, keys


def hold_keepers(session: Session, roles: Collection[Role]) -> None:
    """Let no other act end whoever holds one of these roles, until this one is over.

    PostgreSQL runs acts beside each other: two that each leave a role to the other's
    actor would leave it to nobody.
    """
    held = select(ActorRole.actor_id).where(column(ActorRole.role).in_(sorted(roles)))
    query = select(Actor.id).where(column(Actor.id).in_(held))
    # Not the strongest lock: rows that refer to these may be written meanwhile.
    session.exec(query.order_by(column(Actor.id)).with_for_update(key_share=True)).all()


def take_role(session: Session, actor_id: UUID, role: Role) -> bool:
    """Take a role away; False if it was not held."""
    row = session.get(ActorRole, (actor_id, role))
    if row is None:
        return False
    session.delete(row)
    return True


def end_services(session: Session, organisation_id: UUID) -> int:
    """Take every service of an organisation off the list; answers how many."""
    theirs = column(Service.organisation_id) == organisation_id
    ended = update(Service).where(theirs, column(Service.active)).values(active=False)
    return session.exec(ended).rowcount
