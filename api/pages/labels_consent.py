"""Words of an answer of the person, as pages say them."""

from collections.abc import Mapping

from api.pages.language import N_

CONSENTS: Mapping[str, Mapping[str, str]] = {
    "consent_purpose": {
        "assistance": N_("Getting help"),
        "referral": N_("Asking other services"),
        "identification": N_("Formal identification"),
        "legal_proceedings": N_("Legal proceedings"),
        "return": N_("A return the person asked for"),
        "reporting": N_("Counting in reports"),
    },
    "consent_answer": {
        "yes": N_("Yes"),
        "no": N_("No"),
        "later": N_("Later"),
        "cannot": N_("Cannot say now (a child, or unable)"),
    },
    "item": {
        "agrees": N_("Agrees to it"),
        "told_purpose": N_("Was told what it is for"),
        "told_use": N_("Was told how it will be used"),
        "told_research_use": N_("Was told about use in research"),
        "told_right_to_request_data": N_("Was told they may see their data"),
        "told_storage_time": N_("Was told how long it is kept"),
        "told_how_to_withdraw": N_("Was told how to take it back"),
    },
    "how_given": {
        "spoken": N_("Spoken, face to face"),
        "written": N_("Written or signed"),
        "telephone": N_("By telephone"),
        "own_language_sheet": N_("With a sheet in their own language"),
        "sign_language": N_("In sign language"),
    },
    "consent_witness": {
        "colleague": N_("A colleague"),
        "interpreter": N_("The interpreter"),
        "guardian": N_("The guardian"),
        "trusted_person": N_("A person they trust"),
        "lawyer": N_("A lawyer"),
    },
    "guardian_stand": {
        "agrees": N_("The guardian agrees"),
        "objects": N_("The guardian objects"),
        "in_conflict": N_("The guardian has an interest of their own in this"),
        "not_reached": N_("The guardian could not be reached"),
    },
    "child_view": {
        "wants": N_("The child wants this"),
        "does_not_want": N_("The child does not want this"),
        "unsure": N_("The child is not sure"),
        "could_not_be_heard": N_("The child could not be heard"),
    },
    "handling": {
        "only_for_this_purpose": N_("Use it for this purpose only."),
        "not_passed_on": N_("Pass it on to nobody without asking the person."),
        "deleted_at_the_end": N_("Delete it when it ends, and say so."),
        "safe_contact_only": N_("Contact the person only as they said is safe."),
        "unverified": N_("What was said and assessed is not proven."),
        "on_a_legal_ground": N_("It rests on a legal ground, not on their yes."),
        "not_for_enforcement": N_("It is not for police, border or prosecution."),
        "not_against_the_person": N_("It is not used against the person."),
    },
    "statement_kind": {
        "fact": N_("A fact"),
        "account": N_("What the person said"),
        "assessment": N_("What staff think"),
    },
}
