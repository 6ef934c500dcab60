"""What somebody is told of outside the desk, and when: wishes, quiet hours, digests.

Who is woken for nothing turns notices off, and then the one is missed that cannot
wait. So what is urgent follows from this table, and whether it wakes them is theirs.
Moments are UTC; hours are on the wall of the person's own time zone.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from referral.errors import Malformed
from workflows.vocabulary import ExceptionKind, MailKind, NoticeKind, Rhythm, Role

_MINUTE = timedelta(minutes=1)
_LONGEST = 4 * 24 * 60
"""Minutes looked ahead: hours that are never quiet come within a day, or never."""

KIND_OF: Mapping[NoticeKind, MailKind] = {
    NoticeKind.OFFER_WAITING: MailKind.ANSWER,
    NoticeKind.OFFER_QUESTIONED: MailKind.ANSWER,
    NoticeKind.TELEPHONE_YES: MailKind.ANSWER,
    NoticeKind.HANDOVER_PROPOSED: MailKind.ANSWER,
    NoticeKind.OFFER_REMINDER: MailKind.REMINDER,
    NoticeKind.OFFER_OVERDUE: MailKind.REMINDER,
    NoticeKind.REPLY_OVERDUE: MailKind.REMINDER,
    NoticeKind.HANDOVER_OVERDUE: MailKind.REMINDER,
    NoticeKind.OFFER_REPLIED: MailKind.NEWS,
    NoticeKind.TELEPHONE_DISPUTED: MailKind.NEWS,
    NoticeKind.NO_LONGER_NEEDED: MailKind.NEWS,
    NoticeKind.CAME_BACK: MailKind.NEWS,
    NoticeKind.HANDOVER_CONFIRMED: MailKind.NEWS,
    NoticeKind.NEXT_NOT_OFFERED: MailKind.ALARM,
    NoticeKind.GLASS_BROKEN: MailKind.ALARM,
    NoticeKind.NO_PLACE_FITS: MailKind.ALARM,
    NoticeKind.PLACE_LOST: MailKind.ALARM,
    NoticeKind.NO_SHOW: MailKind.ALARM,
}
"""What a line of an inbox counts as, for whoever chooses what to be told of."""

URGENT: frozenset[NoticeKind] = frozenset(
    {
        *(NoticeKind.OFFER_REMINDER, NoticeKind.OFFER_OVERDUE),
        *(NoticeKind.HANDOVER_OVERDUE, NoticeKind.NO_SHOW),
        *(NoticeKind.GLASS_BROKEN, NoticeKind.PLACE_LOST),
    }
)
"""Lines that cannot wait for the morning, whatever they say."""
URGENT_ON_LIST: frozenset[ExceptionKind] = frozenset(
    {
        *(ExceptionKind.OFFER_OVERDUE, ExceptionKind.HANDOVER_OVERDUE),
        *(ExceptionKind.NO_SHOW, ExceptionKind.GLASS_BROKEN),
        *(ExceptionKind.CANARY_OPENED, ExceptionKind.PLACE_LOST),
    }
)
"""The same for lines of a coordinator's list."""

TOLD_OF: Mapping[MailKind, frozenset[Role]] = {
    **dict.fromkeys(
        (MailKind.ANSWER, MailKind.REMINDER, MailKind.NEWS, MailKind.ALARM),
        frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER}),
    ),
    MailKind.LIST: frozenset({Role.COORDINATOR}),
}
"""Who looks at what such a line stands for: nobody else is told that it is there."""

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
"""An address as RFC 5321 writes it without quotes: no space, no line, no list."""
LONGEST_ADDRESS, LONGEST_LOCAL = 254, 64
CODE_LASTS = timedelta(minutes=30)
MOST_TRIES = 5
"""Wrong codes after which another has to be asked for."""
MOST_CODES, CODES_WITHIN = 3, timedelta(hours=1)
"""How many codes somebody sends off in that time: to whomever they name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants to be told of, and when."""

    kinds: frozenset[MailKind] = frozenset()
    rhythm: Rhythm = Rhythm.AT_ONCE
    daily_at: time = time(8)
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_passes: bool = False
    """True if what is urgent comes at once, by night too."""
    zone: str = field(default="UTC")
    """IANA name."""
    language: str = "en"


