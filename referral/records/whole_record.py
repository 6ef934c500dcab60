"""Several drawers of one record, opened with one query for each kind of row.

The queries are built once: building one takes longer than running it.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlmodel import col as column
from sqlmodel import func, select, tuple_

from referral.records.database import Unit
from referral.records.keyed_values import check_owner
from referral.records.keyring import Keyring
from referral.records.keys import DataKeyRow, KeyWrap, RecipientKind
from referral.records.sealed_values import SealedValue
from referral.vault.envelope import Content, Place, generation_of, unseal
from workflows.vocabulary import Purpose

_DRAWERS: Any = bindparam("drawers", expanding=True)
_RECORD: Any = bindparam("record")
_OWNER: Any = bindparam("owner")
_NEWEST = (
    select(SealedValue.drawer, func.max(SealedValue.row_version))
    .where(column(SealedValue.record_id) == _RECORD)
    .where(column(SealedValue.drawer).in_(_DRAWERS))
    .group_by(column(SealedValue.drawer))
)
_VERSION = tuple_(column(SealedValue.drawer), column(SealedValue.row_version))
_VALUES = sa.select(
    *(column(SealedValue.drawer), column(SealedValue.row_version)),
    *(column(SealedValue.owner_id), column(SealedValue.box)),
).where(column(SealedValue.record_id) == _RECORD, _VERSION.in_(_NEWEST))
_KEYS = sa.select(
    *(column(DataKeyRow.drawer), column(DataKeyRow.generation)),
    column(DataKeyRow.commitment),
).where(
    column(DataKeyRow.owner_id) == _OWNER,
    column(DataKeyRow.drawer).in_(_DRAWERS),
    column(DataKeyRow.destroyed_at).is_(None),
)
_WRAPS = sa.select(
    *(column(KeyWrap.drawer), column(KeyWrap.generation)),
    *(column(KeyWrap.epoch), column(KeyWrap.wrapped)),
).where(
    column(KeyWrap.owner_id) == _OWNER,
    column(KeyWrap.drawer).in_(_DRAWERS),
    column(KeyWrap.recipient_kind) == RecipientKind.KEK,
)


def open_drawers(  # a sealed value has this many coordinates
    unit: Unit,
    keyring: Keyring,
    owner: UUID,
    record: UUID,
    drawers: Collection[str],
    purpose: Purpose,
) -> dict[str, Content]:
    """The present content of a record's drawers, by drawer; empty ones left out.

    Raises:
        SealBroken: if one was altered or moved, or is another owner's.
        Erased: if the key of one was destroyed.
        KeyMissing: if the key of one should be there and is not.
    """
    Purpose(purpose)
    names = [str(drawer) for drawer in drawers]
    of = {"record": record, "drawers": names}
    rows = unit.session.connection().execute(_VALUES, of).all()
    _hold_keys(unit, keyring, owner, rows)
    opened = {}
    for drawer, row_version, owner_id, box in rows:
        check_owner(owner_id, owner)
        key = keyring.for_opening(unit, owner, drawer, box)
        opened[drawer] = unseal(key, Place(record, row_version), box.ciphertext())
    return opened


def _hold_keys(unit: Unit, keyring: Keyring, owner: UUID, rows: Sequence[Any]) -> None:
    """Unwrap what these rows need. What is missing is told when it is asked for."""
    needed = {(row.drawer, generation_of(row.box.ciphertext())) for row in rows}
    of = {"owner": owner, "drawers": [drawer for drawer, _ in needed]}
    keys = unit.session.connection().execute(_KEYS, of).all()
    commitments = {(drawer, generation): fixed for drawer, generation, fixed in keys}
    wraps = unit.keys.connection().execute(_WRAPS, of).all()
    for drawer, generation, epoch, wrapped in wraps:
        which = drawer, generation
        if which in needed and which in commitments:
            wrap = epoch, wrapped
            keyring.hold(unit, (owner, *which), wrap, commitments[which])
