"""A role that was given can be taken away again.

Revision ID: 0022
Revises: 0017
"""

from alembic import context, op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ACTS = (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
REFUSES = "SELECT RAISE(ABORT, 'this row stays as it was written')"


def upgrade() -> None:
    """Refuse no more to remove the row of a role."""
    if context.config.attributes["part"] == "keys":
        return
    sqlite = op.get_bind().dialect.name == "sqlite"
    for act, _ in ACTS[:2] if sqlite else ACTS:
        on = "" if sqlite else " ON actor_role"
        op.execute(f"DROP TRIGGER actor_role_no_{act}{on}")


def downgrade() -> None:
    """Rows of roles stay again."""
    if context.config.attributes["part"] == "keys":
        return
    sqlite = op.get_bind().dialect.name == "sqlite"
    for act, each in ACTS[:2] if sqlite else ACTS:
        does = (
            f"BEGIN {REFUSES}; END"
            if sqlite
            else f"FOR EACH {each} EXECUTE FUNCTION row_stays()"
        )
        op.execute(
            f"CREATE TRIGGER actor_role_no_{act} BEFORE {act.upper()} ON actor_role "
            f"{does}"
        )
