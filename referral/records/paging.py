"""Going through rows page by page, so that no limit cuts what is filtered later."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col as column

PAGE = 200
"""Rows of one page."""

R = TypeVar("R")
Last = tuple[datetime, UUID]
"""The moment and the identifier of the row that a page ended with."""
Due = tuple[datetime, UUID]
"""When a row falls due, and its identifier: what is due sorts by it."""


def all_pages(
    page: Callable[[Last | None], Sequence[R]], last_of: Callable[[R], Last]
) -> Iterator[R]:
    """Every row, in order; the next page is fetched when somebody gets there.

    Args:
        page: The first `PAGE` rows behind one, or from the start.
        last_of: By what a row is placed.
    """
    last: Last | None = None
    while rows := page(last):
        yield from rows
        if len(rows) < PAGE:
            return
        last = last_of(rows[-1])


def behind(at: Any, ident: Any, last: Last) -> ColumnElement[bool]:  # noqa: ANN401 # columns
    """True of rows behind one, in the order of their moment and identifier."""
    moment, name = last
    same: ColumnElement[bool] = (column(at) == moment) & (column(ident) > name)
    return (column(at) > moment) | same
