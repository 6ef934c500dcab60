"""PostgreSQL: what fenced rows ask is dropped when the tables go.

The fences themselves are made anew after every migration (`records/fences_postgres`),
so that no migration can forget them. SQLite has none.

Revision ID: 0007
Revises: 0006
"""

from alembic import context, op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

QUESTIONS = (
    "fence_owner(uuid)",
    "fence_content(uuid)",
    "fence_joint(uuid)",
    "fence_referral(uuid)",
    "fence_copy(uuid)",
    "fence_attachment(uuid)",
    "fence_unclaimed(uuid)",
    "fence_known(uuid)",
    "fence_case(uuid)",
    "fence_me()",
    "fence_directory()",
    "fence_all()",
    "fence_mechanism()",
)


def upgrade() -> None:
    """Nothing: they are made with the fences."""


def downgrade() -> None:
    """Drop them with the policies that ask. Without a policy no row is shown."""
    on_postgres = op.get_bind().dialect.name == "postgresql"
    if on_postgres and context.config.attributes["part"] != "keys":
        for question in QUESTIONS:
            op.execute(f"DROP FUNCTION IF EXISTS {question} CASCADE")
