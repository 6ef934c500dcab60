"""What answers look like: how long records are kept, holds, erasures."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import Ground, View
from referral.actions.retention import RetentionView
from referral.rules.retention import Kept

NO_PERIOD = "no retention period set by your procedure"


class Hold(View):
    """A legal hold that stands on a case."""

    id: UUID
    set_at: datetime
    organisation: str
    ground: str | None = Field(description="Null for whoever sees headers alone")
    reason: str | None


class Erasure(View):
    """How far an erasure is."""

    case_id: UUID
    code: str
    reason: str
    erased_at: datetime
    keys: int = Field(description="How many data keys were destroyed")
    copies: int
    attachments: int
    cleared: bool = Field(
        description="False while the store's own logs may hold a destroyed key"
    )
    due_by: datetime = Field(description="30 days after it was done")
    waits_for: list[str] = Field(description="Keys that have to be destroyed first")
    complete_at: datetime | None = Field(
        description="When the last of them was: no backup opens it since"
    )


class Retention(View):
    """How long a case is kept, what keeps it longer, and whether it was erased."""

    case_id: UUID
    code: str
    version: int
    state: str = Field(description="`unset` is never over")
    told: str = Field(description="The period as the procedure writes it")
    ground: Ground | None
    closed_at: datetime | None
    over_at: datetime | None
    holds: list[Hold]
    erasure: Erasure | None

    @classmethod
    def of(cls, found: RetentionView) -> "Retention":
        """From what the action answers."""
        rule = found.kept.rule
        return cls(
            case_id=found.case_id,
            code=found.code,
            version=found.version,
            state=found.kept.state.value,
            told=_told(found.kept),
            ground=Ground.model_validate(rule.ground) if rule else None,
            closed_at=found.kept.closed_at,
            over_at=found.kept.over_at,
            holds=[Hold.model_validate(each) for each in found.holds],
            erasure=Erasure.model_validate(found.erasure) if found.erasure else None,
        )


def _told(kept: Kept) -> str:
    if kept.rule is None:
        return NO_PERIOD
    return f"{kept.rule.keep.n} {kept.rule.keep.unit.value}"


class Over(View):
    """A case that was kept as long as its procedure says."""

    case_id: UUID
    code: str
    holder_id: UUID
    holder: str
    closed_at: datetime
    over_at: datetime
    held: bool = Field(description="True if a legal hold keeps it")


class RetentionList(View):
    """What somebody has to decide, and erasures that are not complete."""

    over: list[Over]
    erasures: list[Erasure]
