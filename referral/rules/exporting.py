"""How much of a timeline is handed on, and when somebody else has to agree to it.

Identifying is whatever shows a field of an entry: fields are sealed because they may
hold what identifies somebody, and no table could say of each that it never will.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from referral.rules.acts import Act
from referral.rules.joint_acts import Requirement, second_approver
from referral.rules.permissions import PERMISSIONS
from workflows.vocabulary import Role

HOURS = 72
"""An agreement is waited for, and may be used, three days. Our own number."""


class Profile(StrEnum):
    """How much an export shows."""

    FULL = "full"
    REDACTED = "redacted"
    ANONYMOUS = "anonymous"


def identifies(profile: Profile, shown: Mapping[int, Collection[str]]) -> bool:
    """True if an export shows anything that was sealed.

    Args:
        profile: How much it shows.
        shown: Names of fields that are shown, by the number of their entry.
    """
    if profile is Profile.ANONYMOUS:
        return False
    return profile is Profile.FULL or any(shown.values())


APPROVERS = frozenset(PERMISSIONS[Act.EXPORT_TIMELINE]) - {Role.AUDITOR}
"""Who may agree that fields are shown: whoever may show them; auditors see none."""


def approval() -> Requirement:
    """Somebody else who might hand on the same agrees to it."""
    return second_approver([role.value for role in APPROVERS], HOURS)
