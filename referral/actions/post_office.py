"""What this process sends mails by, and in which words; whoever opens it says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from referral.delivery.mailing import Carrier

MAIL = "mail"
"""The way that is called mail; others are named by the operator."""
ENGLISH = "en"


def plain_moment(until: datetime, now: datetime) -> str:
    """A moment on a wall: the hour alone where it is the same day."""
    return f"{until:%H:%M}" if until.date() == now.date() else f"{until:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says, in one language. There is nothing else in any mail."""

    subject: str = "Something waits"
    waits: str = "Something waits, code {code}."
    waits_by: str = "Something waits, code {code}, answer by {until}."
    more: str = "More waits."
    confirm: str = "Your code is {code}. It is good for half an hour."
    moment: Callable[[datetime, datetime], str] = plain_moment
    """A moment, and now, both on the reader's wall."""


@dataclass(frozen=True, slots=True)
class PostRules:
    """By what people are told outside the desk."""

    carriers: Mapping[str, Carrier] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By name of the way; without any nobody is told anything."""
    words: Mapping[str, Words] = field(
        default_factory=lambda: MappingProxyType({ENGLISH: Words()})
    )
    """By language."""
    desk: str = ""
    """Address of the desk that stands below; empty for none."""
    calendars: bool = False
    """True where people may have an address their clocks are fetched from."""

    def speaking(self, language: str) -> Words:
        """The words of a language, English where it has none."""
        return self.words.get(language) or self.words.get(ENGLISH) or Words()


@dataclass
class Post:
    """The rules in force in this process."""

    rules: PostRules = field(default_factory=PostRules)
    held_until: float = 0.0
    """Until when nothing is sent, in seconds of the process: no server answered."""
