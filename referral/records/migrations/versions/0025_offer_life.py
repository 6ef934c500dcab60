"""Services asked for one need, and what was said about an offer.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
INDEXES = {
    "ix_offer_list_sender_id": ("offer_list", ["sender_id"]),
    "ix_offer_place_list": ("offer_place", ["list_id", "position"]),
    "ix_offer_place_referral": ("offer_place", ["referral_id"]),
    "ix_offer_said_referral_id": ("offer_said", ["referral_id"]),
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
        "offer_list",
        *(_id("id"), _id("sender_id"), _id("made_by"), _moment("made_at")),
        sa.Column("asked", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        *(_moment("within_ms", null=True), _moment("settled_at", null=True)),
        *(_of("sender_id", "organisation"), _of("made_by", "actor")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "offer_place",
        *(_id("id"), _id("list_id"), _id("sender_id")),
        sa.Column("position", sa.Integer(), nullable=False),
        *(_id("service_id"), _id("referral_id", null=True)),
        *(_of("list_id", "offer_list"), _of("sender_id", "organisation")),
        *(_of("service_id", "service"), _of("referral_id", "referral")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "offer_said",
        *(_id("id"), _id("referral_id"), _id("case_id")),
        sa.Column("word", sa.String(40), nullable=False),
        *(_id("said_by"), _id("organisation_id")),
        *(_moment("at"), _moment("due_at", null=True)),
        *(_of("referral_id", "referral"), _of("case_id", "case_file")),
        _of("organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id"),
    )
    _only_inserted("offer_said")
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


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
    for table in ("offer_said", "offer_place", "offer_list"):
        op.drop_table(table)
