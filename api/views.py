"""What answers look like, read from what the actions answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class View(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(from_attributes=True)


class Session(View):
    """A session: the token is told once."""

    token: str
    expires_at: datetime
    second_factor_needed: bool = Field(
        description="True if it serves for nothing but a second factor: setting one "
        "up, or showing it"
    )
    new_password_needed: bool = Field(
        description="True if it serves for nothing but taking a password of one's own "
        "in the place of a first one: POST /v1/me/password"
    )


class Me(View):
    """Who is signed in."""

    id: UUID
    organisation_id: UUID
    kind: str
    regime: str
    roles: list[str]


class Case(View):
    """A case as the asker may see it before opening anything."""

    id: UUID
    code: str
    version: int
    relations: list[str]
    opened_at: datetime
    stages: dict[str, str]
    facts: dict[str, Any] | None
    drawers: list[str]
    open_offers: list[UUID]
    erased_at: datetime | None = Field(
        description="When its content was erased; what is told is what remains"
    )
    placement: UUID | None = Field(description="A token for where the person is")
    restricted: list[str] = Field(
        description="Drawers that are only kept, or `whole_case`"
    )
    looked_for_since: datetime | None = Field(
        description="Since when somebody who did not arrive is looked for"
    )


class CasePage(View):
    """A page of cases, newest first."""

    items: list[Case]
    next: str | None = Field(description="Cursor of the next page")


class Ground(View):
    """What a step rests on, and how sure that is."""

    source: str | None
    article: str | None
    confidence: str
    note: str | None


class Reason(View):
    """Why a step may not be taken now."""

    code: str
    sentence: str
    missing: list[str]


class Step(View):
    """One step: possible or not, and why."""

    track: str
    step: str
    label: str
    to_stage: str
    allowed: bool
    on_path: bool = Field(description="True if it starts where the case stands")
    refusals: list[Reason]
    lifted_by: list[str] = Field(description="Grounds that would let it be taken")
    needs: list[str]
    seats: list[str] = Field(description="Who must agree in person, an actor each")
    discloses: list[str]
    roles: list[str]
    relations: list[str]
    ground: Ground


class Steps(View):
    """Every step of the case's pathway."""

    items: list[Step]


class Consent(View):
    """One answer of the person."""

    id: UUID
    purpose: str
    answer: str
    compartments: list[str]
    recipient_id: UUID | None
    recipient: str | None = Field(description="Name of the organisation, if one")
    recipient_class: str | None
    given_at: datetime
    expires_at: datetime | None
    withdrawn_at: datetime | None
    counts: bool


class Consents(View):
    """All answers, oldest first."""

    items: list[Consent]


class Package(View):
    """What was disclosed of one case."""

    case: UUID
    code: str
    disclosure: UUID
    manifest_hash: str
    handling: list[str] = Field(description="Conditions that go with it; keep them")
    held_back: list[str] = Field(
        description="Drawers that what was agreed does not cover now"
    )
    content: dict[str, Any]


class Packages(View):
    """What was disclosed, a copy for each case."""

    items: list[Package]


class Service(View):
    """A service that can be asked."""

    id: UUID
    service_type: str
    label: str
    organisation: str
    organisation_id: UUID
    region: str


class Services(View):
    """Services that can be asked."""

    items: list[Service]


class Entry(View):
    """One entry of a timeline."""

    id: UUID
    seq: int
    at: datetime
    occurred_at: datetime | None
    type: str
    lane: str
    actor_id: UUID | None
    organisation_id: UUID | None
    on_behalf_of: UUID | None
    about: UUID | None
    purpose: str | None
    track: str | None
    from_stage: str | None
    to_stage: str | None
    fields: dict[str, Any] | None
    h: str
    corrects: int | None = Field(description="The entry whose values it puts right")
    corrected_by: int | None = Field(description="The entry that puts its values right")


class Drawer(View):
    """What one drawer holds."""

    drawer: str
    content: dict[str, Any]


class Pathway(View):
    """The pathway new cases walk."""

    name: str
    label: str
    version: str
    notice: str
    footnotes: list[str]
    digest: str
    tracks: dict[str, list[str]]


class Readiness(View):
    """`ok`; else `keys unavailable` or `not ready`, and nothing more."""

    state: str


class Notice(View):
    """A line of your organisation's inbox: what waits or was done. It names nobody."""

    id: UUID
    kind: str
    referral_id: UUID | None = Field(description="The offer, if it is about one")
    case_id: UUID | None = Field(description="The case, if it is about one itself")
    code: str
    at: datetime
    answer_by: datetime | None


class Notices(View):
    """What stands in the inbox, newest first. Looking ends nothing."""

    items: list[Notice]


class StandingException(View):
    """A line of the coordinator's list: what went past its time, and with whom."""

    id: UUID
    kind: str
    referral_id: UUID | None = Field(description="The offer, if it is about one")
    joint_act_id: UUID | None
    code: str
    since: datetime
    answer_by: datetime | None
    sender_id: UUID = Field(description="Who made the offer, acted first, or decides")
    addressee_id: UUID | None
    organisation: str = Field(description="Name of whom it waits for")
    case_ids: list[UUID]
    seq: int | None = Field(description="The entry of the case that it is about")
    clock: str | None = Field(description="The clock of the case that ran out")
    newest: list[int] = Field(description="Number of the newest entry of each case")
    levers: list[str] = Field(description="What can be done about it")
