"""Attachments: whoever may open a drawer may fetch what is attached to it.

Sniffing, stripping and sealing happen before the act, opening happens after it: an
act may run again, and nobody waits for a file while the store is held.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.admitting import behind_glass
from referral.actions.facts import check_may_name
from referral.actions.holds import check_not_held
from referral.actions.work import (
    Asked,
    Done,
    House,
    OnDuty,
    RequestKey,
    Work,
    case_for,
    perform,
    within,
)
from referral.errors import Malformed, NotFound
from referral.exchange.attachment_kinds import IMAGES, Kind, kind_of
from referral.exchange.image_metadata import without_metadata
from referral.records.attachments import (
    Attachment,
    attachment_of,
    attachments_of,
    piece_of,
    remove_content,
    store_piece,
)
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.vault.attachments import (
    LONGEST,
    SealedFile,
    Sealing,
    open_file,
    seal_file,
)
from referral.vault.sealed import Box
from referral.vault.spool import Spool
from workflows.vocabulary import Compartment, EntryType, Purpose

__all__ = ["LONGEST", "AttachmentView", "Fetched", "NewAttachment", "Spool"]

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, repr=False)
class NewAttachment:
    """A document as it arrived, and where it belongs."""

    drawer: Compartment
    name: str
    """What it was called, for whoever opens the drawer; at most 200 characters."""
    document: Spool
    """Closed by the caller."""


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One attachment, as it is listed in its drawer."""

    id: UUID
    drawer: str
    name: str
    kind: str
    size: int
    """Bytes, as it is given back."""
    added_at: datetime
    added_by: UUID


@dataclass(frozen=True, slots=True, repr=False)
class Fetched:
    """A document to be given out, under a name that says nothing but its kind."""

    neutral_name: str
    document: Spool
    """Closed by whoever gives it out."""


def add_attachment(
    house: House,
    actor: OnDuty,
    case_id: UUID,
    new: NewAttachment,
    request: RequestKey | None,
) -> Done:
    """Attach a document to a drawer of a case.

    Raises:
        Malformed: if it is too large, of no kind that is taken, or no sound image; if
            its name is too long, or the drawer takes no attachments.
    """
    _check(new)
    kind = kind_of(new.document)
    sealed = _sealed(new.document, kind)
    try:

        def act(work: Work) -> Done:
            return _add(work, case_id, new, kind, sealed)

        name = Act.RECORD_CONTENT.value
        return perform(house, actor, act, name=name, request=request)
    finally:
        sealed.close()


def _check(new: NewAttachment) -> None:
    faults = []
    if new.document.size > LONGEST:
        faults.append(("/file", "too_large"))
    if len(new.name) > LONGEST_NAME or not new.name.isprintable():
        faults.append(("/file", "name_not_taken"))
    if new.drawer is Compartment.OPERATIONAL:
        faults.append(("/drawer", "no_attachments_here"))
    if faults:
        raise Malformed("This file is not taken.", faults=tuple(faults))


def _sealed(document: Spool, kind: Kind) -> SealedFile:
    if kind not in IMAGES:
        return seal_file(document)
    with without_metadata(document, kind) as clean:
        return seal_file(clean)


def _add(
    work: Work, case_id: UUID, new: NewAttachment, kind: Kind, sealed: SealedFile
) -> Done:
    asked = Asked(frozenset({new.drawer}))
    case = case_for(work, case_id, Act.RECORD_CONTENT, asked)
    check_may_name(work, case)
    attachment = Attachment(
        id=work.new_id(),
        case_id=case.id,
        drawer=new.drawer,
        author_id=work.actor.id,
        author_organisation_id=work.actor.organisation_id,
        added_at=work.now,
    )
    work.unit.session.add(attachment)
    work.unit.session.flush()
    for number, piece in enumerate(sealed.pieces()):
        store_piece(work.unit.session, attachment.id, number, Box(piece))
    sealing = sealed.sealing
    words = {
        "name": new.name,
        "kind": kind.value,
        "size": sealing.size,
        "sha256": sealing.sha256,
        "identity": sealing.identity,
    }
    work.seal(case, attachment.id, new.drawer, words)
    _enter(work, case, attachment, EntryType.ATTACHMENT_ADDED)
    return Done("attachment", attachment.id, 1)


