"""Opening names so that they can be searched, and following what changes.

Opening all of them is one act of the system with one entry, written before the first
is opened; where it cannot be written, nothing is.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel import func, select

from referral.actions.actors import system_actor
from referral.actions.findable import named
from referral.actions.held_names import OVERLAP
from referral.actions.numbers import renew_numbers
from referral.actions.work import House, Work, perform
from referral.errors import Erased, KeyMissing, SealBroken, SearchNotReady
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.keyed_values import open_value
from referral.records.searching import (
    latest_of,
    names_changed,
    people_after,
    people_of,
)
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, EntryType, Purpose

BATCH = 500
PATIENCE = 5.0
"""Seconds a search waits for names that are being opened."""


def prepare(house: House) -> None:
    """Start opening names in the background, unless they are here."""
    house.names.begin(lambda: fill(house), lambda: catch_up(house))


def ready(house: House) -> None:
    """Wait until names are here and as they are in the store now.

    Raises:
        SearchNotReady: if that takes longer than a person waits.
    """
    prepare(house)
    if not house.names.wait(PATIENCE):
        raise SearchNotReady("names are not searchable yet")
    catch_up(house)


def fill(house: House) -> None:
    """Open the names of all cases, batch by batch, under one entry."""
    system = house.store.read(system_actor)
    began = perform(house, system, _noted, name=Act.INDEX_NAMES)
    after: UUID | None = None
    while not house.names.ending:
        last = house.store.read(partial(_batch, house=house, after=after))
        if last is None:
            break
        after = last
    house.names.seen_to = began
    if not house.names.ending:
        renew_numbers(house, system)


def _noted(work: Work) -> datetime:
    work.check(Act.INDEX_NAMES)
    total = work.unit.session.exec(select(func.count()).select_from(Case)).one()
    opened = EntryType.NAMES_INDEXED
    work.enter(
        work.own_organisation(),
        Happening(opened, {"cases": total}, purpose=Purpose.PROTECTION),
    )
    return work.now


def _batch(unit: Unit, house: House, after: UUID | None) -> UUID | None:
    people = people_after(unit.session, after, BATCH)
    _open(unit, house, people)
    return people[-1][0] if people else None


def _open(unit: Unit, house: House, people: list[tuple[UUID, UUID]]) -> None:
    """Take the names of these cases into memory; what was erased is dropped."""
    values, rows = latest_of(unit, people, Compartment.IDENTITY)
    for case_id, value in values.items():
        try:
            content = open_value(
                unit, house.keyring, case_id, value, Purpose.PROTECTION
            )
        except (Erased, KeyMissing):
            house.names.index.drop(case_id)
            continue
        except SealBroken:  # one damaged row must not end searching for all others
            house.names.index.drop(case_id)
            house.names.unreadable.add(case_id)
            continue
        house.names.unreadable.discard(case_id)
        house.names.index.put(case_id, named(content, value.row_version))
    rows.clear()


def catch_up(house: House) -> int:
    """Open the names that other processes wrote since the last look. How many."""
    names = house.names
    since = names.seen_to

    def look(unit: Unit) -> tuple[int, datetime]:
        changed = names_changed(unit.session, since - OVERLAP) if since else []
        fresh = [
            case_id
            for case_id, version in changed
            if names.index.version(case_id) < version
        ]
        for start in range(0, len(fresh), BATCH):
            people = people_of(unit.session, fresh[start : start + BATCH])
            _open(unit, house, people)
        return len(fresh), unit.now

    opened, names.seen_to = house.store.read(look)
    return opened
