"""Drafts of first contacts: what was typed before a case is opened, sealed.

A draft has a data key of its own, among those of its organisation. The key is named
after the draft and the box lies at the place of its writer, so what authenticates it
binds organisation, draft, writer and version: a box or a row that was moved opens for
nobody. With the draft go its key and its row.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.columns import Id, Moment, Row, Sealed, Word, col
from referral.records.database import Unit
from referral.records.keyed_values import seal_value
from referral.records.keyring import Keyring
from referral.records.keys import DataKeyRow, KeyWrap, OwnerKind
from referral.records.paging import Due
from referral.vault.envelope import Content, Place, unseal
from referral.vault.sealed import Box
from workflows.vocabulary import DraftStep, Purpose


class FormDraft(Row, table=True):
    """That somebody began a first contact. What was typed is in the box."""

    __tablename__: ClassVar[str] = "form_draft"
    __table_args__ = (Index("ix_form_draft_writer", "writer_id", "ends_at"),)
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    writer_id: UUID = col(Id, ForeignKey("actor.id"))
    step: DraftStep = col(Word(DraftStep))
    """Where it goes on."""
    version: int = col(Integer)
    box: Box = col(Sealed)
    started_at: datetime = col(Moment)
    saved_at: datetime = col(Moment)
    ends_at: datetime = col(Moment, index=True)


def _drawer(draft_id: UUID) -> str:
    return f"draft:{draft_id.hex}"


def seal_draft(
    unit: Unit, keyring: Keyring, row: FormDraft, content: Mapping[str, Any]
) -> Box:
    """What was typed, sealed for its writer at the version it now has."""
    owner = OwnerKind.ORGANISATION, row.organisation_id
    place = Place(row.writer_id, row.version)
    return seal_value(unit, keyring, owner, _drawer(row.id), place, content)


def open_draft_box(
    unit: Unit, keyring: Keyring, row: FormDraft, reader: UUID, purpose: Purpose
) -> Content:
    """What a draft holds. Who asks must say what for.

    Raises:
        SealBroken: for whoever did not write it, and if anything was altered or moved.
        Erased: if its key was destroyed.
    """
    Purpose(purpose)
    drawer = _drawer(row.id)
    key = keyring.for_opening(unit, row.organisation_id, drawer, row.box)
    return unseal(key, Place(reader, row.version), row.box.ciphertext())


def draft_by_id(session: Session, draft_id: UUID) -> FormDraft | None:
    """One draft, held until the act ends (PostgreSQL)."""
    session.flush()
    return session.get(
        FormDraft, draft_id, with_for_update=True, populate_existing=True
    )


def drafts_of(session: Session, writer_id: UUID, now: datetime) -> list[FormDraft]:
    """What somebody began and did not finish, what ends first before the others."""
    query = select(FormDraft).where(
        FormDraft.writer_id == writer_id, column(FormDraft.ends_at) > now
    )
    in_order = query.order_by(column(FormDraft.ends_at), column(FormDraft.id))
    return list(session.exec(in_order).all())


def drafts_over(session: Session, now: datetime, limit: int) -> list[Due]:
    """Drafts whose time is over, the oldest first."""
    query = select(FormDraft.ends_at, FormDraft.id).where(
        column(FormDraft.ends_at) <= now
    )
    in_order = query.order_by(column(FormDraft.ends_at), column(FormDraft.id))
    return list(session.exec(in_order.limit(limit)).all())


def destroy_draft(unit: Unit, row: FormDraft) -> None:
    """Give up every key of a draft, and its row: nobody reads it again."""
    owner, drawer = row.organisation_id, _drawer(row.id)
    keys = select(DataKeyRow).where(
        DataKeyRow.owner_id == owner, DataKeyRow.drawer == drawer
    )
    for key in unit.session.exec(keys).all():
        key.destroyed_at = unit.now
        unit.session.add(key)
    wraps = select(KeyWrap).where(KeyWrap.owner_id == owner, KeyWrap.drawer == drawer)
    unit.doomed += [
        (w.owner_id, w.drawer, w.generation, w.recipient_kind, w.recipient_id)
        for w in unit.keys.exec(wraps).all()
    ]
    unit.session.delete(row)
    unit.session.flush()
