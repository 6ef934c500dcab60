"""What people read of the code of conduct."""

from collections.abc import Mapping

from api.pages.language import N_

DONE: Mapping[str, str] = {
    "conduct_accepted": N_("You have accepted the code of conduct."),
}
"""What is said once it was accepted."""
