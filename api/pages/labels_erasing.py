"""What people read of retention, legal holds, erasure, and what stands out."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

ERASURE_REASONS: Labels = {
    "person_asked": N_("The person asked for it"),
    "retention_over": N_("It was kept as long as the procedure says"),
    "recorded_in_error": N_("It was recorded in error"),
    "ordered": N_("A court or the data-protection authority ordered it"),
    "refused": N_("The person wanted nothing"),
}
HOLD_GROUNDS: Labels = {
    "court_order": N_("A court ordered it"),
    "criminal_proceedings": N_("Criminal proceedings"),
    "compensation_claim": N_("A claim for compensation"),
    "review_of_decision": N_("A decision is being reviewed"),
    "supervisory_inquiry": N_("An inquiry of the data-protection authority"),
}
RETENTION_STATES: Labels = {
    "unset": N_("No retention period set by your procedure"),
    "not_closed": N_("The case is open: no period runs"),
    "kept": N_("Kept until"),
    "over": N_("The retention period is over"),
}
