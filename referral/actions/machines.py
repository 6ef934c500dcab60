"""Machines: known by a key they send, or by one they sign their requests with."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import NoReturn
from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.house import House
from referral.actions.on_duty import OnDuty
from referral.actions.tries import note_failed, try_once
from referral.errors import NotSignedIn
from referral.records.actors import MachineKey
from referral.records.database import Unit
from referral.records.machines import AnyKey, SigningKey
from referral.records.signing_in import spend
from referral.rules.signing_in import TRIES_FROM_ONE_PLACE
from referral.vault.secrets import same, token_digest
from referral.vault.signed_requests import (
    APART,
    Asked,
    SignatureRefused,
    check_body,
    signed,
)
from workflows.vocabulary import ActorKind

MACHINE_PREFIX = "rk"


def machine_for(house: House, token: str) -> OnDuty:
    """The machine that carries a key `rk_<id>_<secret>`.

    Raises:
        NotSignedIn: if it is unknown, revoked, or has run out.
    """
    key_id, secret = _parts(token)

    def find(unit: Unit) -> OnDuty:
        key = unit.session.get(MachineKey, key_id)
        if key is None or not same(key.digest, token_digest(secret)):
            raise NotSignedIn
        return _owner(unit, key)

    return house.store.read(find)


def machine_by_signature(house: House, asked: Asked, source: str = "") -> OnDuty:
    """The machine that signed a request; its nonce is used up.

    Args:
        house: Where it is known.
        asked: The request, without its body.
        source: The address it comes from, kept as a tag alone.

    Raises:
        NotSignedIn: whatever is wrong with the signature; always the same.
        TooManyTries: after twenty wrong ones from one address; right ones go on.
    """

    def look(unit: Unit) -> tuple[UUID, bytes, timedelta]:
        who = signed(asked, lambda name: _public_key(unit, name), unit.now)
        key_id = UUID(hex=who.key_id)
        nonce = sha256(key_id.bytes + who.nonce.encode()).digest()
        return key_id, nonce, who.created + APART - unit.now

    def find(unit: Unit) -> OnDuty:
        key = unit.session.get(SigningKey, key_id)
        until = unit.now + left + timedelta(seconds=1)
        if key is None or not spend(unit.session, nonce, until, unit.now):
            raise NotSignedIn
        return _owner(unit, key)

    try:
        key_id, nonce, left = house.store.read(look)
        return house.store.act(find, anyway=True)
    except (SignatureRefused, NotSignedIn):
        _wrong(house, source)


def check_signed_body(house: House, digest: str, body: bytes, source: str = "") -> None:
    """Pass silently if a body is the one whose digest was signed.

    Raises:
        NotSignedIn, TooManyTries: as `machine_by_signature`.
    """
    try:
        check_body(digest, body)
    except SignatureRefused:
        _wrong(house, source)


def _wrong(house: House, source: str) -> NoReturn:
    """Keep that somebody was wrong; each address is counted apart."""
    who = b"\3" + source.encode()
    try_once(house, who, source, most=TRIES_FROM_ONE_PLACE)
    note_failed(house, who)
    raise NotSignedIn


def _public_key(unit: Unit, name: str) -> bytes | None:
    try:
        row = unit.session.get(SigningKey, UUID(hex=name))
    except ValueError:
        return None
    return row.public_key if row and _is_live(row, unit) else None


def _is_live(key: AnyKey, unit: Unit) -> bool:
    return key.revoked_at is None and key.expires_at > unit.now


def _owner(unit: Unit, key: AnyKey) -> OnDuty:
    """Whose key it is, for what it serves.

    Raises:
        NotSignedIn: if it has ended, or its owner is no machine any more.
    """
    actor = on_duty(unit.session, key.actor_id)
    if actor.kind is not ActorKind.MACHINE or not _is_live(key, unit):
        raise NotSignedIn
    scope = None if key.scope is None else frozenset(key.scope.split())
    return replace(actor, scope=scope)


def _parts(token: str) -> tuple[UUID, str]:
    try:
        _, key_id, secret = token.split("_", 2)
        return UUID(hex=key_id), secret
    except ValueError:
        raise NotSignedIn from None
