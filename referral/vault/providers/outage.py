"""While a place of keys is out of reach, everybody is told so at once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from referral.errors import KeysUnavailable

PAUSE = 1.0
"""Seconds after a failed call in which no other is tried."""


class Outage:
    """Remembers for a moment that a place did not answer.

    Without it every piece of work would wait for its own time-out, and on the
    embedded store hold up all the others that are to be written.
    """

    def __init__(self, place: str, ticks: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._ticks = ticks
        self._until = float("-inf")

    @contextmanager
    def watched(self) -> Iterator[None]:
        """A call to the place; its own failure begins the pause.

        Raises:
            KeysUnavailable: at once, while the pause lasts.
        """
        if self._ticks() < self._until:
            raise KeysUnavailable(f"{self._place} did not answer a moment ago")
        try:
            yield
        except KeysUnavailable:
            self._until = self._ticks() + PAUSE
            raise
