"""Looking for a service: for a case that is held, or without naming anybody."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from referral.actions.alarms import raise_alarm
from referral.actions.catalogue import service_types
from referral.actions.facts import case_facts
from referral.actions.service_facts import Listed, asking, services_seen
from referral.actions.work import Work, case_for
from referral.errors import Malformed
from referral.records.alarms import Alarm, alarms_of_case
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.organisations import regions_known, service
from referral.records.referrals import (
    Referral,
    live_offers_of,
    referral_by_id,
)
from referral.rules.acts import Act
from referral.rules.after_offer import ARRIVED
from referral.rules.capacity import MOST_AT_ONCE, places_needed
from referral.rules.facts import PersonFacts
from referral.rules.levers import PLACE_ASKED
from referral.rules.matching import (
    Candidate,
    Excluded,
    Matched,
    Ranked,
    Wanted,
    match,
)
from workflows.minimal_consent import minimal_consent
from workflows.vocabulary import EntryType, ExceptionKind

ANYTHING = ""
"""What is looked for where nobody said what is needed: whatever can be given."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A service that can be asked, with its names, and what the rule says of it."""

    service: Listed
    found: Ranked


@dataclass(frozen=True, slots=True)
class Misfit:
    """A service that cannot be asked, with its names and every reason."""

    service: Listed
    found: Excluded


@dataclass(frozen=True, slots=True)
class Matches:
    """What was looked for, and every service that was looked at."""

    ranked: tuple[Fit, ...]
    """The best first."""
    excluded: tuple[Misfit, ...]
    none_for: tuple[str, ...]
    """Service types that were looked for and that nobody can be asked for now."""


def wanted_of(
    person: PersonFacts, service_type: str | None = None, cases: int = 1
) -> Wanted:
    """What the coded facts of a person ask for."""
    return Wanted(
        service_type=service_type,
        sex=person.sex,
        age_class=person.age_class,
        children_with=person.children_with,
        access_needs=frozenset(person.access_needs),
        risk_level=person.risk_level,
        language=person.language,
        region=person.region,
        places=places_needed(cases, person.children_with),
        asked_for=frozenset(person.needs),
    )


def match_services(work: Work, case_id: UUID, service_type: str | None) -> Matches:
    """Rank the services for a case, and say of the others why they do not fit.

    Where nobody can be asked, a line stands for the coordinators and for whoever
    holds the case until somebody has found a place, or has dealt with it.

    Raises:
        NotFound: for whoever may not know of the case.
        Malformed: for a type that the catalogue does not have.
    """
    case = case_for(work, case_id, Act.MATCH_SERVICES)
    _check_type(service_type)
    person = case_facts(work, case).person
    seen = services_seen(work, service_type, case.id)
    found = match(wanted_of(person, service_type), _seen(seen), asking(work))
    asked = (service_type,) if service_type else person.needs or (ANYTHING,)
    can = {each.service_type for each in found.ranked}
    can |= _given(work, case) | ({ANYTHING} if can else set())
    none_for = tuple(word for word in asked if word not in can)
    _enter(work, case, found, service_type, none_for)
    _tell(work, case, asked, none_for)
    return _named(seen, found, tuple(word for word in none_for if word))


def match_beds(work: Work, case_id: UUID) -> Matches:
    """Rank the services with a bed for tonight, of whichever kind.

    Which kinds of service house somebody stands in the minimal consent, which asks for
    no other. Where none can be asked the same line stands as for `match_services`.

    Raises:
        NotFound: for whoever may not know of the case.
    """
    case = case_for(work, case_id, Act.MATCH_SERVICES)
    beds = minimal_consent().services
    person = case_facts(work, case).person
    every = services_seen(work, None, case.id)
    seen = [each for each in every if each.seen.service_type in beds]
    found = match(wanted_of(person), _seen(seen), asking(work))
    housed = bool(found.ranked) or not _given(work, case).isdisjoint(beds)
    none_for = () if housed else beds[:1]
    _enter(work, case, found, None, none_for)
    _tell(work, case, none_for or beds, none_for)
    return _named(seen, found, none_for)


def _given(work: Work, case: Case) -> set[str]:
    """Types of service that the person has: with those they have arrived."""
    session = work.unit.session
    served = [
        service(session, each.service_id)
        for each in live_offers_of(session, case.id)
        if each.stage in ARRIVED
    ]
    return {each.service_type for each in served if each is not None}


