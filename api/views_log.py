"""What is proven of timelines: verdicts, checkpoints, proofs."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from api.views import View


def _text(value: object) -> object:
    return b64encode(value).decode() if isinstance(value, bytes) else value


Hash = Annotated[
    str,
    BeforeValidator(_text),
    Field(min_length=44, max_length=44, description="SHA-256 in base64"),
]


class BrokenChain(View):
    """A chain that does not hold, and where."""

    kind: str
    id: UUID
    label: str
    seq: int
    reason: str


class LogBreak(View):
    """Something the log does not agree with: which entry, if it is about one."""

    chain_id: UUID | None
    seq: int | None
    label: str | None
    reason: str


class RowBreak(View):
    """A row that is not what the entries say, and the entry that said it last."""

    case_id: UUID
    label: str
    row: str
    seq: int
    reason: str


class Verdict(View):
    """What verifying found."""

    whole: bool
    entries: int
    broken: list[BrokenChain]
    log: list[LogBreak]
    rows: list[RowBreak]


class Checkpoint(View):
    """How far the log over all entries reaches, signed. It tells nothing of them."""

    origin: str = Field(description="The log's name")
    size: int = Field(description="Entries in it")
    root: Hash = Field(description="Root of the tree over them (RFC 9162)")
    at: datetime
    note: str = Field(description="The signed note (C2SP): keep this")
    verifier: str = Field(description="The key it is checked with")
    cosigned: int = Field(description="How many witnesses signed it")


class Consistency(View):
    """That the log of one size is the beginning of that of another."""

    old: int
    new: int
    path: list[Hash] = Field(description="Proof of RFC 9162, section 2.1.4")


class EntryProof(View):
    """That one entry stands in the log."""

    index: int = Field(description="The entry's place in the log, from 0")
    size: int = Field(description="Entries in the log of this proof")
    h: str = Field(description="The entry's hash, as in its receipt")
    path: list[Hash] = Field(description="Proof of RFC 9162, section 2.1.3")
    proof: str = Field(description="All of it as the text of a `.tlog-proof` file")
