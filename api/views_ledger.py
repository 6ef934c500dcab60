"""What answers look like: the ledger of a case."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.views import View
from api.views_log import RowBreak


class LedgerBasis(View):
    """The answer of the person, or the ground in its place, that it rests on."""

    entry: int = Field(description="The entry that recorded it")
    ground: str | None = Field(description="A legal ground that stands in for a yes")
    withdrawn_at: datetime | None


class LedgerLine(View):
    """One thing that one organisation received. Names of fields, never contents."""

    what: str = Field(
        description="`responsibility`, `copy`, `card`, `drawer`, `attachment`, "
        "`facts`, `status`, `timeline`, `export`, `address`, `notice`"
    )
    organisation_id: UUID | None
    organisation: str | None = Field(
        description="Null where you may know no more than that it is another one"
    )
    about: UUID | None = Field(description="The copy, offer or document")
    entry: int | None = Field(description="Null if it is on another timeline")
    at: datetime
    fields: list[str]
    rests_on: list[LedgerBasis]
    released_at: datetime | None
    opened: int = Field(description="How often")
    opened_last: datetime | None
    opened_by: list[UUID] = Field(description="Actors, for their own organisation")
    ended_at: datetime | None
    ended: str | None
    deleted_at: datetime | None = Field(
        description="When it said that it kept nothing of what it had opened"
    )
    holds: bool = Field(description="False once it cannot open or read it any more")
    remains: list[str] = Field(description="What it has to be told still")


class Ledger(View):
    """Everyone who ever received anything of a case, the oldest line first."""

    case_id: UUID
    code: str
    lines: list[LedgerLine]
    remains: int = Field(description="Lines with something left to tell")
    unexplained: list[RowBreak] = Field(
        description="Rows of copies that are not what the entries say"
    )


class Deletion(View):
    """A sealed copy that ended after you had opened it."""

    id: UUID
    case_id: UUID
    code: str
    received_at: datetime
    ended_at: datetime
    manifest_hash: str = Field(description="As in the package you received")


class Deletions(View):
    """What your organisation has to delete, the longest ended first."""

    items: list[Deletion]


class Correction(View):
    """Something you were told, and that was recorded anew since."""

    id: UUID = Field(description="The entry of the correction")
    case_id: UUID
    code: str
    at: datetime
    fields: list[str] = Field(description="Names of fields; ask the sender for them")
    referral_id: UUID | None = Field(description="Null if you were notified")


class RestrictionNotice(View):
    """Something you have read, and may keep but not use for now."""

    id: UUID = Field(description="The restriction")
    case_id: UUID
    code: str
    at: datetime
    drawer: str | None = Field(description="What is restricted; null for all of it")
    noted: bool = Field(description="True once your organisation said so")


class RestrictionNotices(View):
    """Restrictions that concern what your organisation has read, until lifted."""

    items: list[RestrictionNotice]


class EndingConsent(View):
    """What the person said, in a case you hold, and what ends and nothing replaces."""

    id: UUID = Field(description="The consent")
    case_id: UUID
    code: str
    ends_at: datetime
    over: bool = Field(description="True once it has ended")


class EndingConsents(View):
    """Consents that end within two days or ended in the last seven."""

    items: list[EndingConsent]


class Corrections(View):
    """Corrections that your organisation does not know of yet, the oldest first."""

    items: list[Correction]
