"""A form on its way past a sign-in: sealed in its reader's hands, stored nowhere."""

from referral.actions.work import House
from referral.records.database import Unit
from referral.vault.passing import open_passing, seal_passing

_KIND = "carried"


def seal_form(house: House, content: bytes) -> str:
    """Sealed under a key of this mechanism, whichever of its servers opens it."""
    return seal_passing(house.store.read(lambda unit: _key(house, unit)), content)


def open_form(house: House, sealed: str) -> bytes:
    """What was sealed.

    Raises:
        SealBroken: if it was altered, or sealed by another mechanism.
    """
    return open_passing(house.store.read(lambda unit: _key(house, unit)), sealed)


def _key(house: House, unit: Unit) -> bytes:
    return house.keyring.tag(unit, _KIND, b"")
