"""Keeping the addresses of safe places out of what others will see."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from referral.actions.work import Work
from referral.errors import SafeAddressFound
from referral.records.addresses import grants_to, known_addresses
from referral.records.keyed_values import open_value
from referral.records.sealed_values import SealedValue
from referral.rules.addresses import KnownPlace, telling
from workflows.vocabulary import Purpose


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
    """
    session = work.unit.session
    with work.unit.beyond():
        grants = grants_to(session, recipient_id, work.now) if recipient_id else []
        granted = {grant.service_id for grant in grants}
        places = [
            _place(work, value)
            for value in known_addresses(session)
            if value.owner_id != recipient_id and value.record_id not in granted
        ]
    if found := telling(texts, places):
        raise SafeAddressFound(missing=found)
    return len(places)


def _place(work: Work, value: SealedValue) -> KnownPlace:
    """The parts of an address; each version is opened once a process."""
    known, key = work.house.names.places, (value.record_id, value.row_version)
    if key not in known:
        content = open_value(work.unit, work.house.keyring, value, Purpose.PROTECTION)
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
