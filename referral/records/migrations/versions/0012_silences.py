"""Indexes by which silences are found: the work of a case, questions, unsaid purposes.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPENINGS = (
    "purpose IS NULL AND type IN ('content_opened', 'disclosure_opened',"
    " 'attachment_opened', 'address_opened', 'question_read')"
)
INDEXES = {
    "ix_entry_work": (["chain_id", "seq"], "lane <> 'access'"),
    "ix_entry_asking": (
        ["type", "chain_id"],
        "type IN ('question_asked', 'question_answered', 'question_withdrawn')",
    ),
    "ix_entry_unsaid": (["chain_id"], OPENINGS),
}


def upgrade() -> None:
    """Make the indexes, where records are kept."""
    if context.config.attributes["part"] == "keys":
        return
    for name, (columns, where) in INDEXES.items():
        op.create_index(
            name,
            "entry",
            columns,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    """Remove the indexes."""
    if context.config.attributes["part"] == "keys":
        return
    for name in INDEXES:
        op.drop_index(name, table_name="entry")
