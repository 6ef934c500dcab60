"""Challenges: made without keeping anything, good once and for a short time.

A challenge is random, says until when it is good, and carries a keyed tag over that,
its purpose and whom it was made for: a stranger who asks for a thousand writes nothing.
Whatever is answered uses it up, whether the answer is right or not.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from referral.actions.work import House
from referral.clock import from_millis, to_millis
from referral.errors import NotSignedIn
from referral.records.database import Unit
from referral.records.signing_in import spend
from referral.rules.signing_in import CHALLENGE_LASTS
from referral.vault.secrets import same
from workflows.vocabulary import Ceremony

_RANDOM, _MOMENT, _TAG = 24, 8, 32
NOBODY = UUID(int=0)
"""For whom a challenge is that anybody may answer."""


def make_challenge(
    house: House,
    ceremony: Ceremony,
    whom: UUID = NOBODY,
    lasts: timedelta = CHALLENGE_LASTS,
) -> bytes:
    """A challenge of 64 bytes for one purpose, and one person or anybody."""

    def make(unit: Unit) -> bytes:
        until = to_millis(unit.now + lasts).to_bytes(_MOMENT, "big")
        said = secrets.token_bytes(_RANDOM) + until
        return said + _tag(house, unit, ceremony, whom, said)

    return house.store.read(make)


def use_challenge(
    house: House, challenge: bytes, ceremony: Ceremony, whom: UUID = NOBODY
) -> None:
    """Pass silently the first time that a challenge of ours is answered in time.

    Raises:
        NotSignedIn: if it is none, too old, for another purpose or person, or used.
    """

    def use(unit: Unit) -> bool:
        said, tag = challenge[: _RANDOM + _MOMENT], challenge[_RANDOM + _MOMENT :]
        if not same(tag, _tag(house, unit, ceremony, whom, said)):
            return False
        until = from_millis(int.from_bytes(said[_RANDOM:], "big"))
        digest = sha256(challenge).digest()
        return unit.now < until and spend(unit.session, digest, until, unit.now)

    if not house.store.act(use, anyway=True):
        raise NotSignedIn


def _tag(
    house: House, unit: Unit, ceremony: Ceremony, whom: UUID, said: bytes
) -> bytes:
    kind = f"challenge-{ceremony.value}"
    return house.keyring.tag(unit, kind, whom.bytes + said)
