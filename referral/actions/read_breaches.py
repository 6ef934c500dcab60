"""Reading the register of breaches, and entering once that a time is over.

That it is over stands on the coordinator's list until somebody acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.work import Work
from referral.errors import NotFound
from referral.records.breaches import Breach, breach_by_id, breaches
from referral.records.chains import Happening
from referral.records.keyed_values import open_latest
from referral.records.organisations import label_of, organisation
from referral.rules import breaches as rules
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, EntryType, Purpose

DRAWER = Compartment.OPERATIONAL
"""Where what happened is sealed, under the row's identifier."""


@dataclass(frozen=True, slots=True)
class BreachLine:
    """A breach as the register lists it."""

    id: UUID
    organisation: str
    """Name of whose it is."""
    state: str
    opened_at: datetime
    aware_at: datetime
    due_at: datetime
    authority_told_at: datetime | None
    people_told_at: datetime | None
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class BreachView:
    """One breach, opened."""

    line: BreachLine
    content: Mapping[str, Any] = field(repr=False)
    still_to_say: tuple[str, ...]
    """What the law asks for and nobody wrote down yet."""


def list_breaches(work: Work, limit: int) -> list[BreachLine]:
    """The register, open ones first; opens nothing. One entry."""
    work.check(Act.READ_BREACHES)
    found = [_line(work, row) for row in breaches(work.unit.session, limit)]
    fields = {"list": "breaches", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def read_breach(work: Work, breach_id: UUID) -> BreachView:
    """One breach with what is known of it; reading it is an entry.

    Raises:
        NotFound: if there is none.
    """
    work.check(Act.READ_BREACHES)
    row = breach_by_id(work.unit.session, breach_id)
    if row is None:
        raise NotFound
    read = Happening(EntryType.BREACH_READ, {}, purpose=Purpose.AUDIT, about=row.id)
    work.enter(work.own_organisation(), read)
    content = content_of(work, row)
    return BreachView(_line(work, row), content, rules.still_to_say(content))


def enter_overdue(work: Work, breach_id: UUID) -> bool:
    """The time is over and nobody was told: entered once. False if nothing is due."""
    row = breach_by_id(work.unit.session, breach_id, lock=True)
    if row is None or row.overdue_at is not None:
        return False
    if rules.state(known(row), work.now) is not rules.BreachState.OVERDUE:
        return False
    row.overdue_at = work.now
    work.unit.session.add(row)
    body = organisation(work.unit.session, row.organisation_id)
    fields = {"due_at": row.due_at.isoformat()}
    what = Happening(
        EntryType.BREACH_OVERDUE, fields, occurred_at=row.due_at, about=row.id
    )
    work.enter(body or work.own_organisation(), what)
    return True


def known(row: Breach) -> rules.Known:
    """What of a breach lies open, as the rules read it."""
    return rules.Known(
        row.aware_at,
        row.due_at,
        row.authority_told_at,
        row.people_told_at,
        row.closed_at,
    )


def _line(work: Work, row: Breach) -> BreachLine:
    return BreachLine(
        id=row.id,
        organisation=label_of(work.unit.session, row.organisation_id) or "",
        state=rules.state(known(row), work.now).value,
        opened_at=row.opened_at,
        aware_at=row.aware_at,
        due_at=row.due_at,
        authority_told_at=row.authority_told_at,
        people_told_at=row.people_told_at,
        closed_at=row.closed_at,
        version=row.version,
    )


def content_of(work: Work, row: Breach) -> dict[str, Any]:
    """What is known of a breach; the caller writes the entry."""
    keyring, owner = work.house.keyring, row.organisation_id
    return dict(open_latest(work.unit, keyring, owner, row.id, DRAWER, Purpose.AUDIT))
