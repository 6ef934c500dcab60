"""How long a session lasts, who has to wait, and what a second factor is asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from referral.errors import SecondFactorNeeded, StepUpNeeded, TooManyTries
from workflows.vocabulary import SignInWay

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
"""A session's last sight is written at most this often."""
STEP_UP_LASTS = timedelta(minutes=5)
"""For how long it counts that somebody proved with a second factor who they are."""
CHALLENGE_LASTS = timedelta(minutes=3)
"""A device may take its time; what nobody answered meanwhile is worth nothing."""

WINDOW = timedelta(minutes=15)
TRIES, TRIES_FROM_ONE_PLACE = 5, 20
"""Wrong tries within the window, for one name and from one address."""
A_DAY = timedelta(days=1)
LONGEST_WAIT = timedelta(hours=4)

WITH_TWO_FACTORS = frozenset(SignInWay) - {SignInWay.PASSWORD}
"""Ways to sign in that no password alone opens."""
_STRONG = frozenset({SignInWay.PASSKEY, SignInWay.PASSWORD_AND_CODE})
"""Ways that count as having proven just now who one is."""


def check_may_try(
    name: Sequence[datetime],
    here: Sequence[datetime],
    now: datetime,
    tries: int = TRIES,
) -> None:
    """Pass silently, or make whoever tries to sign in wait.

    Args:
        name: When tries under this name failed within a day.
        here: When tries from this address failed within a day.
        now: The present moment.
        tries: How many wrong ones a name has within the window.

    Raises:
        TooManyTries: until the wait is over.
    """
    for failed, most in ((name, tries), (here, TRIES_FROM_ONE_PLACE)):
        lately = [at for at in failed if at > now - WINDOW]
        waits = bool(failed) and now < max(failed) + wait_after(len(failed), most)
        if waits or len(lately) >= most:
            raise TooManyTries


def wait_after(failures: int, most: int) -> timedelta:
    """How long to wait behind the last of so many failures within a day.

    The window alone holds the first twice as many as it lets pass; each further one
    doubles the wait, from one minute up to four hours.
    """
    over = failures - 2 * most
    if over < 0:
        return timedelta()
    doubled: timedelta = timedelta(minutes=1) * 2 ** min(over, 8)
    return min(doubled, LONGEST_WAIT)


def proven_at(way: SignInWay, now: datetime) -> datetime | None:
    """When a session's owner proved with a second factor who they are: by signing in.

    A code from paper opens the door; it does not count for what asks for more.
    """
    return now if way in _STRONG else None


def check_second_factor(way: SignInWay | None, *, required: bool) -> None:
    """Pass silently, unless a second factor has to be set up before anything else.

    Raises:
        SecondFactorNeeded: where one is required and a password alone opened this.
    """
    if required and way is SignInWay.PASSWORD:
        raise SecondFactorNeeded


def check_stepped_up(at: datetime | None, now: datetime) -> None:
    """Pass silently, if it was proven within five minutes who acts.

    Raises:
        StepUpNeeded: if not.
    """
    if at is None or not now - STEP_UP_LASTS < at <= now:
        raise StepUpNeeded(missing=("step_up",))
