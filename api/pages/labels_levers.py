"""What people read of what is done to many cases at once."""

from collections.abc import Mapping

from api.pages.language import N_

LEVER_MESSAGES: Mapping[str, str] = {
    "reassigned": N_("It is recorded on every case who looks after it now."),
    "offered_in_bulk": N_(
        "They leave in ten seconds, each by itself. Until then you can undo it."
    ),
}
PLACE_ANEW = N_(
    "Please look for another service for this person, or say what stands against it."
)
"""What a coordinator asks the holder, unless they write something else."""
