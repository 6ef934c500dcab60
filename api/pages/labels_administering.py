"""What people read of what administrators and coordinators keep in order."""

from collections.abc import Mapping

from api.pages.language import N_

NOT_LOCKED = N_("They are not locked out.")
NOT_LINKED = N_("They have no link to a provider.")

DONE: Mapping[str, str] = {
    "unlocking_asked": N_("A coordinator is asked to let them in again."),
    "openid_unlinked": N_(
        "They come from there no more. What they opened so has ended."
    ),
    "service_listed": N_("It can be asked from now on. Say next whom it takes."),
    "canary_asked": N_("A coordinator is asked to agree to it."),
    "conduct_published": N_("It is in force. Everybody is asked to accept it anew."),
    "signers_renewed": N_("Signed with new keys from now on. Hand on the new lines."),
}
