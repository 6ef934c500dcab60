"""The one way to a data key, and through it to what a box holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col as column
from sqlmodel import select, update

from referral.errors import Erased, KeyMissing
from referral.records.database import Unit
from referral.records.keys import (
    DataKeyRow,
    KekEpoch,
    KeyWrap,
    OwnerKind,
    RecipientKind,
    WrapAlgorithm,
)
from referral.records.sealed_values import SealedValue, latest
from referral.vault.envelope import Content, Place, generation_of, seal, unseal
from referral.vault.keys import SEALS_PER_KEY, DataKey, KeyName
from referral.vault.providers import KekProvider
from referral.vault.sealed import Box
from workflows.vocabulary import Compartment, Purpose

CHAIN, INDEX, COPY = "chain", "index", "copy"
"""Drawers beside the eight of a case: chain keys, keyed tags, sealed copies."""


class Keyring:
    """Data keys of one mechanism, wrapped by one key provider."""

    def __init__(self, tenant: UUID, provider: KekProvider) -> None:
        self.tenant = tenant
        self._provider = provider

    def __repr__(self) -> str:
        return "<Keyring>"

    def prepare(self, unit: Unit) -> None:
        """Make the mechanism's own keys, once."""
        if unit.keys.get(KekEpoch, self._provider.epoch) is None:
            unit.keys.add(
                KekEpoch(
                    epoch=self._provider.epoch, provider="file", created_at=unit.now
                )
            )
        for drawer in (CHAIN, INDEX):
            if self._rows(unit, self.tenant, drawer) == []:
                self._new(unit, OwnerKind.MECHANISM, self.tenant, drawer, 1)

    def chain_key(self, unit: Unit) -> DataKey:
        """The key that new entries are authenticated with; its epoch is its name."""
        generation = self._rows(unit, self.tenant, CHAIN)[0].generation
        return self._open(unit, self.tenant, CHAIN, generation)

    def chain_keys(self, unit: Unit) -> dict[int, DataKey]:
        """All chain keys by epoch, for verifying."""
        return {
            row.generation: self._open(unit, self.tenant, CHAIN, row.generation)
            for row in self._rows(unit, self.tenant, CHAIN)
        }

    def tag_generation(self, unit: Unit) -> int:
        """The generation of the key that tags are made with now."""
        return self._rows(unit, self.tenant, INDEX)[0].generation

    def tag(
        self, unit: Unit, kind: str, value: bytes, generation: int | None = None
    ) -> bytes:
        """A keyed digest, 32 bytes: equal values are found, none can be guessed."""
        generation = generation or self.tag_generation(unit)
        key = self._open(unit, self.tenant, INDEX, generation)
        return key.mac(kind.encode() + b"\0" + value)

    def for_sealing(
        self, unit: Unit, kind: OwnerKind, owner: UUID, drawer: str
    ) -> DataKey:
        """The newest key of an owner's drawer, made with the first content."""
        rows = self._rows(unit, owner, drawer)
        newest = rows[0] if rows else None
        if newest is None or newest.seals >= SEALS_PER_KEY or newest.destroyed_at:
            generation = newest.generation + 1 if newest else 1
            return self._new(unit, kind, owner, drawer, generation)
        unit.session.exec(
            update(DataKeyRow)
            .where(
                column(DataKeyRow.owner_id) == owner,
                column(DataKeyRow.drawer) == drawer,
                column(DataKeyRow.generation) == newest.generation,
            )
            .values(seals=column(DataKeyRow.seals) + 1)
        )
        return self._open(unit, owner, drawer, newest.generation)

    def for_opening(self, unit: Unit, owner: UUID, drawer: str, box: Box) -> DataKey:
        """The key a box names.

        Raises:
            Erased: if it was destroyed on purpose.
            KeyMissing: if it should be there and is not.
        """
        return self._open(unit, owner, drawer, generation_of(box.ciphertext()))

    def _rows(self, unit: Unit, owner: UUID, drawer: str) -> list[DataKeyRow]:
        query = (
            select(DataKeyRow)
            .where(DataKeyRow.owner_id == owner, DataKeyRow.drawer == drawer)
            .order_by(column(DataKeyRow.generation).desc())
        )
        return list(unit.session.exec(query).all())

    def _new(
        self, unit: Unit, kind: OwnerKind, owner: UUID, drawer: str, generation: int
    ) -> DataKey:
        key = DataKey.new(KeyName(self.tenant, owner, drawer, generation))
        unit.session.add(
            DataKeyRow(
                owner_id=owner,
                drawer=drawer,
                generation=generation,
                owner_kind=kind,
                commitment=key.commitment(),
                seals=1,
                created_at=unit.now,
            )
        )
        self._wrap(unit, key, RecipientKind.KEK, self.tenant, key.wrap(self._provider))
        unit.session.flush()
        unit.opened[key.name] = key
        return key

    def _wrap(
        self,
        unit: Unit,
        key: DataKey,
        kind: RecipientKind,
        recipient: UUID,
        wrapped: bytes,
    ) -> None:
        unit.keys.add(
            KeyWrap(
                owner_id=key.name.owner,
                drawer=key.name.drawer,
                generation=key.name.generation,
                recipient_kind=kind,
                recipient_id=recipient,
                algorithm=WrapAlgorithm.KWP,
                epoch=self._provider.epoch,
                wrapped=wrapped,
                created_at=unit.now,
            )
        )
        unit.keys.flush()

    def _open(self, unit: Unit, owner: UUID, drawer: str, generation: int) -> DataKey:
        name = KeyName(self.tenant, owner, drawer, generation)
        if name in unit.opened:
            return unit.opened[name]
        wrap = unit.keys.get(
            KeyWrap, (owner, drawer, generation, RecipientKind.KEK, self.tenant)
        )
        unit.opened[name] = self._unwrap(unit, name, wrap)
        return unit.opened[name]

    def _unwrap(
        self, unit: Unit, name: KeyName, wrap: KeyWrap | None, recipient: bytes = b""
    ) -> DataKey:
        row = unit.session.get(DataKeyRow, (name.owner, name.drawer, name.generation))
        if row is not None and row.destroyed_at is not None:
            raise Erased
        if row is None or wrap is None:
            raise KeyMissing("a data key is missing")
        return DataKey.unwrap(
            name, self._provider, wrap.wrapped, row.commitment, recipient
        )

    def copy_for(
        self, unit: Unit, copy_id: UUID, recipient: UUID, content: Mapping[str, Any]
    ) -> Box:
        """Seal a copy under a key of its own, wrapped for one organisation alone."""
        key = DataKey.new(KeyName(self.tenant, copy_id, COPY, 1))
        unit.session.add(
            DataKeyRow(
                owner_id=copy_id,
                drawer=COPY,
                generation=1,
                owner_kind=OwnerKind.DISCLOSURE,
                commitment=key.commitment(),
                seals=1,
                created_at=unit.now,
            )
        )
        wrapped = key.wrap(self._provider, recipient.bytes)
        self._wrap(unit, key, RecipientKind.ORGANISATION, recipient, wrapped)
        return Box(seal(key, Place(copy_id, 1), content))

    def open_copy(
        self, unit: Unit, copy_id: UUID, recipient: UUID, box: Box
    ) -> Content:
        """Open a copy with the recipient's wrap; `Erased` once it was destroyed."""
        name = KeyName(self.tenant, copy_id, COPY, 1)
        wrap = unit.keys.get(
            KeyWrap, (copy_id, COPY, 1, RecipientKind.ORGANISATION, recipient)
        )
        key = self._unwrap(unit, name, wrap, recipient.bytes)
        return unseal(key, Place(copy_id, 1), box.ciphertext())

    def destroy_copy(self, unit: Unit, copy_id: UUID, recipient: UUID) -> None:
        """Give up the recipient's wrap: nobody opens this copy again."""
        row = unit.session.get(DataKeyRow, (copy_id, COPY, 1))
        if row is not None:
            row.destroyed_at = unit.now
            unit.session.add(row)
        unit.doomed.append((copy_id, COPY, 1, RecipientKind.ORGANISATION, recipient))


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
    unit: Unit, keyring: Keyring, value: SealedValue, purpose: Purpose
) -> Content:
    """What a sealed value holds. Who asks must say what for.

    Raises:
        SealBroken: if it was altered or moved.
        Erased: if its key was destroyed.
    """
    Purpose(purpose)
    key = keyring.for_opening(unit, value.owner_id, value.drawer, value.box)
    place = Place(value.record_id, value.row_version)
    return unseal(key, place, value.box.ciphertext())


def open_latest(
    unit: Unit, keyring: Keyring, record: UUID, drawer: str, purpose: Purpose
) -> Content:
    """The present content of a record's drawer; empty if there is none."""
    value = latest(unit.session, record, drawer)
    return {} if value is None else open_value(unit, keyring, value, purpose)
