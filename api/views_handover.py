"""What a hand-over, one that stalls and what became of somebody look like."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.views import View
from workflows.vocabulary import (
    Belonging,
    Compartment,
    FeedbackWord,
    Medication,
    Meeter,
    Transport,
)


class HandoverOutline(View):
    """That something is proposed or agreed, and when. Never who or where."""

    id: UUID
    by_us: bool = Field(description="True if your side proposed it")
    proposed_at: datetime
    window_from: datetime
    window_until: datetime
    confirmed_at: datetime | None
    alarmed_at: datetime | None = Field(
        description="When both sides were told that nobody arrived in time"
    )


class HandoverState(View):
    """How it stands with a hand-over. What is agreed stands until something else is."""

    referral_id: UUID
    zone: str = Field(description="IANA name of the mechanism's zone")
    agreed: HandoverOutline | None
    proposed: HandoverOutline | None
    may_arrange: bool


class MeetsView(View):
    """Who brings or receives."""

    what: Meeter
    first_name: str


class HandoverContent(View):
    """Who meets whom, where, and with what."""

    brings: MeetsView
    receives: MeetsView
    meeting_point: str
    transport: Transport
    interpreter: str
    interpreter_arranged: bool
    belongings: list[Belonging]
    medication: list[Medication]
    note: str


class OpenedHandover(View):
    """One proposal, opened."""

    outline: HandoverOutline
    zone: str
    held_back: list[Compartment]
    content: HandoverContent


class StalledHandover(View):
    """One offer that somebody has to do something about. It names nobody."""

    referral_id: UUID
    code: str
    since: datetime
    case_ids: list[UUID] = Field(description="The cases that you are responsible for")


class StalledHandovers(View):
    """What waits because of hand-overs, each list with the oldest first."""

    not_arranged: list[StalledHandover]
    not_arrived: list[StalledHandover] = Field(description="People to look for, now")
    more: list[str] = Field(description="Lists that are longer than what is shown")


class FeedbackTurn(View):
    """One turn: a word and a day of the mechanism's zone."""

    word: FeedbackWord
    day: date


class Feedback(View):
    """What became of somebody you met first and hold no more. It names nobody."""

    case_id: UUID
    code: str
    turns: list[FeedbackTurn]


class FeedbackList(View):
    """The people your organisation met first, the newest first."""

    items: list[Feedback]
