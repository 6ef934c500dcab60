"""What one service states: read by whoever may ask it, written by administration."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.terms_typed import NONE, clock, rows_of, times, typed
from api.shapes import Code, Shape
from api.shapes_services import Weekday, Years
from api.values import Flag, counted
from api.views_services import DirectoryService, listed
from referral.actions.work import Done
from referral.errors import NotFound, NotPermitted
from referral.rules.acts import Act
from referral.rules.service_terms import Hours, Terms
from workflows.vocabulary import (
    AgeClass,
    Known,
    PlaceKind,
    ReferredBy,
    RiskLevel,
    Sector,
    Sex,
)

router = APIRouter()
ONE = f"{PREFIX}/services/{{service_id}}"
ServiceId = Annotated[UUID, Path(description="The service")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3])[:.][0-5]\d$")]
Spoken = Annotated[str, StringConstraints(pattern=r"^([a-z]{3}|none)$")]
STALE = 412
W = TypeVar("W")
_LISTS = ("sexes", "age_classes", "risk_levels", "place_kinds")
_OR_NONE = ("access_needs", "languages")
ALIAS: Mapping[str, str] = {
    **{name: f"{name}[]" for name in (*_LISTS, *_OR_NONE)},
    "families": "accepts_children",
}


class HoursTyped(Shape):
    """One row of hours as it is typed."""

    from_day: Weekday
    to_day: Weekday
    opens: Clock
    closes: Clock

    def hours(self) -> Hours:
        """As the rule takes it."""
        opens, closes = times(self.opens), times(self.closes)
        return Hours(self.from_day, self.to_day, opens, closes)


class TermsForm(Shape):
    """What a service states, as the page asks for it: what is empty is not stated."""

    sexes: list[Sex] | None = Field(default=None, max_length=len(Sex))
    age_classes: list[AgeClass] | None = Field(default=None, max_length=len(AgeClass))
    accepts_children: Flag | None = None
    minimum_age: Years | None = None
    maximum_age: Years | None = None
    access_needs: list[Code] | None = Field(default=None, max_length=20)
    risk_levels: list[RiskLevel] | None = Field(default=None, max_length=4)
    languages: list[Spoken] | None = Field(default=None, max_length=40)
    place_kinds: list[PlaceKind] | None = Field(default=None, max_length=len(PlaceKind))
    always: Flag = False
    hours: dict[str, HoursTyped] = Field(default={}, max_length=14)
    referred_by: ReferredBy | None = None
    fee: Known = Known.UNKNOWN
    max_stay_days: Annotated[int, Field(ge=1, le=3650), counted] | None = None
    run_by: Sector | None = None

    @field_validator(*_OR_NONE)
    @classmethod
    def none_stands_alone(cls, words: list[str] | None) -> list[str] | None:
        """None of a list is stated by itself, or not at all."""
        if words and NONE in words and len(words) > 1:
            raise PydanticCustomError("none_and_others", "None of them, or some.")
        return words

    def terms(self) -> Terms:
        """As the action takes it."""
        rows = sorted(self.hours.items(), key=lambda row: row[0].zfill(2))
        return Terms(
            sexes=_stated(self.sexes),
            age_classes=_stated(self.age_classes),
            accepts_children=self.accepts_children,
            minimum_age=self.minimum_age,
            maximum_age=self.maximum_age,
            access_needs=_or_none(self.access_needs),
            risk_levels=_stated(self.risk_levels),
            languages=_or_none(self.languages),
            place_kinds=_stated(self.place_kinds),
            always=self.always,
            hours=tuple(row.hours() for _, row in rows),
            referred_by=self.referred_by,
            fee=self.fee,
            max_stay_days=self.max_stay_days,
            run_by=self.run_by,
        )


def _stated(words: list[W] | None) -> frozenset[W] | None:
    return None if words is None else frozenset(words)


def _or_none(words: list[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words) - {NONE}


@router.get(ONE)
async def service_page(page: PageDep, service_id: ServiceId) -> Response:
    """Everything that a service states and told."""
    one = await _one(page, service_id)
    return page.show(
        "service.html",
        one=one,
        clock=clock,
        in_order=_in_order,
        may_state=page.may(Act.ADMINISTER),
    )


def _in_order(of: str, words: Sequence[str]) -> list[str]:
    """Words in the order of their list; those that stand on none come last."""
    known = list(labels.choices(of))
    return sorted(
        words, key=lambda word: (word not in known, [*known, word].index(word))
    )


async def _one(page: Page, service_id: UUID) -> DirectoryService:
    """A service as this actor may see it.

    Raises:
        NotFound: if none of this name takes part.
    """
    seen = await in_thread(page.mechanism.service_directory, page.actor)
    now, zone = await in_thread(page.mechanism.now), page.mechanism.pathway.time_zone
    found = next((each for each in seen if each.row.id == service_id), None)
    if found is None:
        raise NotFound
    return listed(found, now, zone)


@router.get(f"{ONE}/terms")
async def terms_form(page: PageDep, service_id: ServiceId) -> Response:
    """The form, with what is stated now."""
    one = await _one(page, service_id)
    return _shown(page, one, Draft(typed(one.terms)), 200, one.terms_version)


async def _again(
    page: Page, service_id: UUID, drawn: int, draft: Draft, code: int
) -> Response:
    """The form as it was typed; what it is drawn from counts on, unless it is stale."""
    one = await _one(page, service_id)
    version = one.terms_version if code == STALE else drawn
    return _shown(page, one, draft, code, version)


def _shown(
    page: Page, one: DirectoryService, draft: Draft, code: int, version: int
) -> Response:
    if not page.may(Act.ADMINISTER):
        raise NotPermitted
    return page.show(
        "service_terms.html",
        code,
        one=one,
        draft=draft,
        version=version,
        rows=rows_of(draft),
        choices=labels.choices,
        needs=_with_typed("access_needs", draft),
        spoken_there=_with_typed("languages", draft, "language"),
    )


def _with_typed(name: str, draft: Draft, of: str = "") -> dict[str, str]:
    """The words of a list, with those that were stated and stand on no list here."""
    known = labels.choices(of or name)
    more = [word for word in draft.many(f"{name}[]") if word not in (*known, NONE)]
    none = {NONE: labels.label("terms_none", name)}
    return {**known, **{word: word for word in more}, **none}


@router.post(f"{ONE}/terms")
async def state_terms(page: PageDep, service_id: ServiceId) -> Response:
    """State whom a service takes, when it is reached, on whose referral."""
    form = await sent(page.request)

    async def act(stated: TermsForm) -> Done:
        return await in_thread(
            page.mechanism.state_terms,
            page.actor,
            service_id,
            stated.terms(),
            expects=form.version,
            request=form.request,
        )

    def then(_: Done) -> str:
        return back_to(f"{PREFIX}/services/{service_id}", "terms")

    show = partial(_again, page, service_id, form.version)
    return await page.settle(form, TermsForm, act, then, show, ALIAS)
