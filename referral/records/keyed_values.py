"""Sealed values of records: stored as the next version, opened for a purpose."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from referral.errors import SealBroken
from referral.records.database import Unit
from referral.records.keyring import Keyring
from referral.records.keys import OwnerKind
from referral.records.sealed_values import SealedValue, latest
from referral.vault.envelope import Content, Place, seal, unseal
from referral.vault.sealed import Box
from workflows.vocabulary import Compartment, Purpose


def seal_value(  # a sealed value has this many coordinates
    unit: Unit,
    keyring: Keyring,
    owner: tuple[OwnerKind, UUID],
    drawer: str,
    place: Place,
    content: Mapping[str, Any],
) -> Box:
    """Content, sealed under the newest key of an owner's drawer for one place."""
    key = keyring.for_sealing(unit, *owner, drawer)
    return Box(seal(key, place, content))


def store_value(  # noqa: PLR0913 # a sealed value has this many coordinates
    unit: Unit,
    keyring: Keyring,
    *,
    kind: OwnerKind,
    owner: UUID,
    record: UUID,
    drawer: Compartment,
    content: Mapping[str, Any],
    author: UUID | None,
    author_organisation: UUID | None,
) -> SealedValue:
    """Seal content as the next row version of one record's drawer."""
    before = latest(unit.session, record, drawer)
    row_version = before.row_version + 1 if before else 1
    place = Place(record, row_version)
    row = SealedValue(
        record_id=record,
        drawer=drawer,
        row_version=row_version,
        owner_id=owner,
        box=seal_value(unit, keyring, (kind, owner), drawer, place, content),
        author_id=author,
        author_organisation_id=author_organisation,
        stored_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def open_value(
    unit: Unit, keyring: Keyring, owner: UUID, value: SealedValue, purpose: Purpose
) -> Content:
    """What a sealed value of an owner holds. Who asks must say what for.

    Raises:
        SealBroken: if it was altered or moved, or is another owner's.
        Erased: if its key was destroyed.
    """
    Purpose(purpose)
    check_owner(value.owner_id, owner)
    key = keyring.for_opening(unit, owner, value.drawer, value.box)
    place = Place(value.record_id, value.row_version)
    return unseal(key, place, value.box.ciphertext())


def open_latest(  # a sealed value has this many coordinates
    unit: Unit,
    keyring: Keyring,
    owner: UUID,
    record: UUID,
    drawer: str,
    purpose: Purpose,
) -> Content:
    """The present content of a record's drawer; empty if there is none."""
    value = latest(unit.session, record, drawer)
    return {} if value is None else open_value(unit, keyring, owner, value, purpose)


def check_owner(named: UUID, owner: UUID) -> None:
    """Refuse a value whose row names another owner: whoever points at it has no claim.

    Raises:
        SealBroken: if it does.
    """
    if named != owner:
        raise SealBroken("a sealed value belongs to another owner")
