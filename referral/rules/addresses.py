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
FIELDS = ("street", "number", "directions")
"""What the drawer of a place holds."""
_STREETS = """
rruga rr ruga bulevardi bul ulica ul bulevar trg sokak street str st road rd avenue lane
nr br no num broj bb pa numer kati kat floor hyrja ulaz entrance banesa stan apt number
"""
_GENERAL = frozenset(map(roman, _STREETS.split()))
"""Words of addresses that name no place."""
_COMMON = """
nene nena majka mother baba otac father person persona osoba child children femije
fmije deca djeca woman grua zena family familja porodica obitelj house shtepi shtepia
kuca home shelter safe strehe skloniste accommodation places place vend school shkolla
skola police policia policija hospital spitali bolnica health care needs help support
material medical legal assistance protection border kufi granica station stacion
stanica church kisha crkva mosque xhamia dzamija bridge market qendra centar center
centre republic republika hero heroj heronjte martyr deshmor deshmoret freedom liria
sloboda victory fitorja pobeda peace paqe independence pavaresia january janar februar
mars march april prill maji june qershor july korrik august gusht shtator september
tetor oktobar october nentor nentori november dhjetor december upper lower great small
north south east west with that this have from
"""
_ORDINARY = frozenset(map(roman, _COMMON.split()))
"""Words of addresses that stand in many texts: alone they tell nothing."""
_SHORTEST = 4
"""Letters of a word that, beside the number, tells the street by itself."""
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_APART = 4
"""So many other words may stand between the parts of a whole address,"""
_BESIDE = 3
"""and so far from its number may one word of the street stand."""


def parts(text: str) -> tuple[str, ...]:
    """Words and numbers of a text, in plain letters, without general words."""
    found = _PARTS.findall(roman(text.casefold()))
    return tuple(part for part in found if part not in _GENERAL)


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """The parts of an address that, close together, tell where it is.

    Town, postcode and floor are none of them: beside a number they would be met in
    every other text, and whoever leaves them out has told the place all the same.
    """

    street: frozenset[str] = field(repr=False)
    number: str = field(repr=False, default="")
    """The first digits of the house number; empty where a house has none."""

    @classmethod
    def of(cls, content: Mapping[str, object]) -> Self:
        """A street, and the number of a house in it if it has one."""
        digits = re.search(r"\d+", str(content.get("number", "")))
        street = frozenset(parts(str(content.get("street", ""))))
        return cls(street, digits.group() if digits else "")

    @property
    def telling(self) -> frozenset[str]:
        """The words of the street that no ordinary text would have."""
        return frozenset(
            each
            for each in self.street - _ORDINARY
            if len(each) >= _SHORTEST and not each.isdigit()
        )

    def can_be_known(self) -> bool:
        """True if texts can be searched for it without meeting it everywhere.

        The whole of it is two parts at least, and one of them is no ordinary word.
        """
        enough = bool(self.number) or len(self.street) > 1
        return enough and bool(self.telling)

    def told_by(self, said: tuple[str, ...]) -> bool:
        """True if the parts of a text tell the place.

        That is: a telling word of the street beside the number, or the whole of it
        close together.
        """
        if not self.street:
            return False
        whole = self.street | ({self.number} - {""})
        width = len(whole) + _APART
        return any(
            whole <= set(said[start : start + width]) or self._beside(said, start)
            for start, part in enumerate(said)
            if part in whole
        )

    def _beside(self, said: tuple[str, ...], at: int) -> bool:
        if not self.number or said[at] != self.number:
            return False
        near = said[max(0, at - _BESIDE) : at + _BESIDE + 1]
        return not self.telling.isdisjoint(near)


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
