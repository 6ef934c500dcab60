"""Which services fit a person, in which order, and why: by coded words alone.

The rule is total and deterministic: every service is ranked or excluded, whatever is
known of it, and the same facts give the same order. What is not known excludes
nobody: it is asked of the service. A ranking is advice; a person chooses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.rules.capacity import Told, best
from referral.rules.service_terms import NOTHING_STATED, Terms, may_refer, reach
from workflows.vocabulary import (
    AgeClass,
    Exclusion,
    OrganisationKind,
    PlaceKind,
    Places,
    Reach,
    RiskLevel,
    Sex,
    Standpoint,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: coded words about somebody, or about nobody in particular."""

    service_type: str | None = None
    """None for any."""
    sex: Sex = Sex.UNKNOWN
    age_class: AgeClass = AgeClass.UNSURE
    children_with: int = 0
    access_needs: frozenset[str] = frozenset()
    risk_level: RiskLevel = RiskLevel.UNASSESSED
    language: str = ""
    region: str = ""
    place_kinds: frozenset[PlaceKind] | None = None
    """Kinds of place that would do; None for any."""
    places: int = 1
    asked_for: frozenset[str] = frozenset()
    """Service types the person asked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One service, as the rule sees it."""

    id: UUID
    service_type: str
    region: str = ""
    terms: Terms = NOTHING_STATED
    told: tuple[Told, ...] = ()
    own: bool = False
    suspended: bool = False
    allowed: bool = True
    """True if both organisations agreed to ask each other, or need not."""
    kept_away: bool = False
    """True if it must have nothing to do with the case."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, in which zone."""

    now: datetime
    zone: str
    kind: OrganisationKind
    """What the asking organisation is."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A service that can be asked, with what speaks for and against it."""

    id: UUID
    service_type: str
    because: tuple[Standpoint, ...]
    places: Places
    told: Told | None
    reach: Reach


@dataclass(frozen=True, slots=True)
class Excluded:
    """A service that cannot be asked now, with every reason."""

    id: UUID
    service_type: str
    because: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """Every service that was looked at: ranked, best first, or excluded."""

    ranked: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]


_AS_CHILD = frozenset({AgeClass.CHILD, AgeClass.UNSURE})
_BEHIND = {Places.FREE: 0, Places.NONE_TOLD: 1, Places.UNKNOWN: 2, Places.FULL: 3}
_REACHED = {Reach.OPEN: 0, Reach.UNKNOWN: 1, Reach.CLOSED: 2}


def match(wanted: Wanted, candidates: Iterable[Candidate], asking: Asking) -> Matched:
    """Rank the services that fit, and say of the others why they do not.

    Args:
        wanted: What is looked for.
        candidates: The services that take part; other types are left out where one
            type is wanted.
        asking: Who asks, when.
    """
    looked_at = [
        each for each in candidates if wanted.service_type in (None, each.service_type)
    ]
    excluded, ranked = [], []
    for each in looked_at:
        against = exclusions(wanted, each, asking)
        if against:
            excluded.append(Excluded(each.id, each.service_type, against))
        else:
            ranked.append(_ranked(wanted, each, asking))
    excluded.sort(key=lambda each: each.id)
    return Matched(tuple(one for _, one in sorted(ranked, key=_first)), tuple(excluded))


_Key = tuple[int, ...]


def _first(pair: tuple[_Key, Ranked]) -> tuple[_Key, UUID]:
    return pair[0], pair[1].id


def exclusions(wanted: Wanted, one: Candidate, asking: Asking) -> tuple[Exclusion, ...]:
    """Everything that stands against a service, in the order of the list."""
    places, _ = best(one.told, wanted.place_kinds, wanted.places, asking.now)
    stands = {
        Exclusion.OWN_SERVICE: one.own,
        Exclusion.SUSPENDED: one.suspended,
        Exclusion.NOT_ALLOWED: not one.allowed,
        Exclusion.NOT_FOR_THIS_CASE: one.kept_away,
        Exclusion.REFERRED_BY_OTHERS: not may_refer(one.terms, asking.kind),
        Exclusion.NO_PLACE_FREE: places is Places.FULL,
        **_of_person(wanted, one.terms),
    }
    return tuple(word for word in Exclusion if stands.get(word))


