"""By which rules this process lets people in; whoever opens the mechanism says so."""

from dataclasses import dataclass, field
from datetime import timedelta

from referral.rules.locking import Idle
from referral.rules.openid import Counts
from referral.rules.passwords import FIRST_LASTS
from referral.vault.breached import NOTHING, Breached
from referral.vault.openid import Provider
from referral.vault.passkeys import Site


@dataclass(frozen=True, slots=True)
class OpenidDoor:
    """An identity provider that people may come from, and what its word counts for."""

    provider: Provider
    counts: Counts = field(default_factory=Counts)
    """Which of its statements count as a second factor."""


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What signing in asks for."""

    site: Site = field(default_factory=Site)
    """Which site passkeys are for."""
    second_factor: bool = False
    """True if nobody gets further with a password alone than to set up a factor."""
    breached: Breached = NOTHING
    """Passwords that others have lost, as the operator laid them there."""
    openid: OpenidDoor | None = None
    """None where nobody comes from a provider."""
    first_password: timedelta = FIRST_LASTS
    """For how long a password opens that the system made for a first sign-in."""
    idle: Idle = field(default_factory=Idle)
    """After how long unused a session is locked."""


@dataclass
class Door:
    """The rules in force in this process."""

    rules: DoorRules = field(default_factory=DoorRules)
