"""Sessions of people: begun, recognised, listed, and ended on the next request."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.factors import check_own_sign_in, has_factor
from referral.actions.machines import MACHINE_PREFIX, machine_for
from referral.actions.work import Done, House, OnDuty, Work
from referral.errors import NotFound, NotSignedIn, StoreUnavailable
from referral.records.actors import Password, SignIn, take_session
from referral.records.chains import By, Happening, append
from referral.records.database import Unit
from referral.records.organisations import organisation
from referral.records.signing_in import sessions_of
from referral.rules.locking import check_not_ended, check_not_locked
from referral.rules.signing_in import (
    LONGEST,
    WITH_PASSWORD,
    awaits_factor,
    check_not_over,
    check_own_password,
    check_second_factor,
    proven_at,
)
from referral.vault.secrets import new_token, token_digest
from workflows.vocabulary import EntryType, SignInWay


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that was opened: the token is told once and kept nowhere."""

    token: str = field(repr=False)
    expires_at: datetime
    actor: OnDuty
    second_factor_needed: bool = False
    """True if it serves for nothing but setting up a second factor, or showing it."""
    new_password_needed: bool = False
    """True if it serves for nothing but taking a password in place of a first one."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of one's own sessions."""

    id: UUID
    began_at: datetime
    seen_at: datetime
    way: SignInWay | None
    this_one: bool


def begin(house: House, unit: Unit, actor_id: UUID, way: SignInWay) -> OpenedSession:
    """Open a session for somebody who has proven who they are; one entry."""
    stepped_up_at = proven_at(way, unit.now)
    actor, token = on_duty(unit.session, actor_id, stepped_up_at), new_token()
    row = SignIn(
        digest=token_digest(token),
        actor_id=actor.id,
        began_at=unit.now,
        seen_at=unit.now,
        way=way,
        stepped_up_at=stepped_up_at,
    )
    unit.session.add(row)
    enter(house, unit, actor, EntryType.SIGNED_IN, {"way": way.value})
    return told(house, unit, row, token, actor)


def told(
    house: House, unit: Unit, row: SignIn, token: str, actor: OnDuty
) -> OpenedSession:
    """A session as whoever opened it is told of it."""
    required = house.door.rules.second_factor
    has_one = has_factor(unit, actor.id)
    waits = awaits_factor(row.way, required=required, has_one=has_one)
    first = first_until(unit, actor.id, row.way) is not None
    return OpenedSession(token, row.began_at + LONGEST, actor, waits, first)


def enter(
    house: House, unit: Unit, actor: OnDuty, what: EntryType, fields: dict[str, str]
) -> None:
    """One entry about an actor's own way in, on their organisation's chain."""
    body = organisation(unit.session, actor.organisation_id)
    if body is None:
        raise NotSignedIn
    by = By(actor.id, actor.organisation_id)
    append(unit, house.keyring, body, by, Happening(what, fields, about=actor.id))


def actor_for(
    house: House,
    token: str,
    *,
    setting_up: bool = False,
    new_password: bool = False,
    handheld: bool = False,
) -> OnDuty:
    """Who carries this token: a session's, or a machine's `rk_<id>_<secret>`.

    Args:
        house: Where they are known.
        token: As it was sent.
        setting_up: True where a session will do that awaits its second factor.
        new_password: True where one will do that was opened with a first password.
        handheld: True if it comes from a telephone: its session is one from then on.

    Raises:
        NotSignedIn: if it is unknown, ended or expired; or locked: `missing` says so.
        NotPermitted: if a first password has to be replaced before anything else.
        SecondFactorNeeded: if one has to be set up before anything else.
        StepUpNeeded: if there is one, and it has to be shown before anything else.
    """
    if token.startswith(MACHINE_PREFIX + "_"):
        return machine_for(house, token)
    come, now = house.store.read(lambda unit: (_person(house, unit, token), unit.now))
    first, phone = come.first_until is not None, handheld or come.actor.handheld
    known = {"required": house.door.rules.second_factor, "has_one": come.has_one}
    if first and new_password:
        check_not_over(come.first_until, now)
    else:
        check_own_password(come.first_until, now)
        if not setting_up:
            check_second_factor(come.way, **known)
    if come.stale or phone is not come.actor.handheld:
        _mark(house, token, handheld=handheld)
    waits = awaits_factor(come.way, **known)
    return replace(come.actor, waits=waits, first_password=first, handheld=phone)


def _mark(house: House, token: str, *, handheld: bool) -> None:
    """Somebody was here. A store that cannot be written stands in nobody's way."""

    def seen(unit: Unit) -> None:
        session = unit.session.get(SignIn, token_digest(token))
        if session is not None:
            session.seen_at = unit.now
            session.handheld = session.handheld or handheld
            unit.session.add(session)

    with suppress(StoreUnavailable):
        house.store.act(seen, anyway=True)


