"""Hand-overs that two sides agree on, and people who did not arrive.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(postgresql.UUID(as_uuid=True), "postgresql")
INDEXES = {
    "ix_handover_due": ["alarmed_at", "window_until"],
    "ix_handover_referral_id": ["referral_id"],
}


def _id(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, ID, nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def upgrade() -> None:
    """Make the tables, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    op.create_table(
        "handover",
        *(_id("id"), _id("referral_id"), _id("proposed_for"), _id("proposed_by")),
        *(_moment("proposed_at"), _moment("window_from"), _moment("window_until")),
        *(_id("confirmed_by", null=True), _moment("confirmed_at", null=True)),
        *(_moment("replaced_at", null=True), _moment("alarmed_at", null=True)),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.ForeignKeyConstraint(["proposed_for"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "handover", columns)
    op.create_table(
        "not_arrived",
        *(_id("referral_id"), _moment("since")),
        sa.Column("outcome", sa.String(40), nullable=True),
        *(_moment("ended_at", null=True), _id("ended_by", null=True)),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.PrimaryKeyConstraint("referral_id"),
    )


def downgrade() -> None:
    """Remove them."""
    if context.config.attributes["part"] == "keys":
        return
    op.drop_table("not_arrived")
    for name in INDEXES:
        op.drop_index(name, table_name="handover")
    op.drop_table("handover")
