"""Tags of document and telephone numbers: set, looked up, and made anew."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from referral.actions.work import House, OnDuty, Work, perform
from referral.errors import Erased
from referral.records.chains import Happening
from referral.records.keyed_values import open_value
from referral.records.searching import (
    TAG_BYTES,
    cases_with,
    generations_in_use,
    latest_of,
    people_of,
    set_number,
    tagged_before,
)
from referral.rules.acts import Act
from referral.rules.numbers import comparable
from workflows.vocabulary import Compartment, EntryType, NumberKind, Purpose

BATCH = 200
WHERE = {
    NumberKind.DOCUMENT: (Compartment.IDENTITY, "identity_number"),
    NumberKind.PHONE: (Compartment.CONTACT, "phone"),
}
"""The drawer and field each number is sealed in."""


def tag_numbers(
    work: Work, case_id: UUID, drawer: Compartment, content: Mapping[str, Any]
) -> None:
    """Set the tags of a case anew from what a drawer holds now."""
    for kind, (its_drawer, name) in WHERE.items():
        if drawer is its_drawer:
            number = comparable(kind, str(content.get(name) or ""))
            generation = work.house.keyring.tag_generation(work.unit)
            tag = _tag(work, kind, number, generation) if number else None
            set_number(work.unit.session, case_id, kind, tag, generation)


def _tag(work: Work, kind: NumberKind, number: bytes, generation: int) -> bytes:
    tag = work.house.keyring.tag(work.unit, kind.value, number, generation)
    return tag[:TAG_BYTES]


def holding(work: Work, kind: NumberKind, text: str) -> list[UUID]:
    """Cases that hold this number, also while tags are being made anew."""
    number = comparable(kind, text)
    if number is None:
        return []
    session = work.unit.session
    with work.unit.beyond():
        return [
            case_id
            for generation in generations_in_use(session)
            for case_id in cases_with(
                session, kind, _tag(work, kind, number, generation), generation
            )
        ]


def renew_numbers(house: House, system: OnDuty) -> int:
    """Make tags of an older key anew from the sealed numbers.

    Each batch is one act with one entry.

    Returns:
        Of how many cases.
    """
    total = 0
    while not house.names.ending and house.store.read(
        lambda unit: (
            generations_in_use(unit.session)
            not in ([], [house.keyring.tag_generation(unit)])
        )
    ):
        total += perform(house, system, _renew, name=Act.INDEX_NAMES)
    return total


def _renew(work: Work) -> int:
    work.check(Act.INDEX_NAMES)
    unit, keyring = work.unit, work.house.keyring
    now = keyring.tag_generation(unit)
    cases = tagged_before(unit.session, now, BATCH)
    fields = {"cases": len(cases), "generation": now}
    renewed = EntryType.NUMBERS_INDEXED
    work.enter(
        work.own_organisation(),
        Happening(renewed, fields, purpose=Purpose.PROTECTION),
    )
    for drawer, _ in WHERE.values():
        values, rows = latest_of(unit, people_of(unit.session, cases), drawer)
        for case_id in cases:
            content: Mapping[str, Any] = {}
            if case_id in values:
                try:
                    content = open_value(
                        unit, keyring, case_id, values[case_id], Purpose.PROTECTION
                    )
                except Erased:
                    content = {}
            tag_numbers(work, case_id, drawer, content)
        rows.clear()
    return len(cases)
