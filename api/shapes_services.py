"""What goes in: terms, places, holds, suspensions, and what is looked for."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.shapes import Code, Language, Shape, example_of
from api.values import Flag, Moment, counted
from referral.actions.suspending import NewSuspension
from referral.rules import matching, service_terms
from workflows.vocabulary import (
    AgeClass,
    AllowRule,
    Known,
    PlaceKind,
    ReferredBy,
    RiskLevel,
    Sector,
    Sex,
    SuspensionExtent,
    SuspensionReason,
)

Weekday = Annotated[int, Field(ge=1, le=7), counted]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Count = Annotated[int, counted]
Years = Annotated[int, Field(ge=0, le=120), counted]


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


class OpeningHours(Shape):
    """From one weekday to another the same hours, in the mechanism's time zone."""

    from_day: Weekday = Field(description="1 is Monday, 7 is Sunday")
    to_day: Weekday
    opens: Clock
    closes: Clock = Field(description="Not after `opens`: it is the next day's")

    def hours(self) -> service_terms.Hours:
        """As the rule takes it."""
        opens, closes = _minutes(self.opens), _minutes(self.closes)
        return service_terms.Hours(self.from_day, self.to_day, opens, closes)


class ServiceTerms(Shape):
    """What a service states. What is left out is not stated and turns nobody away."""

    model_config = example_of(
        sexes=["female"],
        age_classes=["adult"],
        accepts_children=True,
        risk_levels=["low", "medium"],
        access_needs=["step_free"],
        languages=["sqi"],
        place_kinds=["shelter", "family"],
        hours=[{"from_day": 1, "to_day": 5, "opens": "08:00", "closes": "16:00"}],
        referred_by="any_organisation",
        fee="no",
        run_by="non_state",
    )
    sexes: list[Sex] | None = Field(default=None, max_length=len(Sex))
    age_classes: list[AgeClass] | None = Field(default=None, max_length=len(AgeClass))
    accepts_children: Flag | None = Field(
        default=None, description="Whether somebody may bring children along"
    )
    minimum_age: Years | None = None
    maximum_age: Years | None = None
    access_needs: list[Code] | None = Field(
        default=None, max_length=20, description="Needs of the place that are met"
    )
    risk_levels: list[RiskLevel] | None = Field(default=None, max_length=4)
    languages: list[Language] | None = Field(
        default=None, max_length=40, description="ISO 639-3; spoken there"
    )
    place_kinds: list[PlaceKind] | None = Field(default=None, max_length=len(PlaceKind))
    always: Flag = Field(default=False, description="Reached at every hour")
    hours: list[OpeningHours] = Field(default=[], max_length=14)
    referred_by: ReferredBy | None = None
    fee: Known = Known.UNKNOWN
    max_stay_days: Annotated[int, Field(ge=1, le=3650), counted] | None = None
    run_by: Sector | None = None

    def terms(self) -> service_terms.Terms:
        """As the rule takes it."""
        sets = {
            name: None if held is None else frozenset(held)
            for name in ("sexes", "age_classes", "access_needs", "risk_levels")
            for held in [getattr(self, name)]
        }
        spoken, kinds = self.languages, self.place_kinds
        return service_terms.Terms(
            **sets,
            accepts_children=self.accepts_children,
            minimum_age=self.minimum_age,
            maximum_age=self.maximum_age,
            languages=None if spoken is None else frozenset(spoken),
            place_kinds=None if kinds is None else frozenset(kinds),
            always=self.always,
            hours=tuple(each.hours() for each in self.hours),
            referred_by=self.referred_by,
            fee=self.fee,
            max_stay_days=self.max_stay_days,
            run_by=self.run_by,
        )


class CapacityTold(Shape):
    """How many places of a kind there are, and how many nobody sleeps in."""

    model_config = example_of(kind="shelter", total=6, free=2)
    kind: PlaceKind
    total: Count
    free: Count = Field(description="Held ones too: nobody sleeps there yet")


class NewPlaceHold(Shape):
    """Places to be kept free for two hours."""

    model_config = example_of(kind="shelter", places=1)
    kind: PlaceKind
    places: Count = 1


class PlacesWanted(Shape):
    """What is looked for, in coded words; of nobody."""

    model_config = example_of(
        service_type="safe_accommodation",
        sex="female",
        age_class="adult",
        region="north",
        place_kinds=["shelter"],
    )
    service_type: Code | None = None
    sex: Sex = Sex.UNKNOWN
    age_class: AgeClass = AgeClass.UNSURE
    children_with: Annotated[int, Field(ge=0, le=30), counted] = 0
    access_needs: list[Code] = Field(default=[], max_length=20)
    risk_level: RiskLevel = RiskLevel.UNASSESSED
    language: Language | None = None
    region: Code | None = None
    place_kinds: list[PlaceKind] = Field(default=[], max_length=len(PlaceKind))
    places: Count = 1

    def wanted(self) -> matching.Wanted:
        """As the rule takes it."""
        return matching.Wanted(
            service_type=self.service_type,
            sex=self.sex,
            age_class=self.age_class,
            children_with=self.children_with,
            access_needs=frozenset(self.access_needs),
            risk_level=self.risk_level,
            language=self.language or "",
            region=self.region or "",
            place_kinds=frozenset(self.place_kinds) or None,
            places=self.places,
        )


class AllowedStated(Shape):
    """That your organisation and another ask each other, or no more."""

    model_config = example_of(
        organisation_id="0195f1a0-0000-7000-8000-000000000004", agrees=True
    )
    organisation_id: UUID
    agrees: Flag


class AllowRuleSet(Shape):
    """Who may ask whom in this mechanism."""

    model_config = example_of(rule="both_listed")
    rule: AllowRule


class ServiceClosing(Shape):
    """That a service takes part no more, and why."""

    model_config = example_of(reason="licence")
    reason: SuspensionReason


class NewSuspensionShape(Shape):
    """That a service, or all services of an organisation, take nobody."""

    model_config = example_of(
        service_id="0195f1a0-0000-7000-8000-000000000001",
        reason="premises",
        extent="admissions",
    )
    service_id: UUID | None = None
    organisation_id: UUID | None = Field(default=None, description="One of the two")
    reason: SuspensionReason
    extent: SuspensionExtent
    until: Moment | None = None

    def suspension(self) -> NewSuspension:
        """As the action takes it."""
        return NewSuspension(
            self.reason,
            self.extent,
            self.service_id,
            self.organisation_id,
            self.until,
        )
