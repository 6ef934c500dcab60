"""One line of JSON an event, with fields from a list. Nothing else gets through.

Routes are logged as templates, people as opaque ids, faults as types and places:
never a path, a query, a message or a value.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "actor",
        "event",
        "fault",
        "incident",
        "level",
        "method",
        "millis",
        "places",
        "route",
        "status",
        "store",
        "timestamp",
    }
)

Event = MutableMapping[str, Any]


def _only_listed(_: object, __: str, event: Event) -> Event:
    dropped = [name for name in event if name not in FIELDS]
    for name in dropped:
        del event[name]
    return event


_WHOLE = False


def configure(level: str, *, whole: bool = False) -> None:
    """Send our lines to standard output and quieten everybody else's.

    Args:
        level: The least that is written.
        whole: Print faults with what they say, on standard error: while developing.
    """
    global _WHOLE  # noqa: PLW0603 # logging is of the process
    _WHOLE = whole
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_listed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=False,
    )
    for name in ("uvicorn.access", "uvicorn.error", "sqlalchemy", "alembic"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def answered(
    *, method: str, route: str, status: int, millis: float, actor: str | None
) -> None:
    """One request was answered."""
    _write(
        "info",
        "answered",
        method=method,
        route=route,
        status=status,
        millis=round(millis, 1),
        actor=actor,
    )


def _write(level: str, event: str, **fields: object) -> None:
    """Write a line, if there is room: what was done stays done where there is none."""
    with suppress(OSError, ValueError):  # a full disk, a pipe or file that was closed
        getattr(structlog.get_logger(), level)(event, **fields)


def fault(incident: str, broken: BaseException) -> None:
    """Something broke: which kind, and where in the code; not what it said."""
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(broken.__traceback__)
    ]
    _write(
        "error",
        "fault",
        incident=incident,
        fault=type(broken).__name__,
        places=places[-12:],
    )
    if _WHOLE:
        traceback.print_exception(broken)


def worker_fault(broken: BaseException) -> None:
    """Something broke in the worker, which goes on; told like any other fault."""
    fault("worker", broken)
