"""How first contacts are taken in this process; whoever opens the mechanism says so."""

from dataclasses import dataclass, field
from datetime import timedelta

from referral.rules.first_contact import DRAFT_LASTS


@dataclass(frozen=True, slots=True)
class ContactRules:
    """What a deployment says about first contacts."""

    draft_lasts: timedelta = DRAFT_LASTS
    """How long what was typed is kept before a case is opened."""
    duty_phone: str = ""
    """Whom to ring where no place is found; empty where none is set."""


@dataclass
class Contact:
    """The rules in force in this process."""

    rules: ContactRules = field(default_factory=ContactRules)
