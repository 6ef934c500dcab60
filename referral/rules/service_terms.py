"""What a service states about itself: whom it takes, when, on whose referral.

All of it is coded and public inside the mechanism. What a service has not stated is
None, and nobody is turned away by what was not said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflows.vocabulary import (
    AgeClass,
    EligibilityWord,
    Known,
    OrganisationKind,
    PlaceKind,
    Reach,
    ReferredBy,
    RiskLevel,
    Sector,
    Sex,
)

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From one weekday to another, the same hours each day, in the mechanism's zone."""

    first: int
    """Weekday, 1 for Monday to 7 for Sunday (ISO 8601)."""
    last: int
    """Weekday; before `first` where the days go over the end of the week."""
    opens: int
    """Minutes after midnight."""
    closes: int
    """Minutes after midnight; not after `opens` where it is the next day's."""

    def covers(self, weekday: int, minute: int) -> bool:
        """True if it is open on an ISO weekday, some minutes after midnight."""
        if self.opens < self.closes:
            return self._on(weekday) and self.opens <= minute < self.closes
        before = (weekday - 2) % 7 + 1
        late = self._on(weekday) and minute >= self.opens
        return late or (self._on(before) and minute < self.closes)

    def _on(self, weekday: int) -> bool:
        if self.first <= self.last:
            return self.first <= weekday <= self.last
        return weekday >= self.first or weekday <= self.last


@dataclass(frozen=True, slots=True)
class Terms:
    """What one service states. None, and an empty tuple of hours: not stated."""

    sexes: frozenset[Sex] | None = None
    age_classes: frozenset[AgeClass] | None = None
    accepts_children: bool | None = None
    """Whether somebody may bring children along."""
    minimum_age: int | None = None
    maximum_age: int | None = None
    access_needs: frozenset[str] | None = None
    """Coded needs of the place that are met here."""
    risk_levels: frozenset[RiskLevel] | None = None
    languages: frozenset[str] | None = None
    """ISO 639-3 codes of what is spoken here without an interpreter."""
    place_kinds: frozenset[PlaceKind] | None = None
    always: bool = False
    """True if somebody can be reached at every hour."""
    hours: tuple[Hours, ...] = ()
    referred_by: ReferredBy | None = None
    fee: Known = Known.UNKNOWN
    max_stay_days: int | None = None
    run_by: Sector | None = None

    def words(self) -> dict[str, Any]:
        """As it is stored and told: JSON, in a fixed order."""
        found: dict[str, Any] = {}
        for name in _SETS:
            held = getattr(self, name)
            found[name] = None if held is None else sorted(map(str, held))
        for name in (*_PLAIN, *_WORDS):
            found[name] = getattr(self, name)
        found["hours"] = [
            [each.first, each.last, each.opens, each.closes] for each in self.hours
        ]
        return found

    def stated(self) -> frozenset[EligibilityWord]:
        """Which of the catalogue's words this answers."""
        answered = {
            EligibilityWord.SEXES: self.sexes,
            EligibilityWord.AGE_CLASSES: self.age_classes,
            EligibilityWord.ACCEPTS_CHILDREN: self.accepts_children,
            EligibilityWord.FAMILIES: self.accepts_children,
            EligibilityWord.MINIMUM_AGE: self.minimum_age,
            EligibilityWord.MAXIMUM_AGE: self.maximum_age,
            EligibilityWord.RISK_LEVELS: self.risk_levels,
            EligibilityWord.ACCESS_NEEDS: self.access_needs,
            EligibilityWord.LANGUAGES: self.languages,
            EligibilityWord.PLACE_KINDS: self.place_kinds,
        }
        return frozenset(word for word, said in answered.items() if said is not None)


_SETS: Mapping[str, type] = {
    "sexes": Sex,
    "age_classes": AgeClass,
    "access_needs": str,
    "risk_levels": RiskLevel,
    "languages": str,
    "place_kinds": PlaceKind,
}
_PLAIN = ("accepts_children", "minimum_age", "maximum_age", "always", "max_stay_days")
_WORDS: Mapping[str, type] = {"referred_by": ReferredBy, "fee": Known, "run_by": Sector}
NOTHING_STATED = Terms()


def terms_of(words: Mapping[str, Any]) -> Terms:
    """Read stored words back.

    Raises:
        ValueError: for a word that is on no list.
        KeyError: if one is not there at all.
    """
    read: dict[str, Any] = {name: words[name] for name in _PLAIN}
    for name, kind in _SETS.items():
        held = words[name]
        read[name] = None if held is None else frozenset(map(kind, held))
    for name, kind in _WORDS.items():
        read[name] = None if words[name] is None else kind(words[name])
    read["hours"] = tuple(Hours(*each) for each in words["hours"])
    return Terms(**read)


def unstated(
    terms: Terms, asked: frozenset[EligibilityWord]
) -> tuple[EligibilityWord, ...]:
    """What a service of a type has to state and has not; capacity is told apart."""
    left = asked - terms.stated() - {EligibilityWord.CAPACITY}
    return tuple(sorted(left))


def faults_of(terms: Terms) -> tuple[tuple[str, str], ...]:
    """Statements that cannot be: pointer and kind of fault, in order."""
    found = []
    for n, each in enumerate(terms.hours):
        if not all(1 <= day <= 7 for day in (each.first, each.last)):  # noqa: PLR2004
            found.append((f"/hours/{n}", "no_weekday"))
        times = (each.opens, each.closes)
        if not all(0 <= minute <= MINUTES_A_DAY for minute in times):
            found.append((f"/hours/{n}", "no_time_of_day"))
    low, high = terms.minimum_age, terms.maximum_age
    if low is not None and high is not None and low > high:
        found.append(("/maximum_age", "below_minimum"))
    if terms.always and terms.hours:
        found.append(("/hours", "always_or_by_hours"))
    return tuple(found)


def reach(terms: Terms, now: datetime, zone: str) -> Reach:
    """Whether somebody can be reached at a moment.

    Args:
        terms: What the service states.
        now: The moment, aware.
        zone: IANA name of the mechanism's time zone; its clock decides, also on the
            two nights on which it is put forward or back.
    """
    if terms.always:
        return Reach.OPEN
    if not terms.hours:
        return Reach.UNKNOWN
    there = now.astimezone(ZoneInfo(zone))
    minute = there.hour * 60 + there.minute
    open_now = any(each.covers(there.isoweekday(), minute) for each in terms.hours)
    return Reach.OPEN if open_now else Reach.CLOSED


_REFERRERS: Mapping[ReferredBy, OrganisationKind] = {
    ReferredBy.POLICE: OrganisationKind.POLICE,
    ReferredBy.SOCIAL_SERVICE: OrganisationKind.SOCIAL_SERVICE,
    ReferredBy.COMPETENT_AUTHORITY: OrganisationKind.COMPETENT_AUTHORITY,
    ReferredBy.COORDINATOR: OrganisationKind.COORDINATOR,
}


def may_refer(terms: Terms, sender: OrganisationKind) -> bool:
    """True if the service takes people on the word of an organisation of this kind."""
    wanted = _REFERRERS.get(terms.referred_by) if terms.referred_by else None
    return wanted is None or wanted is sender
