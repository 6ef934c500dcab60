"""Signing in with a password, and a code where there is a second factor.

Unknown name, wrong password and wrong code are one answer, after the same work. Every
try counts as failed until it has succeeded.
"""

from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.challenges import NOBODY
from referral.actions.second_factors import CodeWrong, second_factor
from referral.actions.sessions import OpenedSession, begin, enter
from referral.actions.tries import note_failed, try_once
from referral.actions.work import House
from referral.errors import NotSignedIn
from referral.records.actors import Password, actor_by_name, password_of
from referral.records.database import Unit
from referral.records.signing_in import forget_try
from referral.vault.secrets import nobodys_hash, password_matches
from workflows.vocabulary import EntryType, Factor


def _wrong() -> NotSignedIn:
    return NotSignedIn("Name, password or code is wrong.")


def sign_in(
    house: House, name: str, password: str, code: str = "", source: str = ""
) -> OpenedSession:
    """Open a session for a person.

    Args:
        house: Where.
        name: What they sign in as.
        password: Theirs.
        code: Of their app, or one from paper; empty where no second factor is set up.
        source: The address they come from, kept as a tag alone; empty if unknown.

    Raises:
        NotSignedIn: for an unknown name, a wrong password and a wrong code alike.
        TooManyTries: after five of those in 15 minutes, or twenty from one address.
        TooBusy: if too many sign in at this moment.
    """
    try_id = try_once(house, name.encode(), source)
    actor_id, hashed = house.store.read(lambda unit: _known(unit, name))
    matches = password_matches(password, hashed or nobodys_hash())
    if actor_id is None or not matches:
        note_failed(house, name.encode())
        raise _wrong()

    def let_in(unit: Unit) -> OpenedSession:
        check_the_same(unit, actor_id, hashed)
        way = second_factor(house, unit, actor_id, code)
        forget_try(unit.session, try_id)
        return begin(house, unit, actor_id, way)

    try:
        return house.store.act(let_in, anyway=True)
    except CodeWrong:
        fields = {"factor": Factor.CODE.value}
        note_failed(house, name.encode())
        note_refused(house, actor_id, fields)
        raise _wrong() from None


def check_the_same(unit: Unit, actor_id: UUID, hashed: str) -> None:
    """Pass silently if a password was not exchanged since it was looked at.

    Comparing takes a while. Whoever replaces a first password ends every session that
    was opened with it, and one that is being opened.

    Raises:
        NotSignedIn: if it was; like a wrong one.
    """
    row = password_of(unit.session, actor_id)
    if row is None or row.hashed != hashed:
        raise _wrong()


def note_refused(house: House, actor_id: UUID, fields: dict[str, str]) -> None:
    """Tell somebody's organisation that a part of what opens was right, and not all."""

    def note(unit: Unit) -> None:
        actor = on_duty(unit.session, actor_id)
        enter(house, unit, actor, EntryType.SIGN_IN_REFUSED, fields)

    house.store.act(note, anyway=True)


def _known(unit: Unit, name: str) -> tuple[UUID | None, str]:
    """Who signs in under a name, with their password's hash; asked alike for nobody.

    A first password that has run out lets nobody in, like a wrong one.
    """
    actor = None if "\0" in name else actor_by_name(unit.session, name)
    row = unit.session.get(Password, actor.id if actor else NOBODY)
    over = (
        row is not None and row.first_until is not None and row.first_until <= unit.now
    )
    known = actor is not None and actor.active and row is not None and not over
    return actor.id if known and actor else None, row.hashed if row else ""
