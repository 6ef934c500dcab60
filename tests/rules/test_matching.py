"""Ranking services: total, deterministic, and never one that is excluded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.rules.capacity import (
    Told,
)
from referral.rules.matching import (
    Asking,
    Candidate,
    Wanted,
    exclusions,
    match,
)
from referral.rules.service_terms import (
    NOTHING_STATED,
    Hours,
    Terms,
    terms_of,
)
from workflows.vocabulary import (
    AgeClass,
    Exclusion,
    Known,
    OrganisationKind,
    PlaceKind,
    Places,
    ReferredBy,
    RiskLevel,
    Sector,
    Sex,
    Standpoint,
)

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
"""A Monday, half past nine in the evening."""
ZONE = "Etc/UTC"
ASKING = Asking(NOW, ZONE, OrganisationKind.NGO)


T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)


def maybe(found: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | found


def some(words: type[W]) -> st.SearchStrategy[frozenset[W]]:
    return st.frozensets(st.sampled_from(words))


ACCESS = st.frozensets(st.sampled_from(["step_free", "medical", "quiet_room"]))
SPOKEN = st.frozensets(st.sampled_from(["sqi", "srp", "ron"]))
DAYS, MINUTES = st.integers(1, 7), st.integers(0, 1440)
HOURS = st.builds(Hours, DAYS, DAYS, MINUTES, MINUTES)
TERMS = st.builds(
    Terms,
    sexes=maybe(some(Sex)),
    age_classes=maybe(some(AgeClass)),
    accepts_children=maybe(st.booleans()),
    minimum_age=maybe(st.integers(0, 30)),
    access_needs=maybe(ACCESS),
    risk_levels=maybe(some(RiskLevel)),
    languages=maybe(SPOKEN),
    place_kinds=maybe(some(PlaceKind)),
    always=st.booleans(),
    hours=st.lists(HOURS, max_size=2).map(tuple),
    referred_by=maybe(st.sampled_from(ReferredBy)),
    fee=st.sampled_from(Known),
    max_stay_days=maybe(st.integers(1, 90)),
    run_by=maybe(st.sampled_from(Sector)),
)


@st.composite
def told(draw: st.DrawFn) -> Told:
    total = draw(st.integers(0, 6))
    free = draw(st.integers(0, total))
    old = draw(st.integers(0, 48 * 60))
    kind = draw(st.sampled_from(PlaceKind))
    held = draw(st.integers(0, 3))
    return Told(kind, total, free, held, NOW - timedelta(minutes=old))


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.uuids(version=4),
        service_type=st.sampled_from(["safe_accommodation", "medical"]),
        region=st.sampled_from(["north", "south", ""]),
        terms=TERMS,
        told=st.lists(told(), max_size=2).map(tuple),
        own=st.booleans(),
        suspended=st.booleans(),
        allowed=st.booleans(),
        kept_away=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)
WANTED = st.builds(
    Wanted,
    service_type=st.sampled_from([None, "safe_accommodation"]),
    sex=st.sampled_from(Sex),
    age_class=st.sampled_from(AgeClass),
    children_with=st.integers(0, 2),
    access_needs=ACCESS,
    risk_level=st.sampled_from(RiskLevel),
    language=st.sampled_from(["", "sqi"]),
    region=st.sampled_from(["", "north"]),
    place_kinds=maybe(some(PlaceKind)),
    places=st.integers(1, 3),
    asked_for=st.frozensets(st.sampled_from(["safe_accommodation", "medical"])),
)


@given(WANTED, CANDIDATES, st.randoms())
def test_every_service_is_ranked_or_excluded_in_one_order(
    wanted: Wanted, candidates: list[Candidate], random: Random
) -> None:
    found = match(wanted, candidates, ASKING)
    mixed = list(candidates)
    random.shuffle(mixed)

    assert match(wanted, mixed, ASKING) == found
    ranked = [each.id for each in found.ranked]
    excluded = [each.id for each in found.excluded]
    asked = {
        each.id
        for each in candidates
        if wanted.service_type in (None, each.service_type)
    }
    assert sorted(ranked + excluded) == sorted(asked)
    assert all(each.because for each in found.excluded)


@given(WANTED, CANDIDATES)
def test_what_is_excluded_is_never_offered(
    wanted: Wanted, candidates: list[Candidate]
) -> None:
    by_id = {each.id: each for each in candidates}
    for each in match(wanted, candidates, ASKING).ranked:
        one = by_id[each.id]
        assert one.allowed
        assert not any((one.own, one.suspended, one.kept_away))
        assert exclusions(wanted, one, ASKING) == ()
        assert each.places is not Places.FULL
        stated = one.terms.sexes
        assert wanted.sex is Sex.UNKNOWN or stated is None or wanted.sex in stated


@given(TERMS)
def test_terms_are_read_back_as_they_were_stated(terms: Terms) -> None:
    assert terms_of(terms.words()) == terms


ONE = Candidate(UUID(int=1), "safe_accommodation", "north")
FREE = Told(PlaceKind.SHELTER, 6, 2, 1, NOW - timedelta(hours=3))
PERSON = Wanted(
    service_type="safe_accommodation",
    sex=Sex.FEMALE,
    age_class=AgeClass.ADULT,
    region="north",
)


def against(one: Candidate, wanted: Wanted = PERSON) -> tuple[Exclusion, ...]:
    return exclusions(wanted, one, ASKING)


def stating(**words: object) -> Candidate:
    return replace(ONE, terms=replace(NOTHING_STATED, **words))  # type: ignore[arg-type] # fields of it


def test_nothing_stated_turns_nobody_away() -> None:
    assert against(ONE) == ()
    unknown = Wanted(service_type="safe_accommodation")
    stated = stating(
        sexes=frozenset({Sex.MALE}), age_classes=frozenset({AgeClass.CHILD})
    )
    assert against(stated, unknown) == ()


@pytest.mark.parametrize(
    ("one", "wanted", "word"),
    [
        (stating(sexes=frozenset({Sex.MALE})), PERSON, Exclusion.OTHER_SEX),
        (stating(age_classes=frozenset({AgeClass.CHILD})), PERSON, "other_age"),
        (
            stating(age_classes=frozenset({AgeClass.ADULT})),
            replace(PERSON, age_class=AgeClass.UNSURE),
            "other_age",
        ),
        (
            stating(accepts_children=False),
            replace(PERSON, children_with=1),
            "no_children",
        ),
        (
            stating(access_needs=frozenset({"medical"})),
            replace(PERSON, access_needs=frozenset({"step_free"})),
            "access_need",
        ),
        (
            stating(risk_levels=frozenset({RiskLevel.LOW})),
            replace(PERSON, risk_level=RiskLevel.HIGH),
            "risk_level",
        ),
        (
            stating(place_kinds=frozenset({PlaceKind.DAY})),
            replace(PERSON, place_kinds=frozenset({PlaceKind.SHELTER})),
            "place_kind",
        ),
        (stating(referred_by=ReferredBy.POLICE), PERSON, "referred_by_others"),
        (replace(ONE, own=True), PERSON, "own_service"),
        (replace(ONE, suspended=True), PERSON, "suspended"),
        (replace(ONE, allowed=False), PERSON, "not_allowed"),
        (replace(ONE, kept_away=True), PERSON, "not_for_this_case"),
        (replace(ONE, told=(replace(FREE, free=1),)), PERSON, "no_place_free"),
    ],
)
def test_one_reason_excludes_and_is_named(
    one: Candidate, wanted: Wanted, word: str
) -> None:
    assert against(one, wanted) == (Exclusion(word),)


def test_age_unsure_is_taken_where_children_are() -> None:
    unsure = replace(PERSON, age_class=AgeClass.UNSURE)
    for stated in (AgeClass.CHILD, AgeClass.UNSURE):
        one = stating(age_classes=frozenset({stated}))
        assert against(one, unsure) == ()


def test_a_free_place_comes_before_an_unknown_one_and_says_so() -> None:
    free = replace(ONE, told=(FREE,))
    old = replace(FREE, confirmed_at=NOW - timedelta(hours=24, minutes=1))
    unknown = replace(ONE, id=UUID(int=0), told=(old,))

    found = match(PERSON, [unknown, free], ASKING).ranked

    assert [each.id for each in found] == [free.id, unknown.id]
    assert found[0].told == FREE
    assert Standpoint.PLACE_FREE in found[0].because
    assert Standpoint.PLACES_UNKNOWN in found[1].because
