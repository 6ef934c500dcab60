"""How first contacts are taken, from the settings."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.settings import Settings
    from referral.actions.contact_rules import ContactRules


def rules(chosen: "Settings") -> "ContactRules":
    """How long drafts are kept, and whom to ring where no place is found."""
    from referral.actions.contact_rules import ContactRules  # noqa: PLC0415 # lazy

    return ContactRules(timedelta(days=chosen.draft_days), chosen.duty_phone)
