"""Whether a store is protected as it was made: asked at every start, and by `doctor`.

Triggers, rights, policies and roles are looked up where the database keeps them, and
compared with what they must be: one too many is as wrong as one missing.
"""

from sqlalchemy import Engine

from referral.errors import StoreUnavailable
from referral.records import protection_sqlite
from referral.records.protection_found import Protection
from referral.records.protection_policies import row_policies, triggers
from referral.records.protection_rights import rights, role


def protections(engine: Engine) -> list[Protection]:
    """Everything that protects a store, looked at as whoever `engine` signs in."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return [protection_sqlite.triggers(connection)]
        looks = (role, triggers, rights, row_policies)
        return [look(connection) for look in looks]


def assert_protected(engine: Engine) -> None:
    """Refuse to start on a store whose protection was taken away.

    Raises:
        StoreUnavailable: names everything that is wrong.
    """
    wrong = [each for found in protections(engine) for each in found.wrong]
    if wrong:
        raise StoreUnavailable("the store is not protected: " + "; ".join(wrong))
