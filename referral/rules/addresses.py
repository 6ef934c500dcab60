"""Whether a text tells where a safe place is, however it is written.

Only plain letters and digits are compared, so that another alphabet, other marks,
another order or a line break do not hide an address.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from referral.rules.names import roman
from workflows.vocabulary import ReferralStage

LONGEST_GRANT = timedelta(hours=72)
"""A hand-over that takes longer asks again."""
FIELDS = ("address", "directions")
"""What the drawer of a place holds."""
_STREETS = """
rruga rr ruga bulevardi bul ulica ul bulevar trg street str st road rd avenue nr br no
num broj bb pa numer kati kat floor hyrja ulaz entrance banesa stan apt
"""
_GENERAL = frozenset(map(roman, _STREETS.split()))
"""Words of addresses that name no place."""
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_APART = 4
"""So many other words may stand between the parts of an address."""


def parts(text: str) -> tuple[str, ...]:
    """Words and numbers of a text, in plain letters, without general words."""
    found = _PARTS.findall(roman(text.casefold()))
    return tuple(part for part in found if part not in _GENERAL)


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """The parts of an address that, close together, tell where it is."""

    needed: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, content: Mapping[str, object]) -> Self:
        """The street and its number; all words where there is no number."""
        said = parts(str(content.get("address", "")))
        number = next((n for n, part in enumerate(said) if part.isdigit()), None)
        if number == 0:
            return cls(frozenset(said[:2]))
        return cls(frozenset(said if number is None else said[: number + 1]))

    def told_by(self, said: tuple[str, ...]) -> bool:
        """True if all of it stands close together in the parts of a text."""
        if not self.needed:
            return False
        width = len(self.needed) + _APART
        return any(
            self.needed <= set(said[start : start + width])
            for start, part in enumerate(said)
            if part in self.needed
        )


def telling(texts: Mapping[str, str], places: Iterable[KnownPlace]) -> tuple[str, ...]:
    """The names of the texts that tell where one of the places is."""
    known = tuple(places)
    said = {name: parts(text) for name, text in texts.items()}
    return tuple(
        sorted(
            name
            for name, found in said.items()
            if any(place.told_by(found) for place in known)
        )
    )


def may_be_told_now(stage: ReferralStage, until: datetime, now: datetime) -> bool:
    """True while the person is on the way and the time that was set is not over."""
    return stage is ReferralStage.ACCEPTED and now < until