def check_wishes(wishes: Wishes, languages: frozenset[str]) -> None:
    """Refuse wishes that cannot be kept.

    Raises:
        Malformed: naming the field.
    """
    faults: list[tuple[str, str]] = []
    if wishes.zone not in available_timezones():
        faults.append(("/zone", "unknown_zone"))
    if wishes.language not in languages:
        faults.append(("/language", "unknown_language"))
    if (wishes.quiet_from is None) is not (wishes.quiet_until is None):
        faults.append(("/quiet_until", "both_or_neither"))
    elif wishes.quiet_from is not None and wishes.quiet_from == wishes.quiet_until:
        faults.append(("/quiet_until", "no_hours"))
    if faults:
        raise Malformed("These wishes cannot be kept.", faults=tuple(faults))


def read_address(typed: str) -> str:
    """One plain address, as it goes onto an envelope.

    Raises:
        Malformed: for whatever is not exactly one, in letters every server reads.
    """
    address = typed.strip(" ")
    local, _, domain = address.rpartition("@")
    fits = len(address) <= LONGEST_ADDRESS and len(local) <= LONGEST_LOCAL
    if not (fits and _ADDRESS.fullmatch(address)):
        raise Malformed(
            "This is no address that mail can be sent to.",
            faults=(("/address", "no_address"),),
        )
    return f"{local}@{domain.lower()}"


def masked(address: str) -> str:
    """An address as its owner recognises it, and whoever looks over them does not."""
    local, _, domain = address.rpartition("@")
    shown = f"{(local or address)[:1]}…"
    return f"{shown}@{domain}" if local else shown


def is_quiet(wishes: Wishes, moment: datetime) -> bool:
    """True while the clock on the person's wall shows a quiet hour."""
    since, until = wishes.quiet_from, wishes.quiet_until
    if since is None or until is None:
        return False
    at = moment.astimezone(ZoneInfo(wishes.zone)).time()
    if since < until:
        return since <= at < until
    return at >= since or at < until


def send_at(
    wishes: Wishes,
    now: datetime,
    *,
    urgent: bool = False,
    answer_by: datetime | None = None,
) -> datetime:
    """When somebody is told of what happens now.

    Args:
        wishes: Theirs.
        now: The present moment, in UTC.
        urgent: True for what cannot wait for the morning, by the table.
        answer_by: Until when it has to be answered. What would come after that counts
            as urgent, too: in time is the whole point of it.

    Returns:
        The moment, in UTC; `now` itself for what is told at once.
    """
    planned = _after_quiet(wishes, _digest_at(wishes, now))
    too_late = answer_by is not None and now < answer_by <= planned
    return now if wishes.urgent_passes and (urgent or too_late) else planned


def _digest_at(wishes: Wishes, now: datetime) -> datetime:
    """The next digest; a wall clock that is set back makes no second one."""
    if wishes.rhythm is Rhythm.AT_ONCE:
        return now
    zone = ZoneInfo(wishes.zone)
    if wishes.rhythm is Rhythm.HOURLY:
        return _first(now, lambda at: at.astimezone(zone).minute == 0)

    def begins(at: datetime) -> bool:
        local, before = at.astimezone(zone), (at - _MINUTE).astimezone(zone)
        reached = local.time() >= wishes.daily_at
        yet = before.date() == local.date() and before.time() >= wishes.daily_at
        return reached and not yet and not local.fold

    return _first(now, begins)


def _after_quiet(wishes: Wishes, at: datetime) -> datetime:
    """The first moment that is not quiet, whichever way the clocks are changed."""
    if not is_quiet(wishes, at):
        return at
    return _first(at, lambda later: not is_quiet(wishes, later))


def _first(after: datetime, fits: Callable[[datetime], bool]) -> datetime:
    """The first whole minute after a moment that fits."""
    at = after.astimezone(UTC).replace(second=0, microsecond=0)
    for _ in range(_LONGEST):
        at += _MINUTE
        if fits(at):
            return at
    raise AssertionError("every hour of a wall clock comes")  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mail: a code that names nobody, and until when."""

    code: str
    answer_by: datetime | None
    at: datetime


def in_order(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """What has to be answered first comes first; without a time, the oldest first.

    A code is told once, with the earliest time that was named for it.
    """
    far = datetime.max.replace(tzinfo=UTC)
    first: dict[str, Line] = {}
    for line in sorted(lines, key=lambda each: (each.answer_by or far, each.at)):
        first.setdefault(line.code, line)
    return tuple(first.values())


def check_may_ask_code(earlier: tuple[datetime, ...], now: datetime) -> None:
    """Refuse to send codes to strangers one after the other.

    Raises:
        Malformed: after three within an hour.
    """
    if sum(at > now - CODES_WITHIN for at in earlier) >= MOST_CODES:
        raise Malformed(
            "Too many codes were sent. Wait an hour.",
            faults=(("/address", "too_many_codes"),),
        )
