"""What a service states: read back, checked, and its hours to the minute."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from referral.rules.service_terms import (
    NOTHING_STATED,
    Hours,
    Terms,
    faults_of,
    may_refer,
    reach,
    unstated,
)
from workflows.catalogues import service_types
from workflows.vocabulary import (
    EligibilityWord,
    OrganisationKind,
    Reach,
    ReferredBy,
)

ZONE = "Etc/UTC"

OFFICE = replace(NOTHING_STATED, hours=(Hours(1, 5, 8 * 60, 16 * 60),))
NIGHT = replace(NOTHING_STATED, hours=(Hours(5, 7, 20 * 60, 6 * 60),))


@pytest.mark.parametrize(
    ("terms", "at", "found"),
    [
        (NOTHING_STATED, "2026-03-02T10:00", Reach.UNKNOWN),
        (replace(NOTHING_STATED, always=True), "2026-03-01T03:00", Reach.OPEN),
        (OFFICE, "2026-03-02T07:59", Reach.CLOSED),
        (OFFICE, "2026-03-02T08:00", Reach.OPEN),
        (OFFICE, "2026-03-02T15:59", Reach.OPEN),
        (OFFICE, "2026-03-02T16:00", Reach.CLOSED),
        (OFFICE, "2026-03-01T10:00", Reach.CLOSED),
        (NIGHT, "2026-03-01T20:00", Reach.OPEN),
        (NIGHT, "2026-03-02T05:59", Reach.OPEN),
        (NIGHT, "2026-03-02T06:00", Reach.CLOSED),
        (NIGHT, "2026-03-03T05:00", Reach.CLOSED),
    ],
)
def test_hours_hold_to_the_minute(terms: Terms, at: str, found: Reach) -> None:
    moment = datetime.fromisoformat(f"{at}+00:00")
    assert reach(terms, moment, ZONE) is found


def test_hours_are_those_of_the_mechanisms_zone() -> None:
    moment = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert reach(OFFICE, moment, "Europe/Vienna") is Reach.OPEN
    assert reach(OFFICE, moment, ZONE) is Reach.CLOSED


def test_hours_go_over_the_end_of_a_week() -> None:
    weekend = Hours(6, 1, 0, 1440)
    open_on = [day for day in range(1, 8) if weekend.covers(day, 600)]
    assert open_on == [1, 6, 7]


def test_what_cannot_be_stated_is_named() -> None:
    assert faults_of(OFFICE) == ()
    wrong = replace(
        OFFICE,
        always=True,
        minimum_age=18,
        maximum_age=15,
        hours=(Hours(0, 8, -1, 1441),),
    )
    assert dict(faults_of(wrong)) == {
        "/hours/0": "no_time_of_day",
        "/maximum_age": "below_minimum",
        "/hours": "always_or_by_hours",
    }


def test_what_the_catalogue_asks_has_to_be_stated() -> None:
    wanted = frozenset(service_types()["safe_accommodation"].eligibility)
    assert EligibilityWord.PLACE_KINDS in wanted
    assert set(unstated(NOTHING_STATED, wanted)) == wanted
    assert unstated(NOTHING_STATED, frozenset({EligibilityWord.CAPACITY})) == ()


def test_a_referral_by_somebody_named_needs_that_somebody() -> None:
    police = replace(NOTHING_STATED, referred_by=ReferredBy.POLICE)
    assert may_refer(police, OrganisationKind.POLICE)
    assert not may_refer(police, OrganisationKind.NGO)
    for anybody in (None, ReferredBy.NOBODY, ReferredBy.ANY_ORGANISATION):
        terms = replace(NOTHING_STATED, referred_by=anybody)
        assert may_refer(terms, OrganisationKind.NGO)
