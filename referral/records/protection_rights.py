"""Whom the server is on PostgreSQL, and what it may do with each table."""

from sqlalchemy import Connection, text

from referral.records.fences import ALL
from referral.records.fences_postgres import rights_of
from referral.records.protection_found import Protection

OLDEST_SERVER = 150000
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def role(connection: Connection) -> Protection:
    """Whom the server signs in as: it owns nothing and is a member of nothing."""
    row = connection.execute(
        text(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication,"
            " current_setting('server_version_num')::int,"
            " has_schema_privilege(current_schema(), 'CREATE'),"
            " has_database_privilege(current_database(), 'CREATE'),"
            " (SELECT coalesce(bool_or(pg_has_role(relowner, 'MEMBER')), false)"
            "  FROM pg_class WHERE relname = ANY(:tables)"
            "  AND relnamespace = current_schema()::regnamespace),"
            " (SELECT string_agg(pg_get_userbyid(roleid), ', ')"
            "  FROM pg_auth_members WHERE member = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        ),
        {"tables": list(ALL)},
    ).one()
    name, superuser, bypasses, makes_roles, replicates, version, *may = row
    here, there, owns, member_of = may
    wrong = {
        f"{name} is a superuser": superuser,
        f"{name} passes by row-level security": bypasses,
        f"{name} may make roles": makes_roles,
        f"{name} may replicate": replicates,
        f"{name} is a member of {member_of}": member_of,
        f"{name} owns the tables": owns and not superuser,
        f"{name} may make tables": (here or there) and not superuser,
        "PostgreSQL is older than 15": version < OLDEST_SERVER,
    }
    told = f"{name} owns nothing and passes by nothing"
    return Protection("role", tuple(why for why, true in wrong.items() if true), told)


def rights(connection: Connection) -> Protection:
    """What the server may do with each table."""
    query = text(
        "SELECT t.name, r.word, coalesce(has_table_privilege(t.oid, r.word), false),"
        " CASE WHEN r.word IN ('INSERT', 'UPDATE', 'REFERENCES') THEN"
        " coalesce(has_any_column_privilege(t.oid, r.word), false) ELSE false END"
        " FROM (SELECT name, to_regclass(name) AS oid"
        " FROM unnest(CAST(:tables AS text[])) AS n (name)) AS t,"
        " unnest(CAST(:rights AS text[])) AS r (word)"
    )
    words = {"tables": [*ALL], "rights": list(_RIGHTS)}
    wrong = []
    for table, right, has, partly in connection.execute(query, words):
        wanted = right in rights_of(ALL[table])
        if (has or partly) and not wanted:
            wrong.append(f"the server may {right} {table}")
        elif wanted and not has:
            wrong.append(f"the server may not {right} {table}")
    return Protection("rights", tuple(wrong), "the timeline is INSERT and SELECT alone")
