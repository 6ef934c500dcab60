"""What the writer of the embedded store works on: jobs, and how each of them ended."""

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from referral.errors import Fault
from referral.records.database import Act, Written
from referral.records.database_no_room import cannot_write
from referral.records.database_sqlite_fence import TURN_MILLIS
from referral.records.keys import WrapName

Job = tuple[Act[Any], "Future[Any]"]


def empty_log(keys: Connection) -> None:
    """Leave nothing of deleted wraps in the write-ahead log."""
    with closing(keys.connection.cursor()) as raw:
        raw.execute("PRAGMA busy_timeout = 0")  # a reader is not waited for
        try:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.execute(f"PRAGMA busy_timeout = {TURN_MILLIS}")


def refuse(jobs: Sequence[Job], broken: Exception) -> None:
    """Nothing of these was kept; a fault that was told as one stays what it is."""
    for _, done in jobs:
        if isinstance(broken, Fault):
            done.set_exception(broken)
            continue
        unavailable = cannot_write(broken)
        unavailable.__cause__ = broken
        done.set_exception(unavailable)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act answered or why it refused, the wraps it gave up, its entries."""

    result: Any = None
    refused: BaseException | None = None
    doomed: Sequence[WrapName] = ()
    written: Sequence[Written] = ()
