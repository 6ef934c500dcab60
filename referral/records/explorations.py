"""What exploring a pathway found, kept beside its text: start-up explores nothing."""

import json
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session, select

from referral.records.columns import Digest, Moment, Plain, Row, col


class Exploration(Row, table=True):
    """One pathway, explored with one version of the rules."""

    __tablename__: ClassVar[str] = "exploration"
    pathway_digest: bytes = col(Digest, key=True)
    rules_digest: bytes = col(Digest, key=True)
    found: str = col(Plain("what exploring a published pathway found", 4000))
    explored_at: datetime = col(Moment)


def keep_found(
    session: Session,
    pathway: str,
    rules: str,
    found: dict[str, tuple[bool, int]],
    at: datetime,
) -> None:
    """Keep what was found, once for each pathway and version of the rules."""
    key = bytes.fromhex(pathway), bytes.fromhex(rules)
    if session.get(Exploration, key) is None:
        words = {name: list(each) for name, each in found.items()}
        row = Exploration(
            pathway_digest=key[0],
            rules_digest=key[1],
            found=json.dumps(words),
            explored_at=at,
        )
        session.add(row)
        session.flush()


def found_so_far(session: Session) -> list[tuple[str, str, dict[str, list[int]]]]:
    """Every kept exploration: pathway, rules, and what was found by guarantee."""
    return [
        (row.pathway_digest.hex(), row.rules_digest.hex(), json.loads(row.found))
        for row in session.exec(select(Exploration)).all()
    ]
