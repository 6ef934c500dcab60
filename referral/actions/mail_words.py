"""One person's address and wishes: opened, changed, sealed again as another version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from referral.actions.house import House
from referral.actions.post_office import MAIL
from referral.records.database import Unit
from referral.records.keyed_values import seal_value
from referral.records.keys import OwnerKind
from referral.records.mailing import MailSetting
from referral.rules.mailing import Wishes
from referral.vault.envelope import Place, unseal
from workflows.vocabulary import MailKind, Rhythm

DRAWER = "mail"
"""The drawer of an organisation in which its people's addresses are sealed."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is sealed of one person. It prints as nothing."""

    wishes: Wishes = field(default_factory=Wishes, repr=False)
    to: str = field(default="", repr=False)
    way: str = MAIL
    code: str = field(default="", repr=False)
    """By which the address is confirmed; empty once it is."""


def held(house: House, unit: Unit, organisation_id: UUID, row: MailSetting) -> Held:
    """What a setting holds."""
    key = house.keyring.for_opening(unit, organisation_id, DRAWER, row.box)
    words = unseal(key, Place(row.actor_id, row.version), row.box.ciphertext())
    return _read(words)


def keep(
    house: House,
    unit: Unit,
    organisation_id: UUID,
    actor_id: UUID,
    row: MailSetting | None,
    what: Held,
) -> MailSetting:
    """Seal what somebody wants now; the row, which the caller may change further."""
    version = row.version + 1 if row else 1
    box = seal_value(
        unit,
        house.keyring,
        (OwnerKind.ORGANISATION, organisation_id),
        DRAWER,
        Place(actor_id, version),
        _words(what),
    )
    kept = row or MailSetting(actor_id=actor_id, tries=0)
    kept.version, kept.box = version, box
    unit.session.add(kept)
    return kept


def _words(what: Held) -> dict[str, Any]:
    wishes = what.wishes
    return {
        "to": what.to,
        "way": what.way,
        "code": what.code,
        "kinds": sorted(kind.value for kind in wishes.kinds),
        "rhythm": wishes.rhythm.value,
        "daily_at": _told(wishes.daily_at),
        "quiet_from": _told(wishes.quiet_from),
        "quiet_until": _told(wishes.quiet_until),
        "urgent_passes": wishes.urgent_passes,
        "zone": wishes.zone,
        "language": wishes.language,
    }


def _told(at: time | None) -> str | None:
    return None if at is None else at.isoformat("minutes")


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _read(words: Mapping[str, Any]) -> Held:
    wishes = Wishes(
        kinds=frozenset(map(MailKind, words["kinds"])),
        rhythm=Rhythm(words["rhythm"]),
        daily_at=time.fromisoformat(words["daily_at"]),
        quiet_from=_time(words["quiet_from"]),
        quiet_until=_time(words["quiet_until"]),
        urgent_passes=words["urgent_passes"],
        zone=words["zone"],
        language=words["language"],
    )
    return Held(wishes, words["to"], words["way"], words["code"])
