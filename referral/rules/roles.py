"""Roles that nobody may hold together, and who gives a role."""

from referral.errors import NotPermitted
from workflows.vocabulary import ActorKind, Role

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


def check_given(held: frozenset[Role], more: frozenset[Role]) -> None:
    """Refuse roles that nobody is given, or not beside those that are held.

    Raises:
        NotPermitted: for the system's own role, or naming the pair.
    """
    if Role.SYSTEM in more:
        raise NotPermitted(
            "This role is the system's own: nobody is given it.",
            missing=("another_role",),
        )
    check_roles(held | more)


def given_by_two(asker: ActorKind, *, in_use: bool) -> bool:
    """True if somebody else has to agree before a role is given.

    Always, but for the operator's first acts: on a store that no case was opened in
    yet there is nothing to see, and nobody who could agree.
    """
    return in_use or asker is not ActorKind.SYSTEM
