"""What answers look like: joint acts, clocks, upgrades."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.views import Ground, View
from referral.rules.case_clocks import RunningClock


class Seat(View):
    """One seat of a joint act."""

    name: str
    words: list[str] = Field(description="Roles that open it: any one of them")
    approved: bool
    mine: bool = Field(description="True if you could approve from it now")


class JointAct(View):
    """What several people do together."""

    id: UUID
    version: int
    kind: str
    act: str
    label: str
    case_id: UUID | None
    code: str
    organisation_id: UUID
    asked_at: datetime
    ends_at: datetime | None = Field(description="Null where no limit is set")
    standing: str
    suspends: bool = Field(description="True until somebody reviewed the exception")
    seats: list[Seat]
    empty_seats: list[str]
    asked_by_me: bool
    can_execute: bool
    content: dict[str, Any] = Field(description="Everything that would be done")
    recipient: str = Field(description="Who would be told; empty if nobody is named")
    changes: list[str] = Field(description="Of a publication: a unified diff")
    content_sha256: str


class JointActs(View):
    """What has not ended, the oldest first."""

    items: list[JointAct]


class Clock(View):
    """One clock of a case, and what it rests on."""

    name: str
    track: str
    state: str = Field(description="`unset` is never on time")
    started_at: datetime
    due_at: datetime | None
    told: str = Field(description="The period as the procedure writes it")
    ground: Ground | None

    @classmethod
    def of(cls, clock: RunningClock) -> "Clock":
        """From what the rules computed."""
        named = clock.clock
        return cls(
            name=clock.name,
            track=clock.track.value,
            state=clock.state.value,
            started_at=clock.started_at,
            due_at=clock.due_at,
            told=f"{named.n} {named.unit.value}" if named else NO_DEADLINE,
            ground=Ground.model_validate(named.ground) if named else None,
        )


NO_DEADLINE = "no deadline set by your procedure"


class Clocks(View):
    """The clocks of a case, computed at this moment."""

    items: list[Clock]


class ChangedClock(View):
    """A clock that another version counts otherwise."""

    name: str
    before: str
    after: str


class Upgrade(View):
    """What another version of the pathway would mean for a case."""

    stages: dict[str, str]
    lost_stages: list[str] = Field(description="Tracks somebody has to choose for")
    gained_steps: list[str]
    lost_steps: list[str]
    clocks: list[ChangedClock]
