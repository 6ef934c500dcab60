"""What goes in: being told outside the desk, and what a body outside confirms."""

from datetime import time
from typing import Annotated

from pydantic import Field, StringConstraints

from api.shapes import NewStep, Shape, example_of
from api.shapes_own import Hour
from api.values import Flag
from referral.actions.post_office import MAIL
from referral.rules.mailing import LONGEST_ADDRESS, Wishes
from workflows.vocabulary import MailKind, OutsideAnswer, Rhythm

Address = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ADDRESS)]
Way = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
Typed = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Zone = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_TOKEN = "k3fm-7abc-d2ef-g4hi-j5kl-m6no-p7qr-stuv"  # noqa: S105 # an example
LanguageCode = Annotated[str, StringConstraints(min_length=2, max_length=10)]


def _plain(hour: time) -> time:
    return hour.replace(tzinfo=None, second=0, microsecond=0)


class NewWishes(Shape):
    """Of what somebody wants to be told, and when; hours are on their own wall."""

    model_config = example_of(
        kinds=["answer", "reminder"],
        rhythm="at_once",
        quiet_from="22:00",
        quiet_until="07:00",
        zone="Europe/Belgrade",
        language="en",
    )
    kinds: list[MailKind] = Field(default=[], max_length=len(MailKind))
    rhythm: Rhythm = Rhythm.AT_ONCE
    daily_at: Hour = Field(default=time(8), description="When, if once a day")
    quiet_from: Hour | None = Field(default=None, description="From when to be quiet")
    quiet_until: Hour | None = Field(default=None, description="Until when")
    urgent_passes: Flag = Field(
        default=False, description="What is urgent comes at once, by night too"
    )
    zone: Zone = Field(default="UTC", description="Name of the time zone (IANA)")
    language: LanguageCode = Field(default="en")

    def wishes(self) -> Wishes:
        """As the action takes it."""
        since, until = self.quiet_from, self.quiet_until
        return Wishes(
            kinds=frozenset(self.kinds),
            rhythm=self.rhythm,
            daily_at=_plain(self.daily_at),
            quiet_from=None if since is None else _plain(since),
            quiet_until=None if until is None else _plain(until),
            urgent_passes=self.urgent_passes,
            zone=self.zone,
            language=self.language,
        )


class NewNoticeAddress(Shape):
    """Where somebody is told: a code goes there first."""

    model_config = example_of(address="lena@mail.example")
    address: Address
    way: Way = Field(default=MAIL, description="`mail`, or another of this deployment")


class NoticeCode(Shape):
    """The code that came."""

    model_config = example_of(code="12345678")
    code: Typed


class NewConfirmation(NewStep):
    """A step that a body without an account confirms first."""

    model_config = example_of(step="record_reception")
    step: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]

    def asked(self) -> tuple[str, NewStep]:
        """The step, and what is handed in with it."""
        return self.step, NewStep(**self.model_dump(exclude={"step"}))


class OutsideKey(Shape):
    """What a body outside was told: its token stands in the body alone."""

    model_config = example_of(token=_TOKEN)
    token: Token


class OutsideSaid(OutsideKey):
    """What it says."""

    model_config = example_of(token=_TOKEN, answer="accept")
    answer: OutsideAnswer
