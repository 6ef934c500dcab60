"""What each row policy asks, and the functions it asks, as PostgreSQL says them back.

The words stand here in the form in which PostgreSQL repeats an expression it was
given (`pg_get_expr`), so that a store can be compared with them to the letter:
parentheses, casts and the names of sub-selects have to be as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from referral.records.fences import Fence, Of

ASKED_BY_OWNER = (
    "attachment",
    "case_party",
    "disclosure",
    "joint_act",
    "joint_invitation",
    "organisation",
    "referral",
    "referral_case",
)
"""What the policies' functions read. Identifiers and moments, and sealed boxes."""
READ_BY_ALL = (Of.DIRECTORY, Of.BODY)
"""Whose tables everybody in the mechanism reads."""

QUESTIONS = Path(__file__).with_name("fences.sql").read_text(encoding="utf-8")
"""The functions that the policies ask; `$schema` is where they lie."""
_FUNCTION = re.compile(
    r"^CREATE OR REPLACE FUNCTION \$schema\.(\w+)\((?:\w+ (\w+))?\) RETURNS (\w+)\n"
    r"LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE\n"
    r"SET search_path = pg_catalog, pg_temp AS \$\$(.*?)\$\$;$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: for which statements, who is held to it, which rows.

    Attributes:
        command: `ALL` or `SELECT`.
        to_server: True for the server's role, False for the tables' owner.
        sees: Which rows are seen and changed.
        writes: Which rows may be written; None where nothing is.
    """

    command: str
    to_server: bool
    sees: str
    writes: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One function that policies ask: what it takes, answers, and does."""

    takes: str
    answers: str
    body: str


def policies(table: str, fence: Fence, schema: str) -> dict[str, Policy]:
    """The policies a table must have, by name, and no others."""
    if fence.of is Of.MECHANISM:
        return {}
    sees, writes = (each.format(s=schema) for each in _tests(table, fence))
    made = {"fence": Policy("ALL", to_server=True, sees=sees, writes=writes)}
    if fence.of in READ_BY_ALL:
        everybody = _ask("fence_mechanism").format(s=schema)
        made["fence_read"] = Policy("SELECT", to_server=True, sees=everybody)
    if table in ASKED_BY_OWNER:
        made["fence_asked"] = Policy("SELECT", to_server=False, sees="true")
    return made


def questions(schema: str) -> dict[str, Question]:
    """The functions that the policies ask, by name."""
    found = _FUNCTION.findall(QUESTIONS)
    return {
        name: Question(takes, answers, body.replace("$schema", schema))
        for name, takes, answers, body in found
    }


def _ask(question: str) -> str:
    """A question about the transaction, asked once for a whole statement."""
    return f"( SELECT {{s}}.{question}() AS {question})"


def _any(*tests: str) -> str:
    return f"({' OR '.join(tests)})"


def _all(*tests: str) -> str:
    return f"({' AND '.join(tests)})"


_ME, _CLERK, _WHOLE = (_ask(f"fence_{who}") for who in ("me", "directory", "all"))
_SOMEBODY = f"({_ME} IS NOT NULL)"


def _is_me(column: str) -> str:
    return f"({column} = {_ME})"


def _tests(table: str, fence: Fence) -> tuple[str, str]:
    """Which rows are seen and changed, and which may be written."""
    if fence.of in (Of.DOOR, Of.DIRECTORY):
        return _CLERK, _CLERK
    if fence.of in (Of.BODY, Of.ORGANISATION):
        reach = _CLERK if fence.of is Of.BODY else _WHOLE
        own = _any(reach, _is_me(fence.column))
        return own, own
    related = _all(_SOMEBODY, f"{{s}}.fence_{fence.of}({fence.column})")
    if table in _NARROWER:
        return _any(_WHOLE, related), _any(_WHOLE, _NARROWER[table])
    first = [_FIRST[table]] if table in _FIRST else []
    return _any(_WHOLE, related), _any(_WHOLE, related, *first)


_FIRST: Mapping[str, str] = {
    "case_file": _all(_is_me("holder_id"), "(version <= 1)"),
    "case_party": _all(_is_me("organisation_id"), "{s}.fence_unclaimed(case_id)"),
    "referral": _is_me("sender_id"),
    "disclosure": _all(_SOMEBODY, "{s}.fence_case(case_id)"),
    "data_key": _all(_SOMEBODY, "((owner_kind)::text = 'disclosure'::text)"),
    "key_wrap": _all(_SOMEBODY, "((recipient_kind)::text = 'organisation'::text)"),
}
"""Rows that are written before what they belong to can be asked about them."""
_NARROWER: Mapping[str, str] = {
    "referral_case": _all(
        _SOMEBODY, "{s}.fence_referral(referral_id)", "{s}.fence_case(case_id)"
    ),
    "joint_act": _all(
        _any(_all(_SOMEBODY, "{s}.fence_joint(id)"), _is_me("organisation_id")),
        _any("(case_id IS NULL)", "{s}.fence_case(case_id)"),
    ),
}
"""Rows by which others come to see a case: who writes one has to do with it."""
