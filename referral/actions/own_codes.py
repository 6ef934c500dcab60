"""The number a person keeps, as whoever holds the case gives it; and what they left.

A number is told once, to be handed over, and kept nowhere. The next one ends it.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.work import Asked, Done, Work, case_for
from referral.errors import Erased, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.own import (
    OwnCode,
    code_of,
    end_code,
    messages_of,
    unread_at,
)
from referral.rules.acts import Act
from referral.rules.own_code import DIGITS, grouped, whole_number
from referral.rules.refusal import is_nameless
from referral.vault.secrets import hash_password
from workflows.vocabulary import Compartment, EntryType, Purpose, Track

TAG = "own-code"
"""What the keyed digest of a number is made for."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number that was drawn, and its hash. It prints as nothing."""

    number: str = field(repr=False)
    hashed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeView:
    """Whether a number is out for a case, and whether the person wrote something."""

    case_id: UUID
    code: str
    version: int
    issued_at: datetime | None
    unread: int
    left: int
    """How many messages there are in all."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """What the person left, as the holder reads it."""

    id: UUID
    left_at: datetime
    text: str = field(repr=False)
    first_read: bool
    """True if nobody had read it before."""


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A case in which the person left something that nobody has read."""

    case_id: UUID
    code: str


def draw() -> Drawn:
    """A number nobody can guess, with its hash. Slow on purpose: not in an act."""
    number = whole_number(secrets.randbelow(10 ** (DIGITS - 1)))
    return Drawn(number, hash_password(number))


def issue_code(work: Work, case_id: UUID, drawn: Drawn) -> Done:
    """Give the person a number. One that was out before ends.

    Raises:
        Erased: if nobody could come back to what is left.
    """
    case = _kept(work, case_id)
    before = end_code(work.unit.session, case.id)
    keyring, unit = work.house.keyring, work.unit
    row = OwnCode(
        id=work.new_id(),
        case_id=case.id,
        tag=keyring.tag(unit, TAG, drawn.number.encode()),
        generation=keyring.tag_generation(unit),
        hashed=drawn.hashed,
        issued_at=work.now,
    )
    unit.session.add(row)
    fields = {"replaces": before is not None}
    work.enter(case, Happening(EntryType.OWN_CODE_ISSUED, fields, about=row.id))
    details = {"number": grouped(drawn.number)}
    return Done("own_code", row.id, case.version, details=details)


def revoke_code(work: Work, case_id: UUID) -> Done:
    """End the number that is out: it opens nothing from now on.

    Raises:
        NotFound: if there is none.
    """
    case = _kept(work, case_id)
    ended = end_code(work.unit.session, case.id)
    if ended is None:
        raise NotFound
    work.enter(case, Happening(EntryType.OWN_CODE_ENDED, {}, about=ended))
    return Done("own_code", ended, case.version)


def _kept(work: Work, case_id: UUID) -> Case:
    """A case the person can come back to: not erased, or left by a refusal."""
    case = case_for(work, case_id, Act.KEEP_OWN_CODE)
    stage = case.protection
    left = is_nameless(compiled_for(work, case), Track.PROTECTION, stage)
    if case.erased_at is not None and not left:
        raise Erased
    return case


def read_code(work: Work, case_id: UUID) -> CodeView:
    """Whether a number is out; never which."""
    case = _kept(work, case_id)
    row = code_of(work.unit.session, case.id)
    left = messages_of(work.unit.session, case.id)
    shown = {"list": "own_code", "shown": int(row is not None)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    unread = sum(each.read_at is None for each in left)
    issued_at = row.issued_at if row else None
    return CodeView(case.id, case.code, case.version, issued_at, unread, len(left))


def read_messages(work: Work, case_id: UUID, purpose: Purpose) -> list[MessageView]:
    """What the person left, for a purpose; from now on it counts as read."""
    drawer = Compartment.NARRATIVE
    asked = Asked(frozenset({drawer}), purpose)
    case = case_for(work, case_id, Act.READ_MESSAGES, asked)
    rows = messages_of(work.unit.session, case.id)
    said = {"drawer": drawer.value, "messages": len(rows)}
    work.enter(case, Happening(EntryType.CONTENT_OPENED, said, purpose=purpose))
    views = []
    for row in rows:
        text = work.open(case.id, row.id, drawer, purpose)["text"]
        views.append(MessageView(row.id, row.left_at, text, row.read_at is None))
        row.read_at = row.read_at or work.now
        work.unit.session.add(row)
    return views


def list_waiting(work: Work, limit: int) -> list[WaitingView]:
    """Cases of the actor's organisation in which something unread was left."""
    work.check(Act.LIST_NOTICES)
    here = work.actor.organisation_id
    away = work.away()
    rows = unread_at(work.unit.session, here, limit)
    fields = {"list": "messages", "shown": len(rows)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return [WaitingView(row.id, row.code) for row in rows if row.id not in away]
