"""Roles that nobody may hold together."""

from referral.errors import NotPermitted
from workflows.vocabulary import PROFESSIONS, Role

INCOMPATIBLE = (
    *(
        frozenset({watching, role})
        for watching in (Role.ADMINISTRATOR, Role.AUDITOR)
        for role in sorted(PROFESSIONS)
    ),
    frozenset({Role.ADMINISTRATOR, Role.FIRST_RESPONDER}),
    frozenset({Role.ADMINISTRATOR, Role.CASE_MANAGER}),
    frozenset({Role.ADMINISTRATOR, Role.SERVICE_PROVIDER}),
    frozenset({Role.ADMINISTRATOR, Role.COMPETENT_AUTHORITY}),
    frozenset({Role.ADMINISTRATOR, Role.IMMIGRATION_AUTHORITY}),
    frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    frozenset({Role.AUDITOR, Role.COORDINATOR}),
    frozenset({Role.AUDITOR, Role.CASE_MANAGER}),
    frozenset({Role.AUDITOR, Role.SERVICE_PROVIDER}),
    frozenset({Role.AUDITOR, Role.FIRST_RESPONDER}),
    frozenset({Role.AUDITOR, Role.COMPETENT_AUTHORITY}),
    frozenset({Role.AUDITOR, Role.IMMIGRATION_AUTHORITY}),
)
"""Roles nobody may hold together."""


def check_roles(roles: frozenset[Role]) -> None:
    """Refuse a set of roles nobody may hold together.

    Raises:
        NotPermitted: naming the pair.
    """
    for pair in INCOMPATIBLE:
        if pair <= roles:
            raise NotPermitted(
                "These roles may not be held together.",
                missing=tuple(sorted(role.value for role in pair)),
            )
