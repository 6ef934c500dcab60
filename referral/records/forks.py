"""That a witness saw another log. Only ever inserted; every act looks for it.

A fork stands as long as the log goes on under the name and key it was seen under:
two people who acknowledge it give the log a new one.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Integer
from sqlmodel import col as column
from sqlmodel import select

from referral.errors import LogForked
from referral.records.columns import Digest, Moment, Plain, Row, col
from referral.records.database import Unit
from referral.records.keyring import Keyring


class LogFork(Row, table=True):
    """What a witness saw instead of the log of one generation, as it was first seen."""

    __tablename__: ClassVar[str] = "log_fork"
    generation: int = col(Integer, key=True, autoincrement=False)
    witness: str = col(Plain("name of a witness, an organisation's server"))
    seen_size: int = col(BigInteger)
    seen_root: bytes = col(Digest)
    size: int = col(BigInteger)
    root: bytes = col(Digest)
    note: str = col(Plain("a signed note: sizes, hashes and two signatures", 2**16))
    seen_at: datetime = col(Moment)


def standing_fork(unit: Unit, keyring: Keyring) -> LogFork | None:
    """The fork that nobody has acknowledged yet; None if there is none."""
    newest = select(LogFork).order_by(column(LogFork.generation).desc()).limit(1)
    row = unit.session.exec(newest).first()
    if row is None or row.generation != keyring.log_generation(unit):
        return None
    return row


def check_whole(unit: Unit, keyring: Keyring) -> None:
    """Refuse to change anything while the log is not what a witness saw.

    Raises:
        LogForked: until two people acknowledge it.
    """
    if standing_fork(unit, keyring) is not None:
        raise LogForked


def keep_fork(unit: Unit, row: LogFork) -> None:
    """Keep what was seen; a second one of the same generation changes nothing."""
    if unit.session.get(LogFork, row.generation) is None:
        unit.session.add(row)
