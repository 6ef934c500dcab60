"""Drafts of first contacts: kept at every step, for whoever typed them and nobody else.

Every act leaves an entry on the organisation's chain that says which step, and nothing
of what was typed. What nobody finishes is destroyed by the system when its time is
over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from referral.actions.work import Done, Work, check_version
from referral.errors import NotFound
from referral.records.chains import Happening
from referral.records.drafts import (
    FormDraft,
    destroy_draft,
    draft_by_id,
    drafts_of,
    open_draft_box,
    seal_draft,
)
from referral.records.organisations import organisation
from referral.rules.acts import Act
from referral.rules.first_contact import draft_ends, ends_soon
from referral.vault.sealed import Box
from workflows.vocabulary import DraftStep, EntryType, Purpose

Typed = Mapping[str, Mapping[str, Sequence[str]]]
"""What was typed, by step and by the name of the field."""
_STEPS = tuple(DraftStep)
_UNSEALED = Box(b"")


@dataclass(frozen=True, slots=True)
class DraftView:
    """That something is unfinished. Of what was typed it says nothing."""

    id: UUID
    step: str
    """Where it goes on."""
    version: int
    started_at: datetime
    saved_at: datetime
    ends_at: datetime
    """When it is destroyed."""
    ends_soon: bool
    """True in its last 24 hours."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as its writer goes on with it."""

    view: DraftView
    typed: Typed = field(repr=False)


def save_draft(
    work: Work,
    draft_id: UUID | None,
    step: DraftStep,
    typed: Mapping[str, Sequence[str]],
    *,
    expects: int | None,
) -> Done:
    """Keep what was typed at one step; what was typed at others stays.

    Args:
        work: The act under way.
        draft_id: Which draft; None begins one.
        step: The step that was sent.
        typed: What was typed into it.
        expects: The version that its writer saw.

    Raises:
        NotFound: if it is not the actor's own, is finished, or its time is over.
        StaleCase: if it was changed since.
    """
    work.check(Act.OPEN_CASE)
    row = _begun(work) if draft_id is None else _mine(work, draft_id)
    said: dict[str, Mapping[str, Sequence[str]]] = {}
    if draft_id is not None:
        check_version(row.version, expects)
        said = _typed(work, row)
        row.version += 1
    said[step.value] = {name: list(values) for name, values in typed.items()}
    row.step = _after(step)
    row.saved_at = work.now
    row.ends_at = draft_ends(work.now, work.house.contact.rules.draft_lasts)
    row.box = seal_draft(work.unit, work.house.keyring, row, said)
    work.unit.session.add(row)
    work.unit.session.flush()
    _enter(work, EntryType.DRAFT_SAVED, row, {"step": step.value})
    return Done("draft", row.id, row.version)


def _begun(work: Work) -> FormDraft:
    return FormDraft(
        id=work.new_id(),
        organisation_id=work.actor.organisation_id,
        writer_id=work.actor.id,
        step=DraftStep.SAFETY,
        version=1,
        box=_UNSEALED,
        started_at=work.now,
        saved_at=work.now,
        ends_at=work.now,
    )


def _after(step: DraftStep) -> DraftStep:
    """The step that follows; the last one is followed by a case."""
    return _STEPS[min(_STEPS.index(step) + 1, len(_STEPS) - 1)]


def _mine(work: Work, draft_id: UUID) -> FormDraft:
    """The one door to a draft: there, the actor's own, and not over."""
    row = draft_by_id(work.unit.session, draft_id)
    me = work.actor
    if row is None or (row.writer_id, row.organisation_id) != (
        me.id,
        me.organisation_id,
    ):
        raise NotFound
    if row.ends_at <= work.now:
        raise NotFound
    return row


def _typed(work: Work, row: FormDraft) -> dict[str, Mapping[str, Sequence[str]]]:
    keyring, purpose = work.house.keyring, Purpose.CARE
    return open_draft_box(work.unit, keyring, row, work.actor.id, purpose)


def _enter(
    work: Work, kind: EntryType, row: FormDraft, fields: Mapping[str, object]
) -> None:
    work.enter(work.own_organisation(), Happening(kind, fields, about=row.id))


def list_drafts(work: Work) -> list[DraftView]:
    """What the actor began and did not finish; one entry in all."""
    work.check(Act.OPEN_CASE)
    found = drafts_of(work.unit.session, work.actor.id, work.now)
    fields = {"list": "drafts", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return [_view(work, row) for row in found]


def _view(work: Work, row: FormDraft) -> DraftView:
    return DraftView(
        id=row.id,
        step=row.step.value,
        version=row.version,
        started_at=row.started_at,
        saved_at=row.saved_at,
        ends_at=row.ends_at,
        ends_soon=ends_soon(row.ends_at, work.now),
    )


def open_draft(work: Work, draft_id: UUID) -> OpenDraft:
    """Go on with a draft.

    Raises:
        NotFound: as `save_draft` says.
    """
    work.check(Act.OPEN_CASE)
    row = _mine(work, draft_id)
    found = OpenDraft(_view(work, row), _typed(work, row))
    _enter(work, EntryType.DRAFT_OPENED, row, {"step": row.step.value})
    return found


def discard_draft(work: Work, draft_id: UUID) -> Done:
    """Throw a draft away: its key and its row go, and nobody reads it again."""
    work.check(Act.OPEN_CASE)
    return _gone(work, _mine(work, draft_id), EntryType.DRAFT_DISCARDED)


def finish_draft(work: Work, draft_id: UUID, *, expects: int | None) -> None:
    """It becomes a case, in the act that opens one.

    Raises:
        NotFound, StaleCase: as `save_draft` says.
    """
    row = _mine(work, draft_id)
    check_version(row.version, expects)
    _gone(work, row, EntryType.DRAFT_FINISHED)


def _gone(work: Work, row: FormDraft, kind: EntryType) -> Done:
    _enter(work, kind, row, {})
    destroy_draft(work.unit, row)
    return Done("draft", row.id)


def enter_over(work: Work, draft_id: UUID) -> bool:
    """The system destroys, once, a draft whose time is over."""
    row = draft_by_id(work.unit.session, draft_id)
    if row is None or row.ends_at > work.now:
        return False
    body = organisation(work.unit.session, row.organisation_id)
    over = Happening(EntryType.DRAFT_EXPIRED, {}, occurred_at=row.ends_at, about=row.id)
    work.enter(body or work.own_organisation(), over)
    destroy_draft(work.unit, row)
    return True
