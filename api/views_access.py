"""What answers look like: conflicts, broken glasses, who may see what."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import View


class CaseConflict(View):
    """Somebody who is, or was, kept away from a case."""

    id: UUID
    organisation: str
    actor: str | None = Field(description="Null for the whole organisation")
    stated_by: str
    stated_at: datetime
    reason: str | None = Field(description="Null for whoever sees headers alone")
    lifted_at: datetime | None


class CaseConflicts(View):
    """Who is kept away from a case, the oldest first."""

    case_id: UUID
    code: str
    version: int
    relations: list[str]
    conflicts: list[CaseConflict]


class Glass(View):
    """A broken glass, without why."""

    id: UUID
    case_id: UUID
    code: str
    actor: str
    organisation: str
    drawers: list[str]
    broken_at: datetime
    ends_at: datetime
    review_due: datetime
    reviewed_at: datetime | None
    outcome: str | None
    state: str
    mine: bool


class Glasses(View):
    """What was broken; what waits for a review first."""

    items: list[Glass]


class GlassWithWhy(View):
    """A broken glass with why, for whoever reviews it."""

    glass: Glass
    reason: str
    text: str


class PermissionLine(View):
    """What one role may, in one relation to a case, under one regime."""

    role: str
    relation: str = Field(description="`none` where it concerns no case")
    regime: str
    acts: list[str]
    drawers: list[str] = Field(description="What may be opened, for a purpose")
    header: list[str] = Field(description="What the header of a case shows")


class Permissions(View):
    """Who may do and see what."""

    items: list[PermissionLine]


class SeenBy(View):
    """What one actor can open of a case now, and why."""

    actor: str
    organisation: str
    relations: list[str]
    drawers: list[str]
    copies: int = Field(description="Sealed copies that the organisation holds")
    by_glass_until: datetime | None
    kept_away: bool


class CaseAccess(View):
    """Everybody who has to do with a case now, or is kept away. No content."""

    case_id: UUID
    code: str
    at: datetime
    seen_by: list[SeenBy]
