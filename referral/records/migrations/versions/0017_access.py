"""Conflicts, broken glasses, alarms, canaries, and what was opened within the hour.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
INDEXES = {
    "ix_conflict_case": ("conflict", ["case_id", "lifted_at"]),
    "ix_conflict_whose": ("conflict", ["organisation_id", "lifted_at"]),
    "ix_glass_broken_actor": ("glass_broken", ["actor_id", "broken_at"]),
    "ix_glass_broken_case_id": ("glass_broken", ["case_id"]),
    "ix_glass_broken_organisation_id": ("glass_broken", ["organisation_id"]),
    "ix_alarm_standing": ("alarm", ["organisation_id", "ended_at"]),
    "ix_alarm_actor_id": ("alarm", ["actor_id"]),
    "ix_alarm_about": ("alarm", ["about"]),
    "ix_case_opened_at": ("case_opened", ["actor_id", "at"]),
}


def _id(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, ID, nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _of(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"])


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "conflict",
        *(_id("id"), _id("case_id"), _id("organisation_id")),
        *(_id("actor_id", null=True), _id("stated_by")),
        *(_moment("stated_at"), _moment("lifted_at", null=True)),
        *(_of("case_id", "case_file"), _of("organisation_id", "organisation")),
        _of("actor_id", "actor"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "glass_broken",
        *(_id("id"), _id("case_id"), _id("actor_id"), _id("organisation_id")),
        sa.Column("drawers", sa.String(200), nullable=False),
        *(_moment("broken_at"), _moment("ends_at")),
        *(_moment("reviewed_at", null=True), _id("reviewed_by", null=True)),
        sa.Column("outcome", sa.String(40), nullable=True),
        _moment("expired_at", null=True),
        *(_of("case_id", "case_file"), _of("organisation_id", "organisation")),
        _of("actor_id", "actor"),
        sa.PrimaryKeyConstraint("id"),
    )
    _alarms()
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def _alarms() -> None:
    op.create_table(
        "alarm",
        _id("id"),
        sa.Column("kind", sa.String(40), nullable=False),
        *(_id("organisation_id"), _id("actor_id"), _id("acted_for_id")),
        *(_id("case_id", null=True), _id("about", null=True)),
        *(_moment("at"), _moment("ended_at", null=True)),
        *(_of("organisation_id", "organisation"), _of("actor_id", "actor")),
        *(_of("acted_for_id", "organisation"), _of("case_id", "case_file")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "canary",
        *(_id("case_id"), _moment("marked_at"), _of("case_id", "case_file")),
        sa.PrimaryKeyConstraint("case_id"),
    )
    _only_inserted("canary")
    op.create_table(
        "case_opened",
        *(_id("actor_id"), _id("case_id"), _id("organisation_id"), _moment("at")),
        *(_of("case_id", "case_file"), _of("organisation_id", "organisation")),
        sa.PrimaryKeyConstraint("actor_id", "case_id"),
    )


def _only_inserted(table: str) -> None:
    """Rows of a table are never changed and never removed."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'this row stays as it was written'); END"
            )
        return
    for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION row_stays()"
        )


def downgrade() -> None:
    """Drop them again."""
    if context.config.attributes["part"] == "keys":
        return
    for table in ("case_opened", "canary", "alarm", "glass_broken", "conflict"):
        op.drop_table(table)
