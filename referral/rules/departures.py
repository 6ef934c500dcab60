"""Whether somebody may stop acting: nothing that a person waits for is left to nobody.

A case is held by an organisation, and any colleague of the right role may work on it.
So what a leaving actor leaves is of two kinds: cases that colleagues can work on, of
which one is named, and cases that nobody else there could work on. The latter are a
coordinator's, asked by name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from referral.errors import GuardNotMet
from workflows.vocabulary import Role

NEVER_EMPTY = (Role.ADMINISTRATOR, Role.COORDINATOR)
"""Roles that somebody holds at any time: without them nobody gives a role any more."""
WORKING = frozenset({Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER})
"""Roles in which the holder of a case works on it."""


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody who stops acting leaves behind."""

    to_name: frozenset[str]
    """Codes of open cases they were the last of their organisation to work on."""
    to_nobody: frozenset[str]
    """Codes of what nobody else in their organisation could work on or answer."""
    colleagues: frozenset[str]
    """Who of their organisation could take a case over, by identifier."""
    last_of: frozenset[Role]
    """Roles that nobody else in the mechanism holds."""


def check_not_the_last(last_of: frozenset[Role]) -> None:
    """Refuse to leave a role that must be held at any time to nobody.

    Raises:
        GuardNotMet: naming the roles.
    """
    missing = tuple(role.value for role in NEVER_EMPTY if role in last_of)
    if missing:
        raise GuardNotMet("Nobody else would hold this role.", missing=missing)


def check_take_over(named: Collection[str], colleagues: Collection[str]) -> None:
    """Refuse to name anybody but a colleague of the holder who works on cases.

    Raises:
        GuardNotMet: if somebody else is named.
    """
    if not set(named) <= set(colleagues):
        raise GuardNotMet(
            "Only a colleague of the same organisation who works on cases takes over.",
            missing=("colleague_on_duty",),
        )


def check_may_leave(left: Left, named: Mapping[str, str], *, asked: bool) -> None:
    """Pass silently, or say what would be left without anybody.

    Args:
        left: What is left behind.
        named: The colleague who takes each case over, by its code.
        asked: True if a coordinator was asked by name.

    Raises:
        GuardNotMet: naming the roles, the colleague that is missing, or the codes.
    """
    check_not_the_last(left.last_of)
    check_take_over(named.values(), left.colleagues)
    without = left.to_nobody | (left.to_name - set(named))
    if without and not asked:
        raise GuardNotMet(
            "Somebody would be left without anybody. Name a colleague, or ask a "
            "coordinator by name.",
            missing=tuple(sorted(without)),
        )


def check_may_close(cases: frozenset[str], offers: frozenset[str]) -> None:
    """Refuse to end an organisation that is responsible for somebody, or is asked.

    Cases are handed over by offers, which the other side answers; they do not move by
    themselves.

    Raises:
        GuardNotMet: with the codes of open cases and of offers that are under way.
    """
    if cases or offers:
        raise GuardNotMet(
            "It is still responsible for cases, or has offers under way: they have to "
            "be handed over, answered or taken back first.",
            missing=(*sorted(cases), *sorted(offers)),
        )
