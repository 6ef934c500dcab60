"""Rows that stay as they were written, and the triggers that refuse all else.

The fences give the server no right to change them (`fences`). The triggers refuse it
to the tables' owner too, and an `INSERT OR REPLACE`, which SQLite's authorizer sees as
an insert alone.
"""

from dataclasses import dataclass

from referral.records.fences import RECORDS

HISTORY = (
    *("entry", "log_leaf", "log_node", "checkpoint", "cosignature"),
    "log_fork",
)
"""The tables of history."""
STAYS = tuple(
    table
    for table, fence in RECORDS.items()
    if not (fence.changes or fence.removes or table in HISTORY)
)
"""Other tables whose rows are neither changed nor removed."""
NEVER_EDITED = ("sealed_value",)
"""Tables whose rows go with an erasure, and are not changed before."""
_ONE_AND_THE_SAME = {"sealed_value": ("record_id", "drawer", "row_version")}
"""What makes a row one: a second one like it would take the place of the first."""

_TIMELINE, _ROW = "the timeline is append-only", "this row stays as it was written"
FUNCTIONS = {
    name: f" BEGIN RAISE EXCEPTION '{said}'; END "
    for name, said in (("entry_is_append_only", _TIMELINE), ("row_stays", _ROW))
}
"""What triggers call on PostgreSQL, by name: the bodies."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """One table, and one thing that is refused."""

    table: str
    act: str

    @property
    def name(self) -> str:
        return f"{self.table}_no_{self.act}"

    @property
    def said(self) -> str:
        return _TIMELINE if self.table in HISTORY else _ROW

    def on_sqlite(self) -> str:
        when = f"BEFORE {self.act.upper()} ON {self.table}"
        if self.act == "replace":
            same = _ONE_AND_THE_SAME[self.table]
            found = " AND ".join(f"{column} = NEW.{column}" for column in same)
            there = f"SELECT 1 FROM {self.table} WHERE {found}"  # noqa: S608 - ours
            when = f"BEFORE INSERT ON {self.table} WHEN EXISTS ({there})"
        refuses = f"SELECT RAISE(ABORT, '{self.said}')"
        return f"CREATE TRIGGER {self.name} {when} BEGIN {refuses}; END"

    def on_postgres(self, schema: str) -> str:
        each = "STATEMENT" if self.act == "truncate" else "ROW"
        function = "row_stays" if self.said == _ROW else "entry_is_append_only"
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.act.upper()}"
            f" ON {schema}.{self.table} FOR EACH {each}"
            f" EXECUTE FUNCTION {schema}.{function}()"
        )


def _refused(*acts: str, edits: tuple[str, ...]) -> list[_Refused]:
    kept = [_Refused(each, act) for each in (*HISTORY, *STAYS) for act in acts]
    return kept + [_Refused(each, act) for each in NEVER_EDITED for act in edits]


def triggers_on_sqlite() -> dict[str, str]:
    """The triggers of the records' file, by name, as SQLite keeps them."""
    refused = _refused("update", "delete", edits=("update", "replace"))
    return {each.name: each.on_sqlite() for each in refused}


def triggers_on_postgres(schema: str) -> dict[str, str]:
    """The triggers by name, as PostgreSQL says them back with no schema in sight."""
    refused = _refused("update", "delete", "truncate", edits=("update",))
    return {each.name: each.on_postgres(schema) for each in refused}
