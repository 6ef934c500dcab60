"""By which rules this process lets people in; whoever opens the mechanism says so."""

from dataclasses import dataclass, field

from referral.vault.breached import NOTHING, Breached
from referral.vault.passkeys import Site


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What signing in asks for."""

    site: Site = field(default_factory=Site)
    """Which site passkeys are for."""
    second_factor: bool = False
    """True if nobody gets further with a password alone than to set up a factor."""
    breached: Breached = NOTHING
    """Passwords that others have lost, as the operator laid them there."""


@dataclass
class Door:
    """The rules in force in this process."""

    rules: DoorRules = field(default_factory=DoorRules)
