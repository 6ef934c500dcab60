"""How long a session lasts, who has to wait, and what a second factor is asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from referral.errors import (
    NotPermitted,
    NotSignedIn,
    SecondFactorNeeded,
    StepUpNeeded,
    TooManyTries,
)
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

WITH_PASSWORD = frozenset(
    {
        SignInWay.PASSWORD,
        SignInWay.PASSWORD_AND_CODE,
        SignInWay.PASSWORD_AND_RECOVERY,
    }
)
"""Ways that a password was a part of."""
_ONE_FACTOR = frozenset({SignInWay.PASSWORD, SignInWay.OPENID})
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


def check_second_factor(
    way: SignInWay | None, *, required: bool, has_one: bool = False
) -> None:
    """Pass silently, unless a second factor is awaited before anything else.

    Args:
        way: By what the session was opened.
        required: True where nobody gets on with one factor.
        has_one: True if the person has a passkey or an app. A password was not taken
            without it; a provider's word was.

    Raises:
        SecondFactorNeeded: where one has to be set up first.
        StepUpNeeded: where there is one, and it was not shown yet.
    """
    if way is SignInWay.OPENID and has_one:
        raise StepUpNeeded(missing=("step_up",))
    if required and way in _ONE_FACTOR:
        raise SecondFactorNeeded


def check_not_over(first_until: datetime | None, now: datetime) -> None:
    """Pass silently, unless a first password has run out.

    Args:
        first_until: Until when it is good; None for a password of one's own.
        now: The present moment.

    Raises:
        NotSignedIn: from that moment on.
    """
    if first_until is not None and now >= first_until:
        raise NotSignedIn


def check_own_password(first_until: datetime | None, now: datetime) -> None:
    """Pass silently, unless a first password is to be replaced before anything else.

    Args:
        first_until: Until when the one is good that somebody came with; else None.
        now: The present moment.

    Raises:
        NotSignedIn: if it has run out meanwhile.
        NotPermitted: as long as it was not replaced.
    """
    if first_until is None:
        return
    check_not_over(first_until, now)
    raise NotPermitted(
        "Take a password of your own first. Nothing else is open to you until then.",
        missing=("own_password",),
    )


def awaits_factor(way: SignInWay | None, *, required: bool, has_one: bool) -> bool:
    """True if `check_second_factor` would refuse."""
    try:
        check_second_factor(way, required=required, has_one=has_one)
    except (SecondFactorNeeded, StepUpNeeded):
        return True
    return False


def check_stepped_up(at: datetime | None, now: datetime) -> None:
    """Pass silently, if it was proven within five minutes who acts.

    Raises:
        StepUpNeeded: if not.
    """
    if at is None or not now - STEP_UP_LASTS < at <= now:
        raise StepUpNeeded(missing=("step_up",))
