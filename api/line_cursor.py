"""Where a page of a list begins: behind a line that may be gone."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from referral.actions.list_lines import LinePlace
from referral.errors import Malformed

LINE_PATTERN = r"^[A-Za-z0-9_-]{32}$"
_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_BYTES = 8


def line_cursor(place: LinePlace | None) -> str | None:
    """The cursor of the page behind a line; None for none."""
    if place is None:
        return None
    ticks = (place.since - _EPOCH) // _TICK
    whole = ticks.to_bytes(_BYTES, "big", signed=True) + place.tie.bytes
    return base64.urlsafe_b64encode(whole).decode()


async def the_line(
    after: Annotated[
        str | None,
        Query(pattern=LINE_PATTERN, description="`next` of the page before"),
    ] = None,
) -> LinePlace | None:
    """Behind which line a page begins."""
    if after is None:
        return None
    try:
        whole = base64.b64decode(after, altchars=b"-_", validate=True)
        ticks = int.from_bytes(whole[:_BYTES], "big", signed=True)
        return LinePlace(_EPOCH + ticks * _TICK, UUID(bytes=whole[_BYTES:]))
    except (binascii.Error, ValueError, OverflowError):
        fault = ("query after", "unknown_cursor")
        raise Malformed("This page does not exist.", faults=(fault,)) from None


LineDep = Annotated[LinePlace | None, Depends(the_line)]
