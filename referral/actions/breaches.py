"""The register of breaches: opened, added to, told, closed.

What happened is sealed for the organisation that opened it, a version for each
addition. The clock is data (`workflows.data_protection`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.read_breaches import DRAWER, content_of, known
from referral.actions.work import Done, Work, check_version
from referral.errors import Malformed, NotFound
from referral.records.breaches import Breach, breach_by_id
from referral.records.chains import Happening
from referral.records.keyed_values import store_value
from referral.records.keys import OwnerKind
from referral.rules import breaches as rules
from referral.rules.acts import Act
from workflows.data_protection import time_to_tell_authority
from workflows.vocabulary import (
    BreachExemption,
    BreachNature,
    EntryType,
)

LONGEST = 4_000
"""Characters of one text."""
MOST = 1_000_000_000
"""The largest number of people or records."""


@dataclass(frozen=True, slots=True)
class BreachContent:
    """What is known of a breach (GDPR art 33(3)); what is None is not known yet."""

    nature: tuple[BreachNature, ...] | None = None
    what_happened: str | None = field(default=None, repr=False)
    people: int | None = None
    """About how many people it concerns."""
    records: int | None = None
    """About how many records it concerns."""
    contact: str | None = field(default=None, repr=False)
    consequences: str | None = field(default=None, repr=False)
    measures: str | None = field(default=None, repr=False)

    def said(self) -> dict[str, Any]:
        """What it says, as JSON; what is not known is left out."""
        stated = {name: getattr(self, name) for name in rules.CONTENT}
        if self.nature is not None:
            stated["nature"] = [word.value for word in self.nature]
        return {name: value for name, value in stated.items() if value is not None}


def open_breach(work: Work, aware_at: datetime, content: BreachContent) -> Done:
    """Write down that there was a breach; the clock runs from when it was known.

    Raises:
        Malformed: if that is in the future, a text too long, or a number none.
    """
    work.check(Act.OPEN_BREACH)
    said = _checked(content)
    row = Breach(
        id=work.new_id(),
        organisation_id=work.actor.organisation_id,
        opened_by=work.actor.id,
        opened_at=work.now,
        aware_at=aware_at,
        due_at=rules.due_at(aware_at, time_to_tell_authority(), work.now),
        version=1,
    )
    work.unit.session.add(row)
    work.unit.session.flush()
    _store(work, row, said)
    fields = {"due_at": row.due_at.isoformat(), "says": sorted(said)}
    return _enter(work, row, EntryType.BREACH_OPENED, fields)


def add_to_breach(
    work: Work, breach_id: UUID, content: BreachContent, *, expects: int | None
) -> Done:
    """Write down more of it, in phases (GDPR art 33(4)). What was written stays.

    Raises:
        NotFound: if there is no such breach.
        AlreadyAnswered: if it is closed.
        Malformed: if nothing is added, a text is too long, or a number none.
    """
    row = _row(work, breach_id, expects)
    rules.check_open(known(row))
    said = _checked(content)
    if not said:
        fault = ("/what_happened", "missing")
        raise Malformed("Write what is to be added.", faults=(fault,))
    _store(work, row, {**content_of(work, row), **said})
    return _changed(work, row, EntryType.BREACH_ADDED_TO, {"says": sorted(said)})


def tell_authority(
    work: Work, breach_id: UUID, delay: str | None, *, expects: int | None
) -> Done:
    """Write down that the authority was told; whoever is late says why.

    Raises:
        NotFound: if there is no such breach.
        AlreadyAnswered: if it was told before, or the breach is closed.
        GuardNotMet: naming what the notice lacks.
    """
    row = _row(work, breach_id, expects)
    content = content_of(work, row)
    why = (delay or "").strip() or None
    rules.check_tell_authority(known(row), content, delay=why, now=work.now)
    if why:
        _store(work, row, {**content, "reason_for_delay": _short(why, "/delay")})
    row.authority_told_at = work.now
    late = row.due_at <= work.now
    fields = {"late": late, "follows": list(rules.still_to_say(content))}
    return _changed(work, row, EntryType.BREACH_AUTHORITY_TOLD, fields)


def tell_people(work: Work, breach_id: UUID, *, expects: int | None) -> Done:
    """Write down that the people concerned were told (GDPR art 34).

    Raises:
        NotFound: if there is no such breach.
        AlreadyAnswered: if they were told before, or it is closed.
    """
    row = _row(work, breach_id, expects)
    rules.check_tell_people(known(row))
    row.people_told_at = work.now
    return _changed(work, row, EntryType.BREACH_PEOPLE_TOLD, {})


def close_breach(
    work: Work,
    breach_id: UUID,
    authority: BreachExemption | None,
    people: BreachExemption | None,
    *,
    expects: int | None,
) -> Done:
    """Close it, with the reason for whoever was not told.

    Raises:
        NotFound: if there is no such breach.
        AlreadyAnswered: if it is closed.
        GuardNotMet: naming who has to be told first.
    """
    row = _row(work, breach_id, expects)
    rules.check_close(known(row), authority, people)
    row.closed_at = work.now
    fields = {
        "authority_not_told": authority.value if authority else None,
        "people_not_told": people.value if people else None,
    }
    return _changed(work, row, EntryType.BREACH_CLOSED, fields)


def _row(work: Work, breach_id: UUID, expects: int | None) -> Breach:
    work.check(Act.KEEP_BREACH)
    row = breach_by_id(work.unit.session, breach_id, lock=True)
    if row is None:
        raise NotFound
    check_version(row.version, expects)
    return row


def _checked(content: BreachContent) -> dict[str, Any]:
    said = content.said()
    for name, value in said.items():
        if isinstance(value, str):
            _short(value, f"/{name}")
        elif isinstance(value, int) and not 0 <= value <= MOST:
            raise Malformed("That is no number.", faults=((f"/{name}", "no_number"),))
    return said


def _short(text: str, place: str) -> str:
    if len(text) > LONGEST:
        raise Malformed("That is too long.", faults=((place, "too_long"),))
    return text


def _store(work: Work, row: Breach, said: Mapping[str, Any]) -> None:
    store_value(
        work.unit,
        work.house.keyring,
        kind=OwnerKind.ORGANISATION,
        owner=row.organisation_id,
        record=row.id,
        drawer=DRAWER,
        content=said,
        author=work.actor.id,
        author_organisation=work.actor.organisation_id,
    )


def _changed(
    work: Work, row: Breach, entry: EntryType, fields: Mapping[str, Any]
) -> Done:
    row.version += 1
    work.unit.session.add(row)
    return _enter(work, row, entry, fields)


def _enter(
    work: Work, row: Breach, entry: EntryType, fields: Mapping[str, Any]
) -> Done:
    work.enter(work.own_organisation(), Happening(entry, fields, about=row.id))
    return Done("breach", row.id, row.version)
