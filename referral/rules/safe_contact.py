"""When and how a person may be reached: asked before anything is said to them.

A rule is what the person agreed to. Where there is none, nothing goes out: only what
they look at themselves (their own page) and what is said face to face is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from referral.errors import Malformed, OffThePath
from workflows.vocabulary import ContactChannel

LONGEST_WORD = 40
_MIDNIGHT = time()
OPEN_WITHOUT_RULE = frozenset({ContactChannel.IN_PERSON, ContactChannel.OWN_PAGE})
"""What goes nowhere: the person is there, or looks themselves."""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What the person said of reaching them. It prints as nothing."""

    channels: frozenset[ContactChannel] = field(default=frozenset(), repr=False)
    since: time = field(default=_MIDNIGHT, repr=False)
    """From when on a day, in the mechanism's time zone."""
    until: time = field(default=_MIDNIGHT, repr=False)
    """Until when; before `since` it runs past midnight, equal to it all day."""
    code_word: str = field(default="", repr=False)
    """Said first. Who does not know the answer to it is somebody else."""
    leave_messages: bool = field(default=False, repr=False)
    """True if something may be left with whoever, or whatever, answers."""

    def words(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "channels": sorted(channel.value for channel in self.channels),
            "since": self.since.isoformat("minutes"),
            "until": self.until.isoformat("minutes"),
            "code_word": self.code_word,
            "leave_messages": self.leave_messages,
        }

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> "SafeContact":
        """What `words` wrote."""
        return cls(
            frozenset(map(ContactChannel, words["channels"])),
            time.fromisoformat(words["since"]),
            time.fromisoformat(words["until"]),
            words["code_word"],
            words["leave_messages"],
        )

    def sentence(self) -> str:
        """In words, for who helps and is told how the person may be reached."""
        allowed = sorted(channel.value.replace("_", " ") for channel in self.channels)
        parts = [", ".join(allowed) or "no channel agreed"]
        if self.since != self.until:
            parts.append(f"{self.since:%H:%M}-{self.until:%H:%M}")
        if self.code_word:
            parts.append(f"first say: {self.code_word}")
        parts.append("" if self.leave_messages else "never leave a message")
        return "; ".join(part for part in parts if part)


def check_rule(rule: SafeContact) -> None:
    """Refuse a rule that cannot be kept.

    Raises:
        Malformed: without a channel, or with a code word that cannot be said.
    """
    if not rule.channels:
        fault = ("/channels", "missing")
        raise Malformed("Choose at least one way.", faults=(fault,))
    word = rule.code_word
    if (
        len(word) > LONGEST_WORD
        or word != word.strip()
        or not (word + "a").isprintable()
    ):
        fault = ("/code_word", "one_short_word")
        raise Malformed("The code word is one short word.", faults=(fault,))


@dataclass(frozen=True, slots=True)
class MayContact:
    """Whether a channel is open now, and from when on if it is not.

    `next_at` is None where no time of day opens it.
    """

    now: bool
    next_at: datetime | None = None


def may_contact(
    rule: SafeContact | None, channel: ContactChannel, moment: datetime, zone: str
) -> MayContact:
    """Whether the person may be reached by a channel at a moment (UTC)."""
    if channel in OPEN_WITHOUT_RULE and (rule is None or channel not in rule.channels):
        return MayContact(now=True)
    if rule is None or channel not in rule.channels:
        return MayContact(now=False)
    local = moment.astimezone(ZoneInfo(zone))
    if _within(rule, local.time()):
        return MayContact(now=True)
    return MayContact(now=False, next_at=_opens(rule, moment, local))


def _within(rule: SafeContact, at: time) -> bool:
    if rule.since == rule.until:
        return True
    if rule.since < rule.until:
        return rule.since <= at < rule.until
    return at >= rule.since or at < rule.until


def _opens(rule: SafeContact, moment: datetime, local: datetime) -> datetime:
    """The next beginning of the hours, whatever the clocks are changed by."""
    for days in range(3):
        day = local.date() + timedelta(days=days)
        opens = datetime.combine(day, rule.since, local.tzinfo)
        if opens > moment and _within(rule, opens.time()):
            return opens.astimezone(moment.tzinfo)
    raise AssertionError("hours begin every day")  # pragma: no cover


@dataclass(frozen=True, slots=True)
class ToPerson:
    """A notice that may go to the person now. Only `notice_to_person` makes one."""

    channel: ContactChannel
    text: str = field(repr=False)
    first_say: str = field(default="", repr=False)
    """The code word that is said before anything else."""
    leave_messages: bool = False


def notice_to_person(
    rule: SafeContact | None,
    channel: ContactChannel,
    text: str,
    *,
    moment: datetime,
    zone: str,
) -> ToPerson:
    """The one door for whatever is said to the person: open, or refused.

    Args:
        rule: What the person agreed to; None if they were not asked yet.
        channel: The way it would go.
        text: What is said.
        moment: Now, in UTC.
        zone: IANA name of the mechanism's time zone.

    Raises:
        OffThePath: if the person did not agree to this way, or not at this hour.
    """
    answer = may_contact(rule, channel, moment, zone)
    if not answer.now:
        missing = "safe_channel" if answer.next_at is None else "safe_hour"
        raise OffThePath(
            "The person may not be reached in this way now.", missing=(missing,)
        )
    first = rule.code_word if rule else ""
    leave = rule.leave_messages if rule else False
    return ToPerson(channel, text, first, leave)
