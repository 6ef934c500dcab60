"""The catalogues that every mechanism shares: service types and coded declines.

A service type says which sealed fields it needs. Nothing else is ever disclosed to
it, however much the person agrees to; and of these only what consent covers.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from workflows.loader import read, text_of
from workflows.places import Problem, quoted
from workflows.schema import Line, Shape, Word
from workflows.tables import Table, rows, table, text, texts, twice
from workflows.vocabulary import Compartment, DeclineConsequence, EligibilityWord

SEALED_FIELDS: Mapping[Compartment, tuple[str, ...]] = MappingProxyType(
    {
        Compartment.IDENTITY: (
            "first_name",
            "middle_name",
            "second_name",
            "birth_date",
            "identity_number",
            "citizenship_detail",
        ),
        Compartment.CONTACT: ("phone", "email", "safe_contact_rule"),
        Compartment.LOCATION: ("found_at", "address"),
        Compartment.NARRATIVE: ("account", "what_i_saw"),
        Compartment.HEALTH: ("health_needs", "medication"),
        Compartment.LEGAL: ("legal_needs", "proceedings"),
        Compartment.FAMILY: ("family_situation", "children_detail"),
    }
)
"""The sealed fields of a case that a service may need, by compartment."""

_FOLDER = Path(__file__).parent / "catalogue"


class ServiceType(Shape):
    """A kind of help that organisations offer."""

    name: Word = Field(description="The word cases and offers use")
    label: Line = Field(description="What people read")
    fields: Mapping[Compartment, tuple[Word, ...]] = Field(
        default={}, description="The sealed fields it needs, by compartment"
    )
    own_consent: bool = Field(
        default=False,
        strict=True,
        description="Needs a consent of its own, not one for any service",
    )
    houses: bool = Field(
        default=False,
        strict=True,
        description="Who has arrived there sleeps there",
    )
    eligibility: tuple[EligibilityWord, ...] = Field(
        default=(), description="What a provider must state about whom it takes"
    )


class DeclineReason(Shape):
    """Why an addressee says no, in a coded word."""

    name: Word = Field(description="The code")
    label: Line = Field(description="What people read")
    consequence: DeclineConsequence = Field(description="What follows")
    hides_detail: bool = Field(
        default=False,
        strict=True,
        description="The sender learns the decline, not this reason or its detail",
    )


class Services(Shape):
    """The file of service types."""

    services: tuple[ServiceType, ...] = Field(min_length=1, description="The types")


class Declines(Shape):
    """The file of coded declines."""

    declines: tuple[DeclineReason, ...] = Field(min_length=1, description="The codes")


@cache
def service_types() -> Mapping[str, ServiceType]:
    """The service types by name, in the order of the catalogue."""
    listed = read(Services, *_shipped("services.toml"), service_problems).services
    return MappingProxyType({service.name: service for service in listed})


@cache
def decline_reasons() -> Mapping[str, DeclineReason]:
    """The coded declines by name, in the order of the catalogue."""
    listed = read(Declines, *_shipped("declines.toml"), decline_problems).declines
    return MappingProxyType({reason.name: reason for reason in listed})


def _shipped(file: str) -> tuple[str, str]:
    return text_of(_FOLDER / file), file


def service_problems(data: Table) -> list[Problem]:
    """Fields that no compartment has, and stories asked for without own consent."""
    listed = rows(data, "services")
    names = [text(service, "name") for service in listed]
    return [
        *twice(("services",), names, "there are two services named"),
        *(problem for n, raw in enumerate(listed) for problem in _service(n, raw)),
    ]


def _service(n: int, raw: Table) -> Iterator[Problem]:
    fields = table(raw, "fields")
    for drawer, known in SEALED_FIELDS.items():
        for word in texts(fields, drawer):
            if word not in known:
                told = f"{drawer.value} has no sealed field {quoted(word)}"
                yield Problem(("services", n, "fields", drawer.value), told)
    if fields.get(Compartment.OPERATIONAL):
        told = "coded facts are carried by the card, not asked for as fields"
        yield Problem(("services", n, "fields", "operational"), told)
    if fields.get(Compartment.NARRATIVE) and raw.get("own_consent") is not True:
        told = "a service that needs the account needs own_consent = true"
        yield Problem(("services", n, "fields", "narrative"), told)


def decline_problems(data: Table) -> list[Problem]:
    """Codes that stand there twice."""
    names = [text(reason, "name") for reason in rows(data, "declines")]
    return list(twice(("declines",), names, "there are two reasons named"))
