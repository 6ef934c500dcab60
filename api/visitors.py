"""How often whoever has no account may ask, by where they ask from."""

import math
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from fastapi import Request

from api.limits import Rates
from api.pages.entrance import CALENDAR
from api.problem_table import ADDRESS
from api.source import source_of

OPEN = frozenset(
    {
        ("POST", "/v1/outside/view"),
        ("POST", "/v1/outside/answers"),
        ("GET", CALENDAR + "{secret}"),
        ("GET", ADDRESS + "{code}"),
    }
)
"""Method and path of what somebody without an account may ask, beside the person."""
_HERE = UUID("6f0e1d7e-6d3b-5b0e-9d0a-0d2c7f1a4b11")
"""Makes a name of an address or a secret, for counting in memory alone."""


@dataclass
class Visitors:
    """Buckets for addresses, and for calendars: those are fetched by themselves."""

    by_source: Rates = field(default_factory=lambda: Rates(1, 30))
    by_calendar: Rates = field(default_factory=lambda: Rates(1 / 300, 12))
    """A dozen at once, then one in five minutes."""

    def wait_for(self, request: Request, secret: str = "") -> int:
        """Whole seconds that somebody has to wait; 0 if none."""
        wait = self.by_source.wait(uuid5(_HERE, source_of(request)))
        if wait or not secret:
            return wait
        return self.by_calendar.wait(uuid5(_HERE, secret))


def unlimited() -> Visitors:
    """For whoever wires an application without limits, as tests do."""
    return Visitors(Rates(math.inf, 1), Rates(math.inf, 1))
