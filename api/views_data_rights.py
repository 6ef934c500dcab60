"""What answers look like: the sheet, a person's data, restrictions, breaches."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.views import Ground, View


class SheetSource(View):
    """Where a line is written, and how sure that is."""

    source: str = Field(description="Not by name where its name is not neutral")
    article: str
    sure: str


class SheetLine(View):
    """One numbered line of the sheet."""

    say: list[str]
    written_in: list[SheetSource]


class SheetSection(View):
    """One part of the sheet."""

    name: str
    title: str
    lines: list[SheetLine]


class Sheet(View):
    """What the person is told in writing, in the language that was asked for."""

    language: str
    title: str
    notice: str
    sections: list[SheetSection]
    label: str
    footnotes: list[str]
    pathway: str
    version: str


class PersonData(View):
    """Everything that is held about the person of a case."""

    case_id: UUID
    sha256: str = Field(description="Of the canonical JSON of `held` (RFC 8785)")
    held: dict[str, Any] = Field(description="The data, and what GDPR art 15(1) asks")


class UseRestriction(View):
    """A restriction of use, lifted or not."""

    id: UUID
    drawer: str | None = Field(description="Null for the whole case")
    set_at: datetime
    organisation: str
    reason: str | None = Field(description="Null for whoever sees headers alone")
    lifted_at: datetime | None


class UseRestrictions(View):
    """The restrictions of a case, oldest first."""

    case_id: UUID
    code: str
    version: int
    restrictions: list[UseRestriction]


class ProcessingPurpose(View):
    """Why records are kept and used."""

    purpose: str
    label: str
    drawers: list[str]
    regimes: list[str]
    grounds: list[Ground]


class Named(View):
    """A word and a line for people."""

    name: str
    label: str


class DataCategory(View):
    """A category of data."""

    drawer: str
    fields: list[str]


class RecipientKind(View):
    """A kind of organisation that takes part."""

    kind: str
    regime: str
    organisations: int
    services: list[str]
    drawers: list[str] = Field(description="What its services need to be told, at most")


class Period(View):
    """A length of time."""

    n: int
    unit: str


class KeepingRule(View):
    """How long records are kept after closure."""

    keep: Period
    ground: Ground


class ErasureTime(View):
    """How long one version of a pathway keeps records."""

    pathway: str
    version: str
    retention: KeepingRule | None = Field(description="Null: unset; no clock erases")


class ProcessingRecord(View):
    """The record of processing (GDPR art 30), from the configuration."""

    made_at: datetime
    mechanism: str
    footnotes: list[str]
    notice: str
    law: str
    authority: str
    controllers: list[str]
    purposes: list[ProcessingPurpose]
    people: list[Named]
    categories: list[DataCategory]
    recipients: list[RecipientKind]
    third_countries: list[str] | None = Field(description="Null: unset")
    erasing: list[ErasureTime]
    measures: list[Named]


class BreachLine(View):
    """A breach as the register lists it."""

    id: UUID
    organisation: str
    state: str = Field(description="`open`, `overdue`, `told`, `closed`")
    opened_at: datetime
    aware_at: datetime
    due_at: datetime = Field(description="Until when the authority has to be told")
    authority_told_at: datetime | None
    people_told_at: datetime | None
    closed_at: datetime | None
    version: int


class Breaches(View):
    """The register, open ones first."""

    items: list[BreachLine]


class Breach(View):
    """One breach, opened."""

    line: BreachLine
    content: dict[str, Any]
    still_to_say: list[str] = Field(
        description="What the law asks for and nobody wrote down yet"
    )
