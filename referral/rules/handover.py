"""Who meets whom, where and when: what may be agreed, and who may see it when.

Before its own yes an addressee sees nothing of it, and nobody else ever does.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from referral.errors import Malformed
from workflows.vocabulary import (
    Belonging,
    Compartment,
    Medication,
    Meeter,
    ReferralStage,
    Side,
    Transport,
)

LONGEST_WINDOW = timedelta(days=1)
"""Whoever waits longer waits for nobody in particular."""
FURTHEST = timedelta(days=31)
"""A window further away is a slip of the pen, and would raise no alarm for years."""
LONGEST_POINT, LONGEST_NOTE, LONGEST_NAME = 200, 200, 40
_NAME = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
"""One word of letters: a first name, never a whole one."""
_LANGUAGE = re.compile(r"[a-z]{3}")

ON_THE_WAY = frozenset({ReferralStage.ACCEPTED_BY_TELEPHONE, ReferralStage.ACCEPTED})
"""Stages in which a hand-over is arranged and awaited."""
SEEN_IN: Mapping[Side, frozenset[ReferralStage]] = {
    Side.SENDER: ON_THE_WAY | {ReferralStage.NO_SHOW},
    Side.ADDRESSEE: ON_THE_WAY,
    Side.COORDINATOR: frozenset(),
    Side.SYSTEM: frozenset(),
}
"""In which stages of the offer each side may open it. Whoever has to look for somebody
who did not arrive may still see where they were to be met; the sender's side is whoever
is responsible for the person."""


@dataclass(frozen=True, slots=True)
class Meets:
    """Who brings, or who receives: a function, and a first name at most."""

    what: Meeter
    first_name: str = field(default="", repr=False)

    def words(self) -> dict[str, str]:
        """As it is sealed."""
        return {"what": self.what.value, "first_name": self.first_name}

    @classmethod
    def read(cls, words: Mapping[str, str]) -> Self:
        """As it was sealed."""
        return cls(Meeter(words["what"]), words["first_name"])


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One proposal of how a person gets from one organisation to the next."""

    window_from: datetime
    window_until: datetime
    brings: Meets
    receives: Meets
    meeting_point: str = field(repr=False)
    transport: Transport
    interpreter: str = ""
    """ISO 639-3 of the language; empty where none is needed."""
    interpreter_arranged: bool = False
    belongings: tuple[Belonging, ...] = ()
    medication: tuple[Medication, ...] = ()
    """What has to be known of medicines; sealed as health."""
    note: str = field(default="", repr=False)
    """What else has to be known of belongings and medicines; sealed as health."""

    def drawers(self) -> dict[Compartment, dict[str, Any]]:
        """What is sealed, by the drawer it is sealed in."""
        sealed: dict[Compartment, dict[str, Any]] = {
            Compartment.LOCATION: {"meeting_point": self.meeting_point},
            Compartment.OPERATIONAL: {
                "brings": self.brings.words(),
                "receives": self.receives.words(),
                "transport": self.transport.value,
                "interpreter": self.interpreter,
                "interpreter_arranged": self.interpreter_arranged,
                "belongings": [each.value for each in self.belongings],
            },
        }
        if self.of_health:
            medication = [each.value for each in self.medication]
            told = {"medication": medication, "note": self.note}
            sealed[Compartment.HEALTH] = told
        return sealed

    @property
    def of_health(self) -> bool:
        """True if it tells something of the person's health."""
        return bool(self.note or self.medication)

    @classmethod
    def read(
        cls,
        window: tuple[datetime, datetime],
        sealed: Mapping[Compartment, Mapping[str, Any]],
    ) -> Self:
        """What was sealed; a drawer that stays shut leaves its words empty."""
        said = sealed[Compartment.OPERATIONAL]
        health = sealed.get(Compartment.HEALTH, {})
        return cls(
            *window,
            brings=Meets.read(said["brings"]),
            receives=Meets.read(said["receives"]),
            meeting_point=sealed[Compartment.LOCATION]["meeting_point"],
            transport=Transport(said["transport"]),
            interpreter=said["interpreter"],
            interpreter_arranged=said["interpreter_arranged"],
            belongings=tuple(Belonging(word) for word in said["belongings"]),
            medication=tuple(map(Medication, health.get("medication", ()))),
            note=health.get("note", ""),
        )

    def texts(self) -> dict[str, str]:
        """Every text in it, by name: each is searched for safe addresses."""
        return {
            "brings.first_name": self.brings.first_name,
            "receives.first_name": self.receives.first_name,
            "meeting_point": self.meeting_point,
            "note": self.note,
        }


