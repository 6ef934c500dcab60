"""What a thief with the database may do to rows: each one statement or a few, as SQL.

The thief has a case of his own and wants to read the victim's in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, select, update

from referral.records.cases import Case
from referral.records.keys import DataKeyRow, KeyWrap
from referral.records.sealed_values import SealedValue
from tests.records.raw import act, rewrite, run
from tests.world import World

DRAWER, OTHER = "identity", "health"


@dataclass(frozen=True)
class Side:
    """One case and the record its drawers hang on."""

    case: UUID
    record: UUID


@dataclass(frozen=True)
class Scene:
    """Two cases in one store, and the thief's hands in it."""

    world: World
    victim: Side
    thief: Side

    def box(self, side: Side, drawer: str = DRAWER, version: int = 1) -> Any:
        """A stored box."""
        query = select(col(SealedValue.box)).where(
            col(SealedValue.record_id) == side.record,
            col(SealedValue.drawer) == drawer,
            col(SealedValue.row_version) == version,
        )
        return run(self.world, query)[0][0]

    def lay(self, side: Side, **values: Any) -> None:
        """Change the row of the first version of the drawer `identity`."""
        self.change(SealedValue, "record_id", side.record, **values)

    def change(self, table: Any, key: str, owner: UUID, **values: Any) -> None:
        """Change the row of the drawer `identity`, first version or generation."""
        nth = "row_version" if table is SealedValue else "generation"
        where = (
            col(getattr(table, key)) == owner,
            col(table.drawer) == DRAWER,
            col(getattr(table, nth)) == 1,
        )
        statement = update(table).where(*where).values(**values)
        if table is SealedValue:
            rewrite(self.world, statement)
        else:
            run(self.world, statement, keys=table is KeyWrap)

    def drop(self, table: Any, key: str, owner: UUID) -> None:
        """Remove the rows of the drawer `identity`."""
        where = (col(getattr(table, key)) == owner, col(table.drawer) == DRAWER)
        run(self.world, delete(table).where(*where), keys=table is KeyWrap)

    def wrap(self, side: Side, drawer: str = DRAWER) -> bytes:
        """The wrapped key of a drawer."""
        query = select(col(KeyWrap.wrapped)).where(
            col(KeyWrap.owner_id) == side.case, col(KeyWrap.drawer) == drawer
        )
        return bytes(run(self.world, query, keys=True)[0][0])

    def commitment(self, side: Side, drawer: str = DRAWER) -> bytes:
        """The commitment of the same key."""
        query = select(col(DataKeyRow.commitment)).where(
            col(DataKeyRow.owner_id) == side.case, col(DataKeyRow.drawer) == drawer
        )
        return bytes(run(self.world, query)[0][0])

    def give(self, wrap: bytes, commitment: bytes) -> None:
        """Lay a key under the thief's own drawer."""
        self.change(KeyWrap, "owner_id", self.thief.case, wrapped=wrap)
        self.change(DataKeyRow, "owner_id", self.thief.case, commitment=commitment)


def side_of(world: World, case_id: UUID) -> Side:
    """A case as the database has it."""
    person = act(world, lambda unit: unit.session.get_one(Case, case_id).person_id)
    return Side(case_id, person)


def box_into_another_record(it: Scene) -> None:
    it.lay(it.thief, box=it.box(it.victim))


def row_into_another_record(it: Scene) -> None:
    it.drop(SealedValue, "record_id", it.thief.record)
    it.lay(it.victim, record_id=it.thief.record)


def row_into_another_record_and_case(it: Scene) -> None:
    it.drop(SealedValue, "record_id", it.thief.record)
    it.lay(it.victim, record_id=it.thief.record, owner_id=it.thief.case)


def record_into_another_case(it: Scene) -> None:
    """The thief's case points at the victim's record, the rows stay."""
    where = col(Case.id) == it.thief.case
    run(it.world, update(Case).where(where).values(person_id=it.victim.record))
    it.lay(it.victim, owner_id=it.thief.case)


def pointer_at_another_record(it: Scene) -> None:
    """The thief's case points at the victim's record, and nothing else is touched."""
    where = col(Case.id) == it.thief.case
    run(it.world, update(Case).where(where).values(person_id=it.victim.record))


def box_into_another_drawer(it: Scene) -> None:
    it.lay(it.thief, box=it.box(it.thief, OTHER))


def older_box_into_the_newest_row(it: Scene) -> None:
    it.lay(it.thief, box=it.box(it.thief, version=1), row_version=9)


def box_of_an_older_generation_renamed(it: Scene) -> None:
    it.change(DataKeyRow, "owner_id", it.thief.case, generation=2)
    it.change(KeyWrap, "owner_id", it.thief.case, generation=2)
    old = it.box(it.thief).ciphertext()
    it.lay(it.thief, box=type(it.box(it.thief))(old[:2] + b"\0\2" + old[4:]))


def wrap_of_another_case(it: Scene) -> None:
    it.lay(it.thief, box=it.box(it.victim))
    it.give(it.wrap(it.victim), it.commitment(it.victim))


def wrap_of_another_drawer(it: Scene) -> None:
    it.lay(it.thief, box=it.box(it.thief, OTHER))
    it.give(it.wrap(it.thief, OTHER), it.commitment(it.thief, OTHER))


def commitment_of_another_key(it: Scene) -> None:
    it.give(it.wrap(it.thief), it.commitment(it.victim))


def row_version_below_zero(it: Scene) -> None:
    it.lay(it.thief, row_version=-1)


MOVES: tuple[Callable[[Scene], None], ...] = (
    box_into_another_record,
    row_into_another_record,
    row_into_another_record_and_case,
    record_into_another_case,
    pointer_at_another_record,
    box_into_another_drawer,
    older_box_into_the_newest_row,
    box_of_an_older_generation_renamed,
    wrap_of_another_case,
    wrap_of_another_drawer,
    commitment_of_another_key,
    row_version_below_zero,
)
