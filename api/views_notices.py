"""What answers look like: being told outside the desk, and confirming from outside."""

from datetime import datetime

from pydantic import Field

from api.views import View
from referral.actions.mail_settings import MailView


class NoticeWishes(View):
    """Of what somebody is told, and when; hours are on their own wall."""

    kinds: list[str]
    rhythm: str
    daily_at: str
    quiet_from: str | None
    quiet_until: str | None
    urgent_passes: bool
    zone: str
    language: str


class NoticeSettings(View):
    """Where somebody is told that something waits, and of what."""

    wishes: NoticeWishes
    ways: list[str] = Field(description="By what this deployment tells people")
    languages: list[str]
    way: str
    address: str = Field(description="Its first letter alone; empty if there is none")
    state: str | None = Field(
        description="`asked`, `confirmed`, or `refused` by its post server for good"
    )
    asked_at: datetime | None
    refused_at: datetime | None
    calendars: bool = Field(description="True where calendars are allowed at all")
    calendar_since: datetime | None
    calendar_read_at: datetime | None

    @classmethod
    def of(cls, found: MailView) -> "NoticeSettings":
        """As the mechanism tells it."""
        wishes, hours = found.wishes, "minutes"
        told = NoticeWishes(
            kinds=sorted(kind.value for kind in wishes.kinds),
            rhythm=wishes.rhythm.value,
            daily_at=wishes.daily_at.isoformat(hours),
            quiet_from=wishes.quiet_from and wishes.quiet_from.isoformat(hours),
            quiet_until=wishes.quiet_until and wishes.quiet_until.isoformat(hours),
            urgent_passes=wishes.urgent_passes,
            zone=wishes.zone,
            language=wishes.language,
        )
        return cls(
            wishes=told,
            ways=list(found.ways),
            languages=list(found.languages),
            way=found.way,
            address=found.address,
            state=found.state.value if found.state else None,
            asked_at=found.asked_at,
            refused_at=found.refused_at,
            calendars=found.calendars,
            calendar_since=found.calendar_since,
            calendar_read_at=found.calendar_read_at,
        )


class CalendarAddress(View):
    """The address of a calendar. It is told here once."""

    path: str = Field(description="Behind the address of this desk; it is a secret")
    receipts: list[str]


class AskedOutside(View):
    """What is handed on to a body outside. The token is told here once."""

    joint_act_id: str
    version: int
    outside_token: str = Field(description="Handed on, by another way than this")
    body: str = Field(description="Who confirms it")
    ends_at: datetime
    receipts: list[str]


class OutsideView(View):
    """What a body outside is asked to confirm. It names nobody."""

    code: str
    label: str
    asked_at: datetime
    ends_at: datetime
    said_later: bool
    written_in: str


class OutsideAnswered(View):
    """That its answer is kept."""

    answer: str
    receipts: list[str]