def _of_person(wanted: Wanted, terms: Terms) -> dict[Exclusion, bool]:
    """What a service says about whom it takes, against who it would be."""
    age = AgeClass.CHILD if wanted.age_class in _AS_CHILD else AgeClass.ADULT
    ages = terms.age_classes
    if ages is not None and ages & _AS_CHILD:
        ages |= _AS_CHILD
    sex, risk = wanted.sex, wanted.risk_level
    return {
        Exclusion.OTHER_SEX: sex is not Sex.UNKNOWN and _outside(sex, terms.sexes),
        Exclusion.OTHER_AGE: _outside(age, ages),
        Exclusion.NO_CHILDREN: wanted.children_with > 0
        and terms.accepts_children is False,
        Exclusion.ACCESS_NEED: terms.access_needs is not None
        and not wanted.access_needs <= terms.access_needs,
        Exclusion.RISK_LEVEL: risk is not RiskLevel.UNASSESSED
        and _outside(risk, terms.risk_levels),
        Exclusion.PLACE_KIND: wanted.place_kinds is not None
        and terms.place_kinds is not None
        and not wanted.place_kinds & terms.place_kinds,
    }


def _outside(word: object, stated: frozenset[object] | None) -> bool:
    return stated is not None and word not in stated


def _ranked(wanted: Wanted, one: Candidate, asking: Asking) -> tuple[_Key, Ranked]:
    places, told = best(one.told, wanted.place_kinds, wanted.places, asking.now)
    reached = reach(one.terms, asking.now, asking.zone)
    here = bool(wanted.region) and one.region == wanted.region
    spoken = bool(wanted.language) and wanted.language in (one.terms.languages or ())
    asked = one.service_type in wanted.asked_for
    ask_age = wanted.age_class is not AgeClass.ADULT and _has_age(one.terms)
    silent = one.terms.sexes is None or one.terms.age_classes is None
    told_words = {
        Standpoint.ASKED_FOR: asked,
        Standpoint.PLACE_FREE: places is Places.FREE,
        Standpoint.PLACES_UNKNOWN: places is Places.UNKNOWN,
        Standpoint.REACHABLE_NOW: reached is Reach.OPEN,
        Standpoint.CLOSED_NOW: reached is Reach.CLOSED,
        Standpoint.HOURS_UNKNOWN: reached is Reach.UNKNOWN,
        Standpoint.SAME_REGION: here,
        Standpoint.OTHER_REGION: bool(wanted.region) and not here,
        Standpoint.LANGUAGE_SPOKEN: spoken,
        Standpoint.AGE_TO_BE_ASKED: ask_age,
        Standpoint.NOT_ALL_STATED: silent,
    }
    order = (
        *(not asked, _BEHIND[places], _REACHED[reached], not here, not spoken),
        *(silent, ask_age, told.minutes_old(asking.now) // 60 if told else 0),
        -(told.left if told else 0),
    )
    because = tuple(word for word in Standpoint if told_words[word])
    found = Ranked(one.id, one.service_type, because, places, told, reached)
    return tuple(map(int, order)), found


def _has_age(terms: Terms) -> bool:
    return terms.minimum_age is not None or terms.maximum_age is not None


def kind_to_hold(
    told: Iterable[Told], terms: Terms, wanted: Wanted, now: datetime
) -> PlaceKind | None:
    """The kind of place an offer would hold: the one with most left that would do."""
    kinds = wanted.place_kinds if wanted.place_kinds is not None else terms.place_kinds
    places, found = best(told, kinds, wanted.places, now)
    return found.kind if places is Places.FREE and found else None
