"""Keys of machines: made, followed by the next, revoked, listed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from referral.actions.guarding import ALONE
from referral.actions.work import Done, Work
from referral.errors import Malformed, NotFound
from referral.records.actors import Actor, MachineKey, roles_of
from referral.records.chains import Happening
from referral.records.machines import (
    AnyKey,
    SigningKey,
    any_key,
    keys_of,
    public_key_taken,
)
from referral.records.organisations import organisation
from referral.rules.acts import Act
from referral.rules.machine_scope import (
    LONGEST_OVERLAP,
    acts_of,
    check_lifetime,
    check_no_wider,
    check_scope,
)
from referral.vault.secrets import new_token, token_digest
from referral.vault.signed_requests import KEY_BYTES
from workflows.vocabulary import ActorKind, EntryType


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key of a machine; never its secret, which is kept nowhere."""

    id: UUID
    signs: bool
    """True if requests are signed with it; else it is sent with them."""
    scope: tuple[str, ...]
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key of a machine is to be."""

    machine_id: UUID
    scope: str
    """Acts by name, apart by spaces."""
    lifetime: timedelta
    alone: bool = False
    """True where nobody could agree to it: the store was not in use."""


def make_key(work: Work, new: NewKey) -> Done:
    """Draw a machine's key, told once in the answer and stored as a digest."""
    key_id, secret = work.new_id(), new_token()
    row = MachineKey(
        id=key_id,
        actor_id=new.machine_id,
        digest=token_digest(secret),
        issued_at=work.now,
        expires_at=work.now + new.lifetime,
        scope=new.scope,
    )
    work.unit.session.add(row)
    _issued(work, new)
    details = {"key": f"rk_{key_id.hex}_{secret}"}
    return Done("machine_key", key_id, details=details)


def make_signing_key(work: Work, new: NewKey, public_key: bytes) -> Done:
    """Keep the public half of a key that a machine signs its requests with.

    Raises:
        Malformed: if it was registered before.
    """
    check_public_key(work, public_key)
    with work.unit.beyond():
        row = SigningKey(
            id=work.new_id(),
            actor_id=new.machine_id,
            public_key=public_key,
            scope=new.scope,
            registered_at=work.now,
            expires_at=work.now + new.lifetime,
        )
        work.unit.session.add(row)
    _issued(work, new)
    return Done("signing_key", row.id, details={"keyid": row.id.hex})


def check_public_key(work: Work, public_key: bytes) -> None:
    """Pass silently for a public key of Ed25519 that nobody has registered.

    Raises:
        Malformed: if it is none, or is known already.
    """
    with work.unit.beyond():
        taken = public_key_taken(work.unit.session, public_key)
    if len(public_key) != KEY_BYTES or taken:
        fault = ("/public_key", "taken" if taken else "32_bytes")
        raise Malformed("This key cannot be registered.", faults=(fault,))


def follow_key(
    work: Work,
    key_id: UUID,
    lifetime: timedelta,
    overlap: timedelta,
    scope: frozenset[Act] | None = None,
) -> Done:
    """Give a machine the key that follows another, one person's act.

    The old one opens for the overlap still, up to a week, and not longer than before.

    Args:
        work: The act.
        key_id: The key that is followed.
        lifetime: How long the next one lasts, up to 180 days.
        overlap: For how long the old one opens still.
        scope: The acts it serves for, of the old one's; by default the same.

    Raises:
        NotFound: if there is no such key that is sent with requests, or it has ended.
        NotPermitted: for acts that the old one does not serve for: two give those.
        Malformed: for another lifetime, or acts that the machine's roles do not have.
    """
    old = _live(work, key_id)
    if not isinstance(old, MachineKey):
        raise NotFound
    check_lifetime(overlap, LONGEST_OVERLAP)
    check_lifetime(lifetime)
    had = frozenset(map(Act, old.scope.split())) if old.scope else None
    machine, words = machine_for_key(work, old.actor_id, scope or had)
    if had is not None:
        check_no_wider(frozenset(map(Act, words.split())), had)
    done = make_key(work, NewKey(machine.id, words, lifetime))
    with work.unit.beyond():
        old.expires_at = min(old.expires_at, work.now + overlap)
        work.unit.session.add(old)
    return done


def revoke_key(work: Work, key_id: UUID) -> Done:
    """End a key; the next request with it is refused.

    Raises:
        NotFound: if there is no such key, or it has ended.
    """
    row = _live(work, key_id)
    with work.unit.beyond():
        row.revoked_at = work.now
        work.unit.session.add(row)
    _enter(work, row.actor_id, EntryType.CREDENTIAL_REVOKED, row.scope or "")
    return Done("machine_key", key_id)


def list_keys(work: Work, actor_id: UUID) -> list[KeyView]:
    """Every key that a machine was given, and what each serves for.

    Raises:
        NotFound: if there is no such machine; one without a role is one.
    """
    _machine(work, actor_id)
    what = Happening(EntryType.LIST_SHOWN, {"list": "machine_keys"}, about=actor_id)
    work.enter(work.own_organisation(), what)
    with work.unit.beyond():
        rows = keys_of(work.unit.session, actor_id)
    return [
        KeyView(
            row.id,
            isinstance(row, SigningKey),
            tuple((row.scope or "").split()),
            row.expires_at,
            row.revoked_at,
        )
        for row in rows
    ]


def machine_for_key(
    work: Work, actor_id: UUID, scope: frozenset[Act] | None
) -> tuple[Actor, str]:
    """The machine, and the acts that its key is for, in words.

    Raises:
        NotFound: if there is no such machine.
        Malformed: for acts that its roles do not have.
    """
    actor = _machine(work, actor_id)
    return actor, words_of_scope(work, actor_id, scope)


def _machine(work: Work, actor_id: UUID) -> Actor:
    work.check(Act.ADMINISTER)
    actor = work.unit.session.get(Actor, actor_id)
    if actor is None or actor.kind is not ActorKind.MACHINE:
        raise NotFound
    return actor


def words_of_scope(work: Work, actor_id: UUID, scope: frozenset[Act] | None) -> str:
    """The acts of a key, apart by spaces; by default all that its roles have now.

    Raises:
        Malformed: for acts that the machine's roles do not have.
    """
    roles = roles_of(work.unit.session, actor_id)
    wanted = acts_of(roles) if scope is None else scope
    check_scope(wanted, roles)
    return " ".join(sorted(wanted))


def _live(work: Work, key_id: UUID) -> AnyKey:
    work.check(Act.ADMINISTER)
    with work.unit.beyond():
        row = any_key(work.unit.session, key_id)
    if row is None or row.revoked_at is not None or row.expires_at <= work.now:
        raise NotFound
    return row


def _issued(work: Work, new: NewKey) -> None:
    what = EntryType.CREDENTIAL_ISSUED
    _enter(work, new.machine_id, what, new.scope, alone=new.alone)


def _enter(
    work: Work, actor_id: UUID, what: EntryType, scope: str, *, alone: bool = False
) -> None:
    actor = work.unit.session.get(Actor, actor_id)
    body = organisation(work.unit.session, actor.organisation_id) if actor else None
    if body is None:
        raise NotFound
    fields = {"scope": scope.split(), **(ALONE if alone else {})}
    work.enter(body, Happening(what, fields, about=actor_id))
