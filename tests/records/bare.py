"""A store with its tables and nobody in it, and rows that concern nobody."""

from sqlalchemy import text

from referral.records.actors import FailedSignIn
from referral.records.columns import new_id
from referral.records.database import Store, Unit

HOLDS_UP = 10.0
"""Seconds after which something that must not wait is waiting."""


def mark(unit: Unit, name: bytes = b"one") -> None:
    """Write a row that concerns nobody."""
    unit.session.add(
        FailedSignIn(id=new_id(unit.now), name_tag=name.ljust(32), at=unit.now)
    )


def marks(opened: Store) -> list[bytes]:
    """The names of all rows written so."""

    def read(unit: Unit) -> list[bytes]:
        rows = unit.session.connection().execute(
            text("SELECT name_tag FROM failed_sign_in")
        )
        return sorted(bytes(row[0]).strip() for row in rows)

    return opened.read(read)