def live(house: House, unit: Unit, token: str) -> SignIn:
    """The session of a token, as long as it is one.

    Raises:
        NotSignedIn: if it is unknown, has ended, or is locked.
    """
    return live_with(house, unit, token_digest(token))


def live_with(house: House, unit: Unit, digest: bytes) -> SignIn:
    """The session of a token with this digest, as long as it is one.

    Raises:
        NotSignedIn: if it is unknown, has ended, or is locked.
    """
    session = held_with(unit, digest)
    check_not_locked(
        session.locked_at, session.seen_at, _lasts(house, session), unit.now
    )
    return session


def held_with(unit: Unit, digest: bytes) -> SignIn:
    """The session of a token with this digest, locked or not.

    Raises:
        NotSignedIn: if it is unknown or has ended.
    """
    session = unit.session.get(SignIn, digest)
    if session is None:
        raise NotSignedIn
    check_not_ended(session.began_at, session.ended_at, unit.now)
    return session


def _lasts(house: House, session: SignIn) -> timedelta:
    return house.door.rules.idle.lasts(handheld=bool(session.handheld))


@dataclass(frozen=True, slots=True)
class _Come:
    """Somebody who carries a session's token, and how they came in."""

    actor: OnDuty
    stale: bool
    way: SignInWay | None
    has_one: bool
    first_until: datetime | None


def _person(house: House, unit: Unit, token: str) -> _Come:
    session = live(house, unit, token)
    actor = on_duty(unit.session, session.actor_id, session.stepped_up_at)
    asked, handheld = session.way is SignInWay.OPENID, bool(session.handheld)
    often = house.door.rules.idle.seen_every(handheld=handheld)
    return _Come(
        replace(actor, handheld=handheld),
        unit.now - session.seen_at > often,
        session.way,
        asked and has_factor(unit, actor.id),
        first_until(unit, actor.id, session.way),
    )


def first_until(unit: Unit, me: UUID, way: SignInWay | None) -> datetime | None:
    """Until when a first password is good that somebody came in with; else None."""
    row = unit.session.get(Password, me) if way in WITH_PASSWORD else None
    return row.first_until if row else None


def whose_session(house: House, token: str) -> UUID | None:
    """Who opened the session of this token, even if it has ended since."""

    def look_up(unit: Unit) -> UUID | None:
        session = unit.session.get(SignIn, token_digest(token))
        return session.actor_id if session else None

    return house.store.read(look_up)


def sign_out(house: House, token: str) -> None:
    """End a session; the next request with its token is refused."""

    def end(unit: Unit) -> None:
        session = unit.session.get(SignIn, token_digest(token))
        if session is None or not take_session(unit.session, session.digest, unit.now):
            raise NotSignedIn
        actor = on_duty(unit.session, session.actor_id)
        enter(house, unit, actor, EntryType.SIGNED_OUT, {})

    house.store.act(end, anyway=True)


def list_sessions(work: Work, token: str) -> list[SessionView]:
    """One's own sessions that are open, the newest first."""
    check_own_sign_in(work)
    work.enter(
        work.own_organisation(), Happening(EntryType.LIST_SHOWN, {"list": "sessions"})
    )
    return [
        SessionView(
            session_id(row),
            row.began_at,
            row.seen_at,
            row.way,
            row.digest == token_digest(token),
        )
        for row in _open(work)
    ]


def end_session(work: Work, session: UUID) -> Done:
    """End one of one's own sessions.

    Raises:
        NotFound: if it is none of one's own, or has ended.
    """
    check_own_sign_in(work)
    found = [row for row in _open(work) if session_id(row) == session]
    if not found:
        raise NotFound
    return _end(work, found)


def end_all(work: Work) -> Done:
    """End every session of one's own, this one too."""
    check_own_sign_in(work)
    return _end(work, _open(work))


def _open(work: Work) -> list[SignIn]:
    with work.unit.beyond():
        rows = sessions_of(work.unit.session, work.actor.id, work.now - LONGEST)
    return list(rows)


def _end(work: Work, rows: list[SignIn]) -> Done:
    with work.unit.beyond():
        for row in rows:
            row.ended_at = work.now
            work.unit.session.add(row)
    what = Happening(
        EntryType.SESSIONS_ENDED, {"sessions": len(rows)}, about=work.actor.id
    )
    work.enter(work.own_organisation(), what)
    return Done("sessions", work.actor.id, details={"ended": len(rows)})


def session_id(row: SignIn) -> UUID:
    """A name for a session, which opens nothing."""
    return UUID(bytes=sha256(row.digest).digest()[:16])
