"""What refuses changes in an embedded store: its triggers, and nothing beside them."""

from sqlalchemy import Connection

from referral.records.protection_found import Protection, compared
from referral.records.stays import triggers_on_sqlite


def triggers(connection: Connection) -> Protection:
    """The triggers of the records' file, compared to the letter."""
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    found = {row[0]: row[1] for row in connection.exec_driver_sql(query)}
    wrong = compared(found, triggers_on_sqlite())
    return Protection("timeline", tuple(wrong), "triggers refuse changes")
