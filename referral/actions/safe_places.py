"""Keeping the addresses of safe places out of what others will see.

Each text that tells one is noted, counted, and shown to the coordinator: whoever tries
addresses out soon has to stop, and an address that is met by chance is put right.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from referral.actions.work import Work
from referral.errors import AddressesMetTooOften, SafeAddressFound
from referral.records.addresses import (
    AddressMet,
    grants_to,
    known_addresses,
    times_met,
)
from referral.records.keyed_values import open_value
from referral.records.sealed_values import SealedValue
from referral.rules.addresses import KnownPlace, telling
from workflows.vocabulary import Purpose

A_DAY = timedelta(days=1)
MOST_A_DAY = 3
"""Acts of one actor that may meet an address."""


def check_telling(
    work: Work, texts: Mapping[str, str], recipient_id: UUID | None
) -> int:
    """Refuse to let a recipient see a text that tells where a safe place is.

    Its own places are no secret from it, nor are those it may open now.

    Args:
        work: The act that would send it.
        texts: By the name of the field.
        recipient_id: The organisation that would see them; None for everybody.

    Returns:
        With how many places the texts were compared.

    Raises:
        SafeAddressFound: naming the fields.
        AddressesMetTooOften: if this actor has met three in a day.
    """
    if times_met(work.unit.session, work.actor.id, work.now - A_DAY) >= MOST_A_DAY:
        raise AddressesMetTooOften
    places = _secret_from(work, recipient_id)
    if found := telling(texts, places.values()):
        refusal = SafeAddressFound(missing=found)
        met = [each for each, place in places.items() if telling(texts, [place])]
        refusal.afterwards = partial(_note, met)
        raise refusal
    return len(places)


def tells(work: Work, texts: Mapping[str, str], recipient_id: UUID) -> bool:
    """True if one of the texts tells a recipient where a safe place is."""
    return bool(telling(texts, _secret_from(work, recipient_id).values()))


def telling_fields(work: Work, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that tell where a safe place is, to somebody outside."""
    return telling(texts, _secret_from(work, None).values())


def _secret_from(work: Work, recipient_id: UUID | None) -> dict[UUID, KnownPlace]:
    """Every known place, by service, that a recipient may not know of now."""
    session = work.unit.session
    with work.unit.beyond():
        grants = grants_to(session, recipient_id, work.now) if recipient_id else []
        granted = {grant.service_id for grant in grants}
        return {
            value.record_id: _place(work, value)
            for value in known_addresses(session)
            if value.owner_id != recipient_id and value.record_id not in granted
        }


def _note(services: Iterable[UUID], work: Work) -> None:
    """Keep, once the act was taken back, whose addresses it met."""
    for service_id in services:
        row = AddressMet(
            id=work.new_id(),
            actor_id=work.actor.id,
            organisation_id=work.actor.organisation_id,
            service_id=service_id,
            at=work.now,
        )
        work.unit.session.add(row)


def _place(work: Work, value: SealedValue) -> KnownPlace:
    """The parts of an address; each version is opened once a process."""
    known, key = work.house.names.places, (value.record_id, value.row_version)
    if key not in known:
        content = open_value(
            work.unit, work.house.keyring, value.owner_id, value, Purpose.PROTECTION
        )
        known[key] = KnownPlace.of(content)
    return known[key]


def texts_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Every text of a copy by `drawer.field`; several of one field together."""
    texts: dict[str, str] = {}
    for drawer, fields in content.items():
        rows: Iterable[Mapping[str, Any]] = [fields]
        if drawer == "statements":
            rows, drawer = fields, "narrative"  # noqa: PLW2901 # its drawer's name
        for row in rows:
            for name, text in row.items():
                if name != "kind":
                    told = f"{drawer}.{name}"
                    texts[told] = f"{texts.get(told, '')} {text}"
    return texts