def _check_type(service_type: str | None) -> None:
    if service_type is not None and service_type not in service_types():
        fault = ("/service_type", "unknown_service_type")
        raise Malformed("This service type is not in the catalogue.", faults=(fault,))


def _seen(listed: list[Listed]) -> list[Candidate]:
    return [each.seen for each in listed]


def _enter(
    work: Work,
    case: Case,
    found: Matched,
    service_type: str | None,
    none_for: tuple[str, ...],
) -> None:
    against = Counter(word.value for each in found.excluded for word in each.because)
    fields: dict[str, object] = {
        "service_type": service_type,
        "ranked": len(found.ranked),
        "excluded": dict(sorted(against.items())),
        "none_for": list(none_for),
    }
    work.enter(case, Happening(EntryType.SERVICES_MATCHED, fields))


def _tell(
    work: Work, case: Case, asked: Iterable[str], none_for: tuple[str, ...]
) -> None:
    """Raise the alarm once for each kind of help nobody gives; end it when one does."""
    kind = ExceptionKind.NO_PLACE_FITS
    with work.unit.beyond():
        standing = alarms_of_case(work.unit.session, case.id, {kind})
    told = {alarm.about for alarm in standing}
    for word in none_for:
        if (about := _about(case, word)) not in told:
            raise_alarm(work, kind, case.id, about=about, also=case.holder_id)
    _end(work, standing, {_about(case, word) for word in set(asked) - set(none_for)})


def _about(case: Case, service_type: str) -> UUID:
    """What an alarm is about: that this case lacks this kind of help."""
    return uuid5(case.id, service_type)


def _end(work: Work, standing: Iterable[Alarm], about: set[UUID]) -> None:
    with work.unit.beyond():
        for alarm in standing:
            if alarm.about in about:
                alarm.ended_at = work.now
                work.unit.session.add(alarm)


def end_asked(work: Work, case: Case, referral: Referral) -> None:
    """Somebody has arrived: what asked for a place of this kind is off every list."""
    session = work.unit.session
    arrived = service(session, referral.service_id)
    if arrived is None:
        return
    with work.unit.beyond():
        standing = alarms_of_case(session, case.id, PLACE_ASKED)
        found = {_about(case, arrived.service_type), _about(case, ANYTHING)}
        for alarm in standing:
            lost = referral_by_id(session, alarm.about) if alarm.about else None
            asked = service(session, lost.service_id) if lost else None
            if lost and asked and asked.service_type == arrived.service_type:
                found.add(lost.id)
    _end(work, standing, found)


def _named(seen: list[Listed], found: Matched, none_for: tuple[str, ...]) -> Matches:
    by_id = {each.seen.id: each for each in seen}
    return Matches(
        tuple(Fit(by_id[each.id], each) for each in found.ranked),
        tuple(Misfit(by_id[each.id], each) for each in found.excluded),
        none_for,
    )


def ask_places(work: Work, wanted: Wanted) -> Matches:
    """Look for a place by coded words, of nobody: what is kept names no case.

    Raises:
        Malformed: for a type that the catalogue does not have, for a region that nobody
            here serves, or for no place.
    """
    work.check(Act.LIST_SERVICES)
    _check_type(wanted.service_type)
    if not 1 <= wanted.places <= MOST_AT_ONCE:
        fault = ("/places", "not_between_one_and_most")
        raise Malformed("So many places are not looked for at once.", faults=(fault,))
    if wanted.region and wanted.region not in regions_known(work.unit.session):
        fault = ("/region", "unknown_region")
        raise Malformed("This region is not known here.", faults=(fault,))
    seen = services_seen(work, wanted.service_type)
    found = match(wanted, _seen(seen), asking(work))
    words: dict[str, object] = {
        "service_type": wanted.service_type,
        "sex": wanted.sex.value,
        "age_class": wanted.age_class.value,
        "risk_level": wanted.risk_level.value,
        "region": wanted.region,
        "place_kinds": sorted(wanted.place_kinds or ()),
        "places": wanted.places,
        "ranked": len(found.ranked),
    }
    work.enter(work.own_organisation(), Happening(EntryType.PLACES_ASKED, words))
    none_for = (wanted.service_type,) if wanted.service_type else ()
    return _named(seen, found, () if found.ranked else none_for)
