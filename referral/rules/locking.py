"""When a session is locked: by a press, or by lying there unused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.errors import NotSignedIn
from referral.rules.signing_in import IDLE, LONGEST, SEEN_EVERY

IDLE_ON_A_PHONE = timedelta(minutes=2)
WARNED, WARNED_ON_A_PHONE = timedelta(minutes=2), timedelta(minutes=1)
"""How long before its end a page warns (WCAG 2.2.1)."""
UNLOCK = "unlock"
"""What is missing where a session is locked."""


@dataclass(frozen=True, slots=True)
class Idle:
    """After how long without a request a session is locked."""

    desk: timedelta = IDLE
    phone: timedelta = IDLE_ON_A_PHONE
    """On what is carried in a hand, and left lying or taken out of it."""

    def lasts(self, *, handheld: bool) -> timedelta:
        """How long a session lies unused before it is locked."""
        return self.phone if handheld else self.desk

    def warns(self, *, handheld: bool) -> timedelta:
        """How long before that a page warns: two minutes, on a phone one."""
        warned = WARNED_ON_A_PHONE if handheld else WARNED
        return min(warned, self.lasts(handheld=handheld) / 2)

    def seen_every(self, *, handheld: bool) -> timedelta:
        """How often its last sight is written at most: an eighth of what it lasts."""
        return min(SEEN_EVERY, self.lasts(handheld=handheld) / 8)


DEFAULT = Idle()


def check_not_ended(
    began_at: datetime, ended_at: datetime | None, now: datetime
) -> None:
    """Pass silently, unless a session is over: ended, or eight hours old.

    Raises:
        NotSignedIn: if so. It cannot be unlocked either.
    """
    if ended_at is not None:
        raise NotSignedIn
    if now - began_at > LONGEST:
        raise NotSignedIn("Your session has ended. Sign in again.")


def check_not_locked(
    locked_at: datetime | None, seen_at: datetime, lasts: timedelta, now: datetime
) -> None:
    """Pass silently, unless a session is locked.

    Args:
        locked_at: When somebody locked it; None if nobody did.
        seen_at: When it was last used.
        lasts: How long it may lie unused.
        now: The present moment.

    Raises:
        NotSignedIn: if it is; `missing` names `unlock`.
    """
    if locked_at is not None or now - seen_at > lasts:
        raise NotSignedIn(
            "Your session is locked. Unlock it, or sign in again.", missing=(UNLOCK,)
        )


def is_locked(refusal: Exception) -> bool:
    """True if unlocking helps."""
    return isinstance(refusal, NotSignedIn) and UNLOCK in refusal.missing
