"""The one way to a data key, and through it to what a box holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col as column
from sqlmodel import select, update

from referral.errors import Erased, KeyMissing
from referral.records.database import Unit
from referral.records.file_key import FileKey
from referral.records.keys import (
    DataKeyRow,
    KeyWrap,
    OwnerKind,
    RecipientKind,
    WrapAlgorithm,
    destroy_wraps,
)
from referral.records.rotation import begin_epoch, current_epoch
from referral.vault.envelope import Content, Place, generation_of, seal, unseal
from referral.vault.keys import SEALS_PER_KEY, DataKey, KeyName
from referral.vault.notes import Signer
from referral.vault.providers import KekProvider, Keks
from referral.vault.sealed import Box

CHAIN, INDEX, COPY, LOG, PACKAGE = "chain", "index", "copy", "log", "package"
"""Drawers beside the eight of a case: chain keys, keyed tags, sealed copies, and the
keys that sign checkpoints and packages."""


class Keyring:
    """Data keys of one mechanism, each wrapped with the key of the epoch it names."""

    def __init__(
        self, tenant: UUID, keks: Keks, file_key: FileKey | None = None
    ) -> None:
        self.tenant = tenant
        self.keks = keks
        self.file_key = file_key
        """The embedded store's own; None where the server keeps the files."""

    def __repr__(self) -> str:
        return "<Keyring>"

    def prepare(self, unit: Unit) -> None:
        """Make those of the mechanism's own keys that are not there yet."""
        if current_epoch(unit) is None:
            begin_epoch(unit, self.keks.newest().epoch)
        for drawer in (CHAIN, INDEX, LOG, PACKAGE):
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

    def log_generation(self, unit: Unit) -> int:
        """The generation of the log's key and name, from 1."""
        return self._rows(unit, self.tenant, LOG)[0].generation

    def log_signer(self, unit: Unit, generation: int) -> Signer:
        """What signs checkpoints. Its name is the log's origin and tells no country."""
        key = self._open(unit, self.tenant, LOG, generation)
        later = f"/{generation}" if generation > 1 else ""
        return Signer(f"log/{self.tenant}{later}", key.signing_seed())

    def renew(self, unit: Unit, drawer: str) -> None:
        """Give the mechanism a new key of one drawer.

        What was signed before stays as it is: log and packages get another name, too.
        """
        generation = self._rows(unit, self.tenant, drawer)[0].generation + 1
        self._new(unit, OwnerKind.MECHANISM, self.tenant, drawer, generation)

    def own_keys(self, unit: Unit, drawer: str) -> list[DataKey]:
        """The mechanism's own keys of one drawer, the present one first."""
        rows = self._rows(unit, self.tenant, drawer)
        return [self._open(unit, self.tenant, drawer, e.generation) for e in rows]

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
        if newest is None or newest.destroyed_at or not self._counted(unit, newest):
            generation = newest.generation + 1 if newest else 1
            return self._new(unit, kind, owner, drawer, generation)
        return self._open(unit, owner, drawer, newest.generation)

    def _counted(self, unit: Unit, row: DataKeyRow) -> bool:
        """Count one more seal; False, and nothing counted, once a key is used up.

        The database compares, so that acts side by side cannot pass the limit.
        """
        counted = unit.session.exec(
            update(DataKeyRow)
            .where(
                column(DataKeyRow.owner_id) == row.owner_id,
                column(DataKeyRow.drawer) == row.drawer,
                column(DataKeyRow.generation) == row.generation,
                column(DataKeyRow.seals) < SEALS_PER_KEY,
            )
            .values(seals=column(DataKeyRow.seals) + 1)
        )
        return bool(counted.rowcount)

    def for_opening(self, unit: Unit, owner: UUID, drawer: str, box: Box) -> DataKey:
        """The key a box names.

        Raises:
            Erased: if it was destroyed on purpose.
            KeyMissing: if it should be there and is not.
        """
        return self._open(unit, owner, drawer, generation_of(box.ciphertext()))

    def hold(
        self,
        unit: Unit,
        which: tuple[UUID, str, int],
        wrap: tuple[str, bytes],
        commitment: bytes,
    ) -> None:
        """Unwrap a key that was read together with others: owner, drawer, generation.

        `wrap` is the epoch it names, and the wrapped key.

        Raises:
            SealBroken: if the wrap or the commitment is not this key's.
        """
        name = KeyName(self.tenant, *which)
        epoch, wrapped = wrap
        kek = self.keks.named(epoch)
        unit.opened[name] = DataKey.unwrap(name, kek, wrapped, commitment)

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
        self._wrap(unit, key, RecipientKind.KEK, self.tenant)
        unit.opened[key.name] = key
        return key

    def _wrap(
        self,
        unit: Unit,
        key: DataKey,
        kind: RecipientKind,
        recipient: UUID,
    ) -> None:
        """Wrap a new key, whose row is flushed first: nobody has another of that name.

        So a wrap of that name is an orphan. Wraps are committed before the records
        that use them; where the second commit fails, such a one stays.
        """
        kek = self._current(unit)
        whom = b"" if kind is RecipientKind.KEK else recipient.bytes
        owner, drawer, generation = key.name.owner, key.name.drawer, key.name.generation
        unit.session.flush()
        destroy_wraps(
            unit.keys.connection(), [(owner, drawer, generation, kind, recipient)]
        )
        unit.keys.add(
            KeyWrap(
                owner_id=owner,
                drawer=drawer,
                generation=generation,
                recipient_kind=kind,
                recipient_id=recipient,
                algorithm=WrapAlgorithm(kek.algorithm),
                epoch=kek.epoch,
                wrapped=key.wrap(kek, whom),
                created_at=unit.now,
            )
        )
        unit.keys.flush()

    def _current(self, unit: Unit) -> KekProvider:
        epoch = current_epoch(unit)
        if epoch is None:
            raise KeyMissing("this store has no key epoch")
        return self.keks.named(epoch)

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
        kek = self.keks.named(wrap.epoch)
        return DataKey.unwrap(name, kek, wrap.wrapped, row.commitment, recipient)

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
        self._wrap(unit, key, RecipientKind.ORGANISATION, recipient)
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
