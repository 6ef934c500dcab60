"""What a machine's key serves for: acts by name, never more than its roles allow."""

from collections.abc import Collection
from datetime import timedelta

from referral.errors import Malformed, NotPermitted
from referral.rules.acts import Act
from referral.rules.reporting import acts_with
from workflows.vocabulary import Role

LONGEST_KEY = timedelta(days=180)
LONGEST_OVERLAP = timedelta(days=7)
"""For how long an old key still opens beside the one that follows it."""
NEVER = frozenset({Act.ADMINISTER, Act.KEEP_SIGN_IN, Act.KEEP_EXPLORATION})
"""Acts of people, or of the system; no machine has them."""
PARTNER = frozenset(
    {
        *(Act.LIST_OFFERS, Act.READ_OFFER, Act.ASK_ABOUT_OFFER, Act.ANSWER_OFFER),
        *(Act.OPEN_DISCLOSURE, Act.CONFIRM_ARRIVAL, Act.GIVE_SERVICE),
        *(Act.CONFIRM_DELETION, Act.NOTE_CORRECTION, Act.NOTE_RESTRICTION),
    }
)
"""What the machine of an addressed organisation needs from an offer to its end.

To look, ask and answer, to open what was agreed, to say who arrived and how it ended,
and what is owed afterwards: that nothing was kept, and that it knows of a correction
or a restriction. No case is opened, written or passed on by it; places are told with
an act of their own, and whatever is arranged with people stays with people.
"""


def acts_of(roles: Collection[Role]) -> frozenset[Act]:
    """Every act that machines in these roles may have."""
    return acts_with(roles) - NEVER


def check_scope(scope: Collection[Act], roles: Collection[Role]) -> None:
    """Pass silently for a scope that names acts, all of them of these roles.

    Raises:
        Malformed: if it names none, or one that no such machine may have.
    """
    if not scope or not set(scope) <= acts_of(roles):
        fault = ("/scope", "acts_of_its_roles")
        raise Malformed(
            "A key names acts that its machine's roles have.", faults=(fault,)
        )


def check_no_wider(scope: Collection[Act], before: Collection[Act]) -> None:
    """Pass silently for a key that serves for no more than the one it follows.

    Raises:
        NotPermitted: naming what the one before does not serve for.
    """
    more = sorted(set(scope) - set(before))
    if more:
        raise NotPermitted(
            "A key that follows serves for no more than the one before: a coordinator "
            "has to agree to a new one.",
            missing=tuple(f"scope_{act}" for act in more),
        )


def check_lifetime(lifetime: timedelta, longest: timedelta = LONGEST_KEY) -> None:
    """Pass silently for a time that a key may last.

    Raises:
        Malformed: if it is none, or too long.
    """
    if not timedelta(0) < lifetime <= longest:
        code = f"up_to_{longest.days}_days"
        sentence = "A key lives for at most 180 days."
        raise Malformed(
            sentence if longest == LONGEST_KEY else "An old key stays for a week.",
            faults=(("/lifetime", code),),
        )


def check_in_scope(scope: frozenset[str] | None, act: str) -> None:
    """Pass silently where a key, if there is one, serves for this act.

    Raises:
        NotPermitted: if it does not.
    """
    if scope is not None and act not in scope:
        raise NotPermitted(
            "This key does not serve for that.", missing=(f"scope_{act}",)
        )
