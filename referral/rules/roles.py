"""Roles that nobody may hold together."""

from referral.errors import NotPermitted
from workflows.vocabulary import Role

ALONE = (
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.KEY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
)
"""Roles that go with no other: who keeps the system, its keys, or an eye on others
does no work that these could be abused for."""

INCOMPATIBLE = tuple(
    frozenset({alone, other})
    for place, alone in enumerate(ALONE)
    for other in Role
    if other not in (*ALONE[: place + 1], Role.SYSTEM)
)
"""Roles nobody may hold together. The system itself administers: it is nobody."""


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
