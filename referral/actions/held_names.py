"""The names one process holds in memory, and the thread that fills them.

They come with the first search or when a server starts, are never written anywhere,
and are gone with `close`.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from typing import Any, NoReturn
from uuid import UUID

from referral.errors import Erased, Fault
from referral.rules.addresses import KnownPlace
from referral.rules.name_index import Named, NameIndex

FOLLOWS_EVERY = 30.0
"""Seconds between two looks at what other processes wrote or erased."""
OVERLAP = timedelta(minutes=5)
"""Changes are looked at again for so long: an act of another machine may be slow, and
its clock behind."""


class HeldNames:
    """An index of names, filled in the background, kept up with what changes."""

    def __init__(self) -> None:
        self.index = NameIndex()
        self.places: dict[tuple[UUID, int], KnownPlace] = {}
        """Parts of known addresses by service and row version."""
        self.unreadable: set[UUID] = set()
        """Cases whose identity does not open: nobody finds them by name."""
        self.seen_to: datetime | None = None
        """Changes up to here are taken over."""
        self._door = Lock()
        self._thread: Thread | None = None
        self._ready = Event()
        self._filled = Event()
        """Set once filling has ended, well or not."""
        self._ending = Event()

    def __repr__(self) -> str:
        return "<HeldNames>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("names are not written down")

    @property
    def ending(self) -> bool:
        """True once whoever fills it has to stop."""
        return self._ending.is_set()

    def begin(self, fill: Callable[[], None], follow: Callable[[], object]) -> None:
        """Start filling in the background, unless that is done or under way.

        Args:
            fill: Takes every name into memory.
            follow: Takes over what has changed since; called again and again, so that
                a name that another process erased is not held for long.
        """
        with self._door:
            busy = self._thread is not None and self._thread.is_alive()
            if busy or self._ready.is_set() or self.ending:
                return
            self._filled.clear()
            self._thread = Thread(
                target=self._run, args=(fill, follow), name="names", daemon=True
            )
            self._thread.start()

    def _run(self, fill: Callable[[], None], follow: Callable[[], object]) -> None:
        try:
            with suppress(Fault, Erased):  # the next search starts it again
                fill()
                if not self.ending:
                    self._ready.set()
        finally:
            self._filled.set()
        while self._ready.is_set() and not self._ending.wait(FOLLOWS_EVERY):
            with suppress(Exception):  # whatever it was, the next look may succeed
                follow()

    def wait(self, seconds: float) -> bool:
        """True once everything is here; False if it takes longer or has failed."""
        if self._thread is not None and not self._ready.is_set():
            self._filled.wait(seconds)
        return self._ready.is_set()

    def take(
        self, renamed: Mapping[UUID, Named], forgotten: Collection[UUID] = ()
    ) -> None:
        """Names that an act of this process has just written, or given up."""
        for case_id, named in renamed.items():
            self.index.put(case_id, named)
        for case_id in forgotten:
            self.index.drop(case_id)

    def drop(self) -> None:
        """Stop filling, forget everything."""
        self._ending.set()
        thread: Any = self._thread
        if thread is not None:
            thread.join()
        self._ready.clear()
        self.index.clear()
        self.places.clear()
        self.unreadable.clear()
