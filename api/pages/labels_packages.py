"""What people read of sealed packages, of keys, and of letters for those outside."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

PACKAGES: Mapping[str, Labels] = {
    "package_form": {
        "age": N_("A file, for people (age)"),
        "jose": N_("A token, for a machine (JWK)"),
    },
    "link_state": {
        "open": N_("It can be used"),
        "used": N_("Used: nothing is left to do"),
        "ended": N_("Ended, with the offer or by another letter"),
        "over": N_("Its time is over"),
        "locked": N_("Locked: the password was wrong too often"),
        "keys_changed": N_("Stopped: a key of theirs has ended"),
    },
    "link_hours": {
        "24": N_("24 hours"),
        "72": N_("72 hours"),
        "168": N_("7 days"),
    },
}
"""By list."""
PACKAGE_MESSAGES: Labels = {
    "letter_ended": N_("The letter opens nothing any more."),
    "deletion_told": N_("It is written down that they kept nothing."),
    "recipient_key_asked": N_("A coordinator is asked to agree to the key."),
    "recipient_key_ended": N_("Nothing is sealed to this key any more."),
}
PACKAGE_ENTRIES: Labels = {
    "package_signers_renewed": N_("Packages are signed with a new key"),
    "recipient_key_listed": N_("A key that packages are sealed to is listed"),
    "recipient_key_ended": N_("A key that packages were sealed to has ended"),
    "link_sent": N_("A letter for somebody outside was made"),
    "link_ended": N_("The letter for somebody outside was ended"),
    "link_stopped": N_("The letter for somebody outside was stopped"),
}
