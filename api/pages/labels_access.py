"""What people read of who is kept away, and of opening in an emergency."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

ACCESS: Mapping[str, Labels] = {
    "conflict_reason": {
        "related": N_("A relative"),
        "under_suspicion": N_("May have taken part"),
        "personal_ties": N_("Knows somebody involved"),
        "professional_ties": N_("Works or worked for the other side"),
        "person_asked": N_("The person asked for it"),
    },
    "glass_reason": {
        "danger_to_life": N_("Danger to life"),
        "medical_emergency": N_("A medical emergency"),
        "child_in_danger": N_("A child is in danger"),
        "holder_unreachable": N_(
            "The person is here, and whoever is responsible cannot be reached"
        ),
    },
    "glass_outcome": {
        "upheld": N_("It was needed"),
        "not_upheld": N_("It was not needed"),
    },
    "glass_state": {
        "open": N_("Open now"),
        "ended": N_("Over, waits for its review"),
        "overdue": N_("Not reviewed in time"),
        "reviewed": N_("Reviewed"),
    },
    "regime": {
        "gdpr": N_("Assistance"),
        "law_enforcement": N_("Enforcement"),
    },
    "header": {
        "facts": N_("Facts"),
        "offers": N_("Open offers"),
        "drawers": N_("Which drawers hold something"),
        "placement": N_("A token for where the person is"),
        "protection": N_("Help and protection"),
        "identification": N_("Formal identification"),
        "stay": N_("Right to stay"),
    },
}
"""By list and word."""