def list_attachments(
    work: Work, case_id: UUID, drawer: Compartment, purpose: Purpose
) -> list[AttachmentView]:
    """What is attached to one drawer; its entry is that of an opened drawer."""
    asked = Asked(frozenset({drawer}), purpose)
    case = case_for(work, case_id, Act.OPEN_CONTENT, asked)
    rows = attachments_of(work.unit.session, case.id, drawer)
    fields = {"drawer": drawer.value, "attachments": len(rows)}
    work.enter(case, Happening(EntryType.CONTENT_OPENED, fields, purpose=purpose))
    return [_view(row, work.open(case.id, row.id, drawer, purpose)) for row in rows]


def _view(row: Attachment, words: dict[str, Any]) -> AttachmentView:
    return AttachmentView(
        id=row.id,
        drawer=row.drawer,
        name=words["name"],
        kind=words["kind"],
        size=words["size"],
        added_at=row.added_at,
        added_by=row.author_id,
    )


def fetch_attachment(
    house: House, actor: OnDuty, case_id: UUID, attachment_id: UUID, purpose: Purpose
) -> Fetched:
    """Open one attachment, for a purpose that the entry keeps.

    Nothing of it is given out before all of it was opened and proven.

    Raises:
        SealBroken: if its bytes were altered, cut or moved.
    """

    def act(work: Work) -> tuple[dict[str, Any], bool]:
        case, row = _known(work, case_id, attachment_id, Act.OPEN_CONTENT, purpose)
        _enter(work, case, row, EntryType.ATTACHMENT_OPENED, purpose)
        drawer = Compartment(row.drawer)
        words: dict[str, Any] = work.open(case.id, row.id, drawer, purpose)
        return words, work.by_glass is not None

    words, by_glass = perform(house, actor, act, name=Act.OPEN_CONTENT.value)
    reach = None if by_glass else within(actor)

    def piece(number: int) -> bytes | None:
        return house.store.read(
            lambda unit: piece_of(unit.session, attachment_id, number), reach
        )

    sealing = Sealing(words["identity"], words["size"], words["sha256"])
    return Fetched(f"document.{Kind(words['kind'])}", open_file(piece, sealing))


def remove_attachment(work: Work, case_id: UUID, attachment_id: UUID) -> Done:
    """Delete an attachment. That it was there stays in the timeline.

    Raises:
        UnderLegalHold: while a hold keeps the case: documents have no older version.
    """
    case, row = _known(work, case_id, attachment_id, Act.RECORD_CONTENT)
    check_not_held(work, case)
    remove_content(work.unit.session, row)
    row.removed_at = work.now
    work.unit.session.add(row)
    _enter(work, case, row, EntryType.ATTACHMENT_REMOVED)
    return Done("attachment", row.id, 2)


def _known(
    work: Work,
    case_id: UUID,
    attachment_id: UUID,
    act: Act,
    purpose: Purpose | None = None,
) -> tuple[Case, Attachment]:
    """One attachment and its case; which drawer it is in, its own row says."""
    behind_glass(work, case_id, act)
    row = attachment_of(work.unit.session, case_id, attachment_id)
    drawers = frozenset({Compartment(row.drawer)} if row else ())
    case = case_for(work, case_id, act, Asked(drawers, purpose))
    if row is None:
        raise NotFound
    return case, row


def _enter(
    work: Work,
    case: Case,
    row: Attachment,
    entry: EntryType,
    purpose: Purpose | None = None,
) -> None:
    fields = {"drawer": str(Compartment(row.drawer))}
    work.enter(case, Happening(entry, fields, purpose=purpose, about=row.id))
