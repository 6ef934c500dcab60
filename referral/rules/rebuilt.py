"""The rows of a case as its entries tell them, and where the stored ones differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from workflows.vocabulary import EntryType, Relation, Track

RowName = tuple[str, UUID]
"""A table and which of its rows."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a case. `fields` is None where its payload is gone."""

    seq: int
    type: EntryType
    at: datetime
    actor: UUID | None = None
    organisation: UUID | None = None
    about: UUID | None = None
    occurred_at: datetime | None = None
    track: Track | None = None
    to_stage: str | None = None
    fields: Mapping[str, Any] | None = field(default=None, repr=False)

    def word(self, name: str) -> Any:  # noqa: ANN401 # JSON
        """A field; None if it is not there."""
        return (self.fields or {}).get(name)

    def says(self, name: str) -> bool:
        """True if there is such a field, though it may hold nothing."""
        return name in (self.fields or {})


@dataclass(frozen=True, slots=True)
class Party:
    """That an organisation stood in a relation to the case, from when to when."""

    relation: Relation
    organisation: UUID
    since: datetime
    until: datetime | None = None


@dataclass
class Rebuilt:
    """The rows as far as entries tell them."""

    case: UUID
    rows: dict[RowName, dict[str, Any]] = field(default_factory=dict)
    """By row, the columns that are known; `version` of a case as a range."""
    said: dict[RowName, dict[str, int]] = field(default_factory=dict)
    """The entry that spoke last of a column."""
    parties: list[Party] = field(default_factory=list)
    last: int = 1
    """The entry that was read last."""
    parties_said: int = 1
    untold: set[Relation] = field(default_factory=set)
    """Relations in which somebody stood whose name is gone with a payload."""
    cause: Told | None = None
    """The step or offer that a copy was prepared for."""
    providers: dict[UUID, UUID] = field(default_factory=dict)

    def known(self, table: str, name: UUID | None = None) -> Mapping[str, Any]:
        """What is known of a row so far; of the case's own, without a name."""
        return self.rows.get((table, name or self.case), {})

    def say(self, told: Told, table: str, name: UUID | None, **columns: Any) -> None:  # noqa: ANN401 # any column
        """An entry says what a row holds from now on."""
        key = (table, name or self.case)
        self.rows.setdefault(key, {}).update(columns)
        self.said.setdefault(key, {}).update(dict.fromkeys(columns, told.seq))

    def forget(self, table: str, name: UUID | None, *columns: str) -> None:
        """What these columns hold cannot be told any more."""
        for column in columns:
            self.rows.get((table, name or self.case), {}).pop(column, None)

    def raise_version(self, told: Told, least: int = 1) -> None:
        """The case's version is higher by one; perhaps by one, if `least` is 0."""
        before = self.known("case").get("version", range(1))
        higher = range(before.start + least, before.stop + 1)
        self.say(told, "case", None, version=higher)

    def join(self, told: Told, relation: Relation, organisation: UUID | None) -> None:
        """An organisation stands in a relation from now on."""
        self.parties_said = told.seq
        if organisation is None:
            self.untold.add(relation)
        else:
            self.parties.append(Party(relation, organisation, told.at))

    def leave(self, told: Told, relation: Relation, organisation: UUID | None) -> None:
        """It does no more; of several, the oldest ends."""
        self.parties_said = told.seq
        still = [
            each
            for each in self.parties
            if (each.relation, each.organisation) == (relation, organisation)
            and each.until is None
        ]
        if still:
            oldest = min(still, key=lambda each: each.since)
            self.parties[self.parties.index(oldest)] = replace(oldest, until=told.at)


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not what the entries say: which, and which entry said it last."""

    row: str
    id: UUID
    seq: int
    reason: str


def row_differences(
    rebuilt: Rebuilt, rows: Mapping[RowName, Mapping[str, Any]]
) -> Iterator[RowDifference]:
    """Rows that are gone, came from nowhere, or hold something else.

    Args:
        rebuilt: What the entries say.
        rows: What is stored, by table and row: every column by name.
    """
    for (table, name), columns in rebuilt.rows.items():
        said = rebuilt.said[table, name]
        stored = rows.get((table, name))
        if stored is None:
            seq = min(said.values())
            yield RowDifference(table, name, seq, f"a row of {table} is gone")
            continue
        wrong = [one for one, value in columns.items() if not _is(stored[one], value)]
        for one in wrong:
            why = f"{one} of {table} is not what the entries say"
            yield RowDifference(table, name, said[one], why)
    for table, name in rows.keys() - rebuilt.rows.keys():
        why = f"no entry tells of a row of {table}"
        yield RowDifference(table, name, rebuilt.last, why)


def _is(stored: object, said: object) -> bool:
    return stored in said if isinstance(said, range) else stored == said


def party_differences(
    rebuilt: Rebuilt, stored: Iterable[Party]
) -> Iterator[RowDifference]:
    """Relations that no entry tells of, and those that are gone."""
    told, now = (
        Counter(each for each in some if each.relation not in rebuilt.untold)
        for some in (rebuilt.parties, stored)
    )
    for party in (told - now) | (now - told):
        why = f"who is {party.relation.value} is not what the entries say"
        yield RowDifference("party", party.organisation, rebuilt.parties_said, why)
