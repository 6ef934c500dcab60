"""Machines: keys that are told once, for one organisation, until they run out."""

from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.work import House, OnDuty
from referral.errors import NotSignedIn
from referral.records.actors import MachineKey
from referral.records.database import Unit
from referral.vault.secrets import same, token_digest
from workflows.vocabulary import ActorKind

MACHINE_PREFIX = "rk"


def machine_for(house: House, token: str) -> OnDuty:
    """The machine that carries a key `rk_<id>_<secret>`.

    Raises:
        NotSignedIn: if it is unknown, revoked, or has run out.
    """
    return house.store.read(lambda unit: _machine(unit, token))


def _machine(unit: Unit, token: str) -> OnDuty:
    key_id, secret = _parts(token)
    key = unit.session.get(MachineKey, key_id)
    good = key is not None and same(key.digest, token_digest(secret))
    if key is None or not good or key.revoked_at or key.expires_at <= unit.now:
        raise NotSignedIn
    actor = on_duty(unit.session, key.actor_id)
    if actor.kind is not ActorKind.MACHINE:
        raise NotSignedIn
    return actor


def _parts(token: str) -> tuple[UUID, str]:
    try:
        _, key_id, secret = token.split("_", 2)
        return UUID(hex=key_id), secret
    except ValueError:
        raise NotSignedIn from None
