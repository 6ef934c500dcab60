"""Moments as a calendar (iCalendar, RFC 5545): a code each, and not one word more.

Calendars are copied to telephones and clouds. There is no name of a calendar, no place,
no text, no address, no alarm; nothing says what a moment is for.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

TYPE = "text/calendar; charset=utf-8"
_MADE_BY = "-//Desk//Desk//EN"
_LONGEST = 75
"""Octets of one line (RFC 5545, 3.1)."""
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def written(now: datetime, moments: Iterable[tuple[str, str, datetime]]) -> bytes:
    """A calendar.

    Args:
        now: When it is written, in UTC.
        moments: Of each an identifier, a code, and when it is, in UTC.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_MADE_BY}"]
    for uid, code, at in moments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(uid)}",
            f"DTSTAMP:{_moment(now)}",
            f"DTSTART:{_moment(at)}",
            f"SUMMARY:{_text(code)}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    r"""A value of type TEXT: what would end it, or a line, is written otherwise."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPED.get(sign, sign) for sign in plain if _shown(sign))


def _shown(sign: str) -> bool:
    return sign.isprintable() or sign == "\n"


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of 75 octets; every further one begins with a space."""
    piece, room = "", _LONGEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield piece
            piece, room = " ", _LONGEST - 1
        piece += sign
        room -= size
    yield piece
