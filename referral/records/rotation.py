"""Which key wraps now, and exchanging it under everything that older ones wrapped.

A new epoch begins with its row; from then on every new data key is wrapped with it.
Older wraps are exchanged page by page: read, wrapped anew outside any transaction,
and put in place only where the old wrap still is. So it may be killed anywhere, done
twice, or run beside servers: whoever reads finds the old wrap or the new one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlmodel import col as column
from sqlmodel import select, update

from referral.errors import KeyMissing, Malformed, SealBroken
from referral.records.database import Unit
from referral.records.keys import (
    KekEpoch,
    KeyWrap,
    RecipientKind,
    WrapAlgorithm,
    WrapName,
)
from referral.vault.keys import KeyName
from referral.vault.providers import Bound, KekProvider, Keks

PAGE = 1000
_BY_A_KEY = column(KeyWrap.algorithm) != WrapAlgorithm.HPKE
"""Wraps by a key-encryption key; those of people's own keys are not exchanged here."""
_NAME = (
    KeyWrap.owner_id,
    KeyWrap.drawer,
    KeyWrap.generation,
    KeyWrap.recipient_kind,
    KeyWrap.recipient_id,
)
_MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One key-encryption key that this store knows, and what still rests on it."""

    name: str
    kind: str
    began_at: datetime
    retired_at: datetime | None
    current: bool
    wraps: int


@dataclass(frozen=True, slots=True)
class Wrapped:
    """One wrap, as it was read."""

    name: WrapName
    epoch: str
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """A wrap, and what takes its place."""

    old: Wrapped
    new: bytes


def current_epoch(unit: Unit) -> str | None:
    """The epoch that new wraps name; None in a store without any.

    The first row is held until the act ends, and `begin_epoch` waits for all who hold
    it: nobody wraps for the old epoch after a new one has begun (PostgreSQL; the
    embedded store has one writer at a time).
    """
    first = select(KekEpoch).order_by(column(KekEpoch.created_at)).limit(1)
    if unit.keys.exec(first.with_for_update(read=True)).first() is None:
        return None
    return _newest(unit)


def _newest(unit: Unit) -> str | None:
    newest = select(KekEpoch.epoch).where(column(KekEpoch.retired_at).is_(None))
    return unit.keys.exec(
        newest.order_by(column(KekEpoch.created_at).desc()).limit(1)
    ).first()


def begin_epoch(unit: Unit, epoch: str) -> str | None:
    """Let new data keys be wrapped with another key.

    Returns:
        The epoch from before; None in a new store.

    Raises:
        Malformed: if it was used before, by now or in the past.
    """
    first = select(KekEpoch).order_by(column(KekEpoch.created_at)).limit(1)
    unit.keys.exec(first.with_for_update()).first()
    before = _newest(unit)
    last = unit.keys.exec(select(func.max(KekEpoch.created_at))).one()
    if unit.keys.get(KekEpoch, epoch) is not None:
        fault = ("/epoch", "used_before")
        raise Malformed("This key was in use before.", faults=(fault,))
    kind = epoch.partition("-")[0]
    began = unit.now if before is None else max(unit.now, last + _MOMENT)
    unit.keys.add(KekEpoch(epoch=epoch, provider=kind, created_at=began))
    unit.keys.flush()
    return before


def epochs(unit: Unit) -> list[Epoch]:
    """Every epoch of this store, the oldest first, with the wraps that name it."""
    count = select(KeyWrap.epoch, func.count()).where(_BY_A_KEY)
    wraps = dict(unit.keys.exec(count.group_by(column(KeyWrap.epoch))).all())
    newest = _newest(unit)
    rows = unit.keys.exec(select(KekEpoch).order_by(column(KekEpoch.created_at))).all()
    return [
        Epoch(
            row.epoch,
            row.provider,
            row.created_at,
            row.retired_at,
            row.epoch == newest,
            wraps.get(row.epoch, 0),
        )
        for row in rows
    ]


def needed(unit: Unit) -> list[str]:
    """The epochs without which something here could not be opened."""
    names = select(KeyWrap.epoch).where(_BY_A_KEY).distinct()
    newest = _newest(unit)
    return sorted({*unit.keys.exec(names).all(), *([newest] if newest else [])})


def older_wraps(unit: Unit, to: str, after: UUID | None) -> list[Wrapped]:
    """The next page of wraps that name another epoch, by their owners' order.

    Args:
        unit: A reading.
        to: The epoch that they should name.
        after: The last owner of the page before.
    """
    query = select(KeyWrap).where(_BY_A_KEY, column(KeyWrap.epoch) != to)
    if after is not None:
        query = query.where(column(KeyWrap.owner_id) >= after)
    found = unit.keys.exec(query.order_by(column(KeyWrap.owner_id)).limit(PAGE)).all()
    return [
        Wrapped(
            (
                row.owner_id,
                row.drawer,
                row.generation,
                row.recipient_kind,
                row.recipient_id,
            ),
            row.epoch,
            row.wrapped,
        )
        for row in found
    ]


def wrapped_anew(
    tenant: UUID, keks: Keks, wraps: Sequence[Wrapped], to: KekProvider
) -> list[Exchange]:
    """Wrap keys with another key, and see that each opens as before.

    A wrap that is broken already is left as it is, and out of the answer.

    Raises:
        KeyMissing: if the key of an epoch is not there.
        KeysUnavailable: if a place of keys cannot be reached.
        SealBroken: if the new key does not give back what it was given.
    """
    found: list[Exchange] = []
    for epoch in sorted({wrap.epoch for wrap in wraps}):
        ours = [wrap for wrap in wraps if wrap.epoch == epoch]
        contexts = [_context(tenant, wrap.name) for wrap in ours]
        asked = [(c, w.wrapped) for c, w in zip(contexts, ours, strict=True)]
        opened = keks.named(epoch).unwrap_all(asked)
        whole = [
            (wrap, (context, key))
            for wrap, context, key in zip(ours, contexts, opened, strict=True)
            if key is not None
        ]
        found += _sealed_again(whole, to)
    return found


def _sealed_again(
    whole: Sequence[tuple[Wrapped, Bound]], to: KekProvider
) -> list[Exchange]:
    new = to.wrap_all([item for _, item in whole])
    again = [(item[0], each) for (_, item), each in zip(whole, new, strict=True)]
    if to.unwrap_all(again) != [key for _, (_, key) in whole]:
        raise SealBroken("the new key does not give back what it wrapped")
    return [Exchange(wrap, each) for (wrap, _), each in zip(whole, new, strict=True)]


def _context(tenant: UUID, name: WrapName) -> bytes:
    owner, drawer, generation, kind, recipient = name
    whom = recipient.bytes if kind is RecipientKind.ORGANISATION else b""
    return KeyName(tenant, owner, drawer, generation).context(whom)


def exchange(unit: Unit, exchanges: Iterable[Exchange], to: KekProvider) -> int:
    """Put new wraps in place, each only where the old one still is.

    Returns:
        How many. A wrap that was destroyed or exchanged meanwhile is not counted.
    """
    rows = [
        {
            **{f"is_{n}": part for n, part in enumerate(each.old.name)},
            "is_epoch": each.old.epoch,
            "is_wrapped": each.old.wrapped,
            "new": each.new,
        }
        for each in exchanges
    ]
    if not rows:
        return 0
    statement = (
        update(KeyWrap)
        .where(
            *(column(part) == bindparam(f"is_{n}") for n, part in enumerate(_NAME)),
            column(KeyWrap.epoch) == bindparam("is_epoch"),
            column(KeyWrap.wrapped) == bindparam("is_wrapped"),
        )
        .values(
            epoch=to.epoch,
            wrapped=bindparam("new"),
            algorithm=WrapAlgorithm(to.algorithm),
        )
    )
    return unit.keys.connection().execute(statement, rows).rowcount


def check_unused(unit: Unit, epoch: str, keks: Keks) -> KekEpoch:
    """The row of an epoch that nothing rests on any more, nor on what ends with it.

    Raises:
        KeyMissing: if this store never knew it.
        Malformed: if it is the present one, or a wrap names it; or if that is so of
            another that would end with it.
    """
    row = unit.keys.get(KekEpoch, epoch)
    if row is None:
        raise KeyMissing(f"no key {epoch} is known here")
    present, fault = _newest(unit), ("/epoch", "in_use")
    if present == epoch:
        raise Malformed("Data keys are wrapped with this key.", faults=(fault,))
    named = set(unit.keys.exec(select(KeyWrap.epoch).distinct()).all())
    if epoch in named:
        raise Malformed(
            "Data keys are still wrapped with this key: rotate first.", faults=(fault,)
        )
    if any(keks.ends_too(epoch, each) for each in [*named, *filter(None, [present])]):
        raise Malformed(
            "An older key would end with this one, and data keys are still wrapped "
            "with that: rotate first.",
            faults=(fault,),
        )
    return row
