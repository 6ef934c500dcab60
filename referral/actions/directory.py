"""Who takes part, as an administrator sees and changes it: names and roles, no case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.guarding import roles_waiting
from referral.actions.known_names import check_actor_name, check_label
from referral.actions.safe_places import check_telling
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, NotFound
from referral.records.actors import Actor, others_on_duty, roles_of
from referral.records.chains import Happening
from referral.records.directory import (
    bodies_ever,
    everybody_ever,
    hold_keepers,
    roles_by_actor,
    take_role,
    who_came_in,
)
from referral.records.organisations import Organisation, organisation
from referral.rules.acts import Act
from referral.rules.departures import NEVER_EMPTY, check_not_the_last
from workflows.vocabulary import ActorKind, EntryType, Role


@dataclass(frozen=True, slots=True)
class ActorView:
    """Somebody who acts for an organisation, or did."""

    id: UUID
    organisation_id: UUID
    sign_in_name: str
    kind: str
    active: bool
    admitted_at: datetime
    roles: tuple[str, ...]
    waiting: tuple[str, ...]
    """Roles that were asked for and wait for a coordinator."""
    came_in: bool
    """True for a person who has something of their own to sign in with."""


@dataclass(frozen=True, slots=True)
class BodyView:
    """An organisation that takes part, or did, with who acts for it."""

    id: UUID
    code: str
    label: str
    kind: str
    regime: str
    region: str
    active: bool
    admitted_at: datetime
    actors: tuple[ActorView, ...]


@dataclass(frozen=True, slots=True)
class BodyChange:
    """What an organisation is called from now on, and where it works.

    What kind of body it is and under which law it works is never changed: who may open
    what follows from it. Another kind of body is admitted anew.
    """

    label: str
    region: str = ""


def read_directory(work: Work) -> tuple[BodyView, ...]:
    """Every organisation with everybody who acts or acted for it; one entry."""
    work.check(Act.ADMINISTER)
    session = work.unit.session
    roles, waiting = roles_by_actor(session), roles_waiting(work)
    with work.unit.beyond():
        came_in = who_came_in(session)
    found: dict[UUID, list[ActorView]] = {}
    for actor in everybody_ever(session):
        view = ActorView(
            id=actor.id,
            organisation_id=actor.organisation_id,
            sign_in_name=actor.sign_in_name,
            kind=actor.kind.value,
            active=actor.active,
            admitted_at=actor.admitted_at,
            roles=tuple(sorted(roles.get(actor.id, frozenset()))),
            waiting=tuple(waiting.get(actor.id, ())),
            came_in=actor.id in came_in,
        )
        found.setdefault(actor.organisation_id, []).append(view)
    bodies = bodies_ever(session)
    fields = {"list": "directory", "shown": len(bodies)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return tuple(_body_view(body, tuple(found.get(body.id, ()))) for body in bodies)


def _body_view(body: Organisation, actors: tuple[ActorView, ...]) -> BodyView:
    return BodyView(
        id=body.id,
        code=body.code,
        label=body.label,
        kind=body.kind.value,
        regime=body.regime.value,
        region=body.region,
        active=body.active,
        admitted_at=body.admitted_at,
        actors=actors,
    )


def body_on_duty(work: Work, body_id: UUID) -> Organisation:
    """An organisation that takes part.

    Raises:
        NotFound: if there is none such.
    """
    body = organisation(work.unit.session, body_id)
    if body is None or not body.active:
        raise NotFound
    return body


def actor_on_duty(work: Work, actor_id: UUID) -> tuple[Actor, Organisation]:
    """Somebody who may sign in, or is locked out; with their organisation.

    Raises:
        NotFound: if there is nobody such. The system itself is nobody.
    """
    actor = work.unit.session.get(Actor, actor_id)
    body = organisation(work.unit.session, actor.organisation_id) if actor else None
    if actor is None or body is None or actor.kind is ActorKind.SYSTEM:
        raise NotFound
    return actor, body


def change_organisation(work: Work, body_id: UUID, change: BodyChange) -> Done:
    """Call an organisation otherwise from now on.

    Raises:
        NotFound: if it does not take part.
        Malformed: for a label that looks like another's.
    """
    work.check(Act.ADMINISTER)
    body = body_on_duty(work, body_id)
    check_telling(work, {"organisation.label": change.label}, None)
    check_label(work.unit, body, change.label)
    changed = [
        name
        for name in ("label", "region")
        if getattr(body, name) != _new(change, name)
    ]
    body.label, body.region = change.label, change.region
    work.unit.session.add(body)
    what = Happening(
        EntryType.ORGANISATION_CHANGED, {"changed": changed}, about=body.id
    )
    work.enter(body, what)
    return Done("organisation", body.id)


def _new(change: BodyChange, name: str) -> str:
    value: str = getattr(change, name)
    return value


def rename_actor(work: Work, actor_id: UUID, name: str) -> Done:
    """Let somebody sign in under another name from now on.

    Raises:
        NotFound: if there is nobody such on duty.
        Malformed: if the name is taken, or looks like another's.
    """
    work.check(Act.ADMINISTER)
    actor, body = actor_on_duty(work, actor_id)
    if not actor.active:
        raise NotFound
    check_actor_name(work, name, but=actor.sign_in_name)
    actor.sign_in_name = name
    work.unit.session.add(actor)
    what = Happening(
        EntryType.ACTOR_CHANGED, {"changed": ["sign_in_name"]}, about=actor.id
    )
    work.enter(body, what)
    return Done("actor", actor.id)


def last_of(work: Work, *who: UUID) -> frozenset[Role]:
    """The roles of one or several actors that nobody but them holds anywhere."""
    session = work.unit.session
    hold_keepers(session, NEVER_EMPTY)
    others = others_on_duty(session, frozenset(who)).values()
    held = frozenset[Role]().union(*(roles_of(session, each) for each in who))
    return held - frozenset[Role]().union(*others)


def take(work: Work, actor_id: UUID, role: Role) -> Done:
    """Take a role away, at once and alone: it needs nobody's yes to do less.

    Raises:
        NotFound: if there is nobody such.
        AlreadyAnswered: if they do not hold it.
        GuardNotMet: for the last administrator and the last coordinator.
    """
    work.check(Act.TAKE_ROLE)
    actor, body = actor_on_duty(work, actor_id)
    check_not_the_last(last_of(work, actor_id) & {role})
    if not take_role(work.unit.session, actor.id, role):
        raise AlreadyAnswered("They do not hold this role.")
    what = Happening(EntryType.ROLE_TAKEN, {"role": role.value}, about=actor.id)
    work.enter(body, what)
    return Done("actor", actor.id)
