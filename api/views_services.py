"""What answers look like: the directory of services, places, and who fits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.views import View
from referral.actions.matching import Fit, Matches, Misfit
from referral.actions.service_facts import Listed
from referral.rules.capacity import Told
from referral.rules.service_terms import reach


class PlacesTold(View):
    """Places of one kind, as the service told them."""

    kind: str
    total: int
    free: int = Field(description="As told; nobody sleeps there")
    left: int = Field(description="Those that nobody holds")
    confirmed_at: datetime
    fresh: bool = Field(description="False from 24 hours on: the figure is unknown")
    minutes_old: int


class DirectoryService(View):
    """A service with what it states and told. Never an address."""

    id: UUID
    service_type: str
    label: str
    organisation_id: UUID
    organisation: str
    region: str
    terms: dict[str, Any] = Field(description="As it was stated; null: not stated")
    terms_version: int = Field(description="0 before anything was stated")
    reach: str = Field(description="`open`, `closed` or `unknown`, now")
    suspended: bool
    allowed: bool = Field(description="Your organisations may ask each other")
    places: list[PlacesTold]


class ServiceDirectory(View):
    """Every service that takes part."""

    items: list[DirectoryService]


class ServiceRanked(View):
    """A service that can be asked, and why it stands here."""

    id: UUID
    service_type: str
    label: str
    organisation: str
    region: str
    because: list[str]
    places: str = Field(description="`free`, `unknown` or `none_told`")
    reach: str
    told: PlacesTold | None


class ServiceExcluded(View):
    """A service that cannot be asked now, with every reason."""

    id: UUID
    service_type: str
    label: str
    organisation: str
    because: list[str]


class ServiceMatches(View):
    """Every service that was looked at. A ranking is advice: a person chooses."""

    ranked: list[ServiceRanked] = Field(description="The best first")
    excluded: list[ServiceExcluded]
    none_for: list[str] = Field(description="Types nobody can be asked for now")


class AllowedBody(View):
    """One other organisation, and what each side agreed to."""

    organisation_id: UUID
    label: str
    by_us: bool
    by_them: bool


class AllowedBodies(View):
    """The mechanism's rule, and every other organisation."""

    rule: str
    items: list[AllowedBody]


class Suspension(View):
    """What takes nobody now."""

    id: UUID
    organisation_id: UUID
    organisation: str
    service_id: UUID | None
    service: str
    reason: str
    extent: str
    begun_at: datetime
    until: datetime | None


class Suspensions(View):
    """What takes nobody now, the oldest first."""

    items: list[Suspension]


def places(told: Told, now: datetime) -> PlacesTold:
    """Places as they are shown at a moment."""
    return PlacesTold(
        kind=told.kind,
        total=told.total,
        free=told.free,
        left=told.left,
        confirmed_at=told.confirmed_at,
        fresh=told.fresh(now),
        minutes_old=told.minutes_old(now),
    )


def listed(one: Listed, now: datetime, zone: str) -> DirectoryService:
    """A service as it is shown at a moment."""
    return DirectoryService(
        id=one.row.id,
        service_type=one.row.service_type,
        label=one.row.label,
        organisation_id=one.body.id,
        organisation=one.body.label,
        region=one.row.region,
        terms=one.seen.terms.words(),
        terms_version=one.terms_row.version if one.terms_row else 0,
        reach=reach(one.seen.terms, now, zone),
        suspended=one.seen.suspended,
        allowed=one.seen.allowed,
        places=[places(each, now) for each in one.seen.told],
    )


def _names(one: Fit | Misfit) -> dict[str, Any]:
    row, body = one.service.row, one.service.body
    return {
        "id": row.id,
        "service_type": row.service_type,
        "label": row.label,
        "organisation": body.label,
        "because": [word.value for word in one.found.because],
    }


def matches(found: Matches, now: datetime) -> ServiceMatches:
    """Everything that was looked at, as it is shown at a moment."""
    return ServiceMatches(
        ranked=[
            ServiceRanked(
                **_names(one),
                region=one.service.row.region,
                places=one.found.places,
                reach=one.found.reach,
                told=places(one.found.told, now) if one.found.told else None,
            )
            for one in found.ranked
        ],
        excluded=[ServiceExcluded(**_names(one)) for one in found.excluded],
        none_for=list(found.none_for),
    )
