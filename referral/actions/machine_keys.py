"""Keys of machines: given out, registered, followed by the next, revoked, listed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

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


def issue_key(
    work: Work,
    actor_id: UUID,
    lifetime: timedelta,
    scope: frozenset[Act] | None = None,
) -> Done:
    """Give a machine a new key, told once in the answer and stored as a digest.

    Args:
        work: The act.
        actor_id: The machine.
        lifetime: How long, up to 180 days.
        scope: The acts it serves for; by default every one that the machine's roles
            have now, by name.

    Raises:
        NotFound: if there is no such machine.
        Malformed: for another lifetime, or acts that its roles do not have.
    """
    _, words = _machine(work, actor_id, scope)
    check_lifetime(lifetime)
    key_id, secret = work.new_id(), new_token()
    row = MachineKey(
        id=key_id,
        actor_id=actor_id,
        digest=token_digest(secret),
        issued_at=work.now,
        expires_at=work.now + lifetime,
        scope=words,
    )
    work.unit.session.add(row)
    _enter(work, actor_id, EntryType.CREDENTIAL_ISSUED, words)
    details = {"key": f"rk_{key_id.hex}_{secret}"}
    return Done("machine_key", key_id, details=details)


def register_signing_key(
    work: Work,
    actor_id: UUID,
    public_key: bytes,
    lifetime: timedelta,
    scope: frozenset[Act] | None = None,
) -> Done:
    """Keep the public half of a key that a machine signs its requests with.

    Args:
        work: The act.
        actor_id: The machine.
        public_key: Ed25519, 32 bytes; the other half stays with the partner.
        lifetime: How long, up to 180 days.
        scope: As for `issue_key`.

    Raises:
        NotFound: if there is no such machine.
        Malformed: if it is no such key, was registered before, or as `issue_key`.
    """
    _, words = _machine(work, actor_id, scope)
    check_lifetime(lifetime)
    with work.unit.beyond():
        taken = public_key_taken(work.unit.session, public_key)
        if len(public_key) != KEY_BYTES or taken:
            fault = ("/public_key", "taken" if taken else "32_bytes")
            raise Malformed("This key cannot be registered.", faults=(fault,))
        row = SigningKey(
            id=work.new_id(),
            actor_id=actor_id,
            public_key=public_key,
            scope=words,
            registered_at=work.now,
            expires_at=work.now + lifetime,
        )
        work.unit.session.add(row)
    _enter(work, actor_id, EntryType.CREDENTIAL_ISSUED, words)
    return Done("signing_key", row.id, details={"keyid": row.id.hex})


def follow_key(
    work: Work, key_id: UUID, lifetime: timedelta, overlap: timedelta
) -> Done:
    """Give a machine the key that follows another, with the same scope.

    The old one opens for the overlap still, up to a week, and not longer than before.

    Raises:
        NotFound: if there is no such key that is sent with requests, or it has ended.
        Malformed: as `issue_key`.
    """
    old = _live(work, key_id)
    if not isinstance(old, MachineKey):
        raise NotFound
    check_lifetime(overlap, LONGEST_OVERLAP)
    scope = frozenset(map(Act, old.scope.split())) if old.scope else None
    done = issue_key(work, old.actor_id, lifetime, scope)
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
    """Every key that a machine was given, and what each serves for."""
    _machine(work, actor_id, None)
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


def _machine(
    work: Work, actor_id: UUID, scope: frozenset[Act] | None
) -> tuple[Actor, str]:
    """The machine, and the acts that its key is for, in words."""
    work.check(Act.ADMINISTER)
    actor = work.unit.session.get(Actor, actor_id)
    if actor is None or actor.kind is not ActorKind.MACHINE:
        raise NotFound
    roles = roles_of(work.unit.session, actor_id)
    wanted = acts_of(roles) if scope is None else scope
    check_scope(wanted, roles)
    return actor, " ".join(sorted(wanted))


def _live(work: Work, key_id: UUID) -> AnyKey:
    work.check(Act.ADMINISTER)
    with work.unit.beyond():
        row = any_key(work.unit.session, key_id)
    if row is None or row.revoked_at is not None or row.expires_at <= work.now:
        raise NotFound
    return row


def _enter(work: Work, actor_id: UUID, what: EntryType, scope: str) -> None:
    actor = work.unit.session.get(Actor, actor_id)
    body = organisation(work.unit.session, actor.organisation_id) if actor else None
    if body is None:
        raise NotFound
    fields = {"scope": scope.split()}
    work.enter(body, Happening(what, fields, about=actor_id))
