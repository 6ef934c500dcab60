"""Rows that are never changed are protected like the timeline's.

Revision ID: 0011
Revises: 0010
"""

from alembic import context, op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STAYS = (
    "actor_role",
    "address_met",
    "erasure_epoch",
    "exploration",
    "failed_sign_in",
    "import_line",
    "joint_invitation",
    "pathway_text",
    "referral_case",
    "statement",
)
REFUSES = "SELECT RAISE(ABORT, 'this row stays as it was written')"


def upgrade() -> None:
    """Refuse to change or remove them; sealed values are removed by erasures alone."""
    if context.config.attributes["part"] == "keys":
        return
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgres()


def _on_sqlite() -> None:
    for table in (*STAYS, "sealed_value"):
        for act in ("update", "delete"):
            if (table, act) != ("sealed_value", "delete"):
                _refuse(f"{table}_no_{act}", f"BEFORE {act.upper()} ON {table}")
    _refuse(
        "sealed_value_no_replace",
        "BEFORE INSERT ON sealed_value WHEN EXISTS (SELECT 1 FROM sealed_value WHERE "
        "record_id = NEW.record_id AND drawer = NEW.drawer "
        "AND row_version = NEW.row_version)",
    )


def _refuse(name: str, when: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN {REFUSES}; END")


def _on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION row_stays() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'this row stays as it was written'; END $$ "
        "LANGUAGE plpgsql"
    )
    for table, act, each in _triggers():
        op.execute(
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION row_stays()"
        )


def _triggers() -> list[tuple[str, str, str]]:
    acts = (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
    kept = [(table, *act) for table in STAYS for act in acts]
    return [*kept, ("sealed_value", "update", "ROW")]


def downgrade() -> None:
    """Nothing refuses any more."""
    if context.config.attributes["part"] == "keys":
        return
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION row_stays() CASCADE")
        return
    for table, act, _ in _triggers():
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
    op.execute("DROP TRIGGER sealed_value_no_replace")
