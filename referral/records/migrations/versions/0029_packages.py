"""Keys that packages are sealed to, and links for those outside.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
INDEXES = {
    "ix_recipient_key_organisation_id": ("recipient_key", ["organisation_id"]),
    "ix_outside_link_referral_id": ("outside_link", ["referral_id"]),
}
IN_FORCE = {
    "ix_recipient_key_in_force": (
        "recipient_key",
        ["organisation_id", "form", "short"],
    ),
    "ix_outside_link_in_force": ("outside_link", ["referral_id"]),
}
"""Of which there is one that has not ended."""


def _id(name: str) -> sa.Column[bytes]:
    return sa.Column(name, ID, nullable=False)


def _moment(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "recipient_key",
        *(_id("id"), _id("organisation_id")),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("public", sa.String(2_000), nullable=False),
        sa.Column("short", sa.String(200), nullable=False),
        *(_moment("listed_at"), _moment("ended_at", null=True)),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "outside_link",
        *(_id("id"), _id("referral_id")),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hashed", sa.String(200), nullable=False),
        sa.Column("sealed_for", sa.String(200), nullable=False),
        *(_id("sent_by"), _moment("sent_at"), _moment("expires_at")),
        sa.Column("wrong", sa.Integer(), nullable=False),
        *(_moment(n, null=True) for n in ("answered_at", "taken_at", "arrived_at")),
        _moment("ended_at", null=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    where = sa.text("ended_at IS NULL")
    for name, (table, columns) in IN_FORCE.items():
        op.create_index(
            *(name, table, columns),
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    """Take them away again."""
    if context.config.attributes["part"] == "keys":
        return
    for name, (table, _) in {**INDEXES, **IN_FORCE}.items():
        op.drop_index(name, table_name=table)
    for table in ("outside_link", "recipient_key"):
        op.drop_table(table)
