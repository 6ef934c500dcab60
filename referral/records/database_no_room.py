"""Telling a store that takes no writes from one that is away.

A full disk and one for reading alone need an operator; waiting does not help. What a
database says of it is a code, and nothing but the code is looked at: a driver's
message may hold what was to be written.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError

from referral.errors import StoreFull, StoreUnavailable

_PRIMARY = 0xFF
_SQLITE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
)
"""The last is what a quota says, a limit, and a disk that breaks; the driver does not
tell them apart, and all of them need somebody to look."""
_POSTGRESQL = frozenset({"53100", "25006"})
"""`disk_full`, and `read_only_sql_transaction`."""


def takes_no_writes(broken: BaseException | None) -> bool:
    """True if something failed for want of room, or because it may only be read.

    A full disk undoes the whole transaction of SQLite, so that what is told last is
    often a savepoint that is gone: what came before it is looked at, too.
    """
    while broken is not None:
        if _says_so(broken.orig if isinstance(broken, DBAPIError) else broken):
            return True
        broken = broken.__cause__ or broken.__context__
    return False


def _says_so(broken: BaseException | None) -> bool:
    code = getattr(broken, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & _PRIMARY in _SQLITE
    return getattr(broken, "sqlstate", None) in _POSTGRESQL


def cannot_write(broken: BaseException | None) -> StoreUnavailable:
    """The fault to raise when nothing could be kept, by what stood in the way."""
    if takes_no_writes(broken):
        return StoreFull("the store takes no writes: no room, or for reading alone")
    return StoreUnavailable("the store cannot write now")