def check_arrangement(new: Arrangement, now: datetime) -> None:
    """Pass silently for something that can be agreed at this moment.

    Raises:
        Malformed: with every fault: a window that is over, ends before it begins, is
            longer than a day or too far away; a text that is too long; more than a
            first name; a language that is no code.
    """
    faults = (*_window(new.window_from, new.window_until, now), *_words(new))
    if faults:
        raise Malformed(
            "This cannot be agreed so. A window ends later than now, within 31 days, "
            "and is a day long at most.",
            faults=faults,
        )


def _window(
    begins: datetime, ends: datetime, now: datetime
) -> Iterator[tuple[str, str]]:
    if ends <= begins:
        yield "/window_until", "ends_before_it_begins"
    elif ends - begins > LONGEST_WINDOW:
        yield "/window_until", "longer_than_a_day"
    if ends <= now:
        yield "/window_until", "is_over"
    elif ends > now + FURTHEST:
        yield "/window_until", "too_far_away"


def _words(new: Arrangement) -> Iterator[tuple[str, str]]:
    for side, who in (("brings", new.brings), ("receives", new.receives)):
        name = who.first_name
        if name and (len(name) > LONGEST_NAME or not _NAME.fullmatch(name)):
            yield f"/{side}/first_name", "one_first_name"
    if not new.meeting_point.strip() or len(new.meeting_point) > LONGEST_POINT:
        yield "/meeting_point", "empty_or_too_long"
    if len(new.note) > LONGEST_NOTE:
        yield "/note", "too_long"
    if new.interpreter and not _LANGUAGE.fullmatch(new.interpreter):
        yield "/interpreter", "three_letters"
    if new.interpreter_arranged and not new.interpreter:
        yield "/interpreter", "which_language"


def window_is_over(ends: datetime, now: datetime) -> bool:
    """True from the moment on at which the window ends: nobody came within it."""
    return ends <= now


def not_arranged_since(
    accepted_at: datetime, within: timedelta | None
) -> datetime | None:
    """From when on it stalls that nothing is agreed; None where no time is set."""
    return None if within is None else accepted_at + within


def moment_of(day: date, hour: time, zone: str, *, later: bool) -> datetime:
    """The moment at which a clock on the wall shows an hour of a day.

    In the night in which clocks are put back an hour comes twice: a window begins with
    the first and ends with the second, so that nobody is missed who is not late.

    Args:
        day: The day on the wall.
        hour: The hour on the wall, without a zone.
        zone: IANA name of the mechanism's time zone.
        later: True for the second of two.

    Raises:
        Malformed: for an hour that is left out when clocks are put forward.
    """
    there = ZoneInfo(zone)
    shown = datetime.combine(day, hour)
    moment = shown.replace(tzinfo=there, fold=int(later)).astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) != shown:
        place = "/window_until" if later else "/window_from"
        told = "Clocks are put forward that night: this hour does not exist."
        raise Malformed(told, faults=((place, "no_such_hour"),))
    return moment


def window_of(
    day: date, hours: tuple[time, time], zone: str
) -> tuple[datetime, datetime]:
    """A window as a clock on the wall shows it; one past midnight ends the next day.

    Raises:
        Malformed: as `moment_of` says.
    """
    begins, ends = hours
    last = day if ends > begins else day + timedelta(days=1)
    return (
        moment_of(day, begins, zone, later=False),
        moment_of(last, ends, zone, later=True),
    )
