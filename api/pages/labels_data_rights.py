"""What people read of restrictions, of answers to the person, and of breaches."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

CONFIDENCES: Labels = {
    "found": N_("read in the source"),
    "high": N_("known from several reports"),
    "medium": N_("known from one report"),
    "model": N_("our own model, no legal ground"),
}
DATA_RIGHTS: Mapping[str, Labels] = {
    "restriction_reason": {
        "accuracy_contested": N_("The person says it is wrong"),
        "use_unlawful": N_("Using it is unlawful, and the person wants it kept"),
        "needed_for_claim": N_("The person needs it for a claim"),
        "objection_pending": N_("The person objects, and that is not decided"),
        "kept_as_evidence": N_("It is kept as evidence"),
    },
    "restriction_end": {
        "accuracy_settled": N_("It is settled what is right"),
        "person_asked": N_("The person wants it used again"),
        "objection_decided": N_("The objection is decided"),
        "claim_ended": N_("The claim has ended"),
        "ordered": N_("A court or the data-protection authority ordered it"),
    },
    "restricted": {"whole_case": N_("The whole case")},
    "identity_proof": {
        "known_in_person": N_("We know each other from working together"),
        "document_seen": N_("A document was shown"),
        "representative": N_("A guardian or lawyer asks, and has shown that they may"),
    },
    "breach_nature": {
        "confidentiality": N_("Somebody read what they must not"),
        "integrity": N_("Something was changed"),
        "availability": N_("Something was lost or could not be reached"),
    },
    "breach_exemption": {
        "no_risk": N_("No risk for anybody is likely"),
        "no_high_risk": N_("No high risk is likely"),
        "unintelligible": N_("It was sealed: nobody can read it"),
        "risk_removed": N_("What was done since removes the high risk"),
        "told_publicly": N_("It was told in public"),
    },
    "breach_state": {
        "open": N_("Open"),
        "overdue": N_("Overdue: tell the authority now"),
        "told": N_("The authority was told"),
        "closed": N_("Closed"),
    },
    "breach_field": {
        "nature": N_("What it did"),
        "what_happened": N_("What happened"),
        "people": N_("About how many people"),
        "records": N_("About how many records"),
        "contact": N_("Whom the authority can ask"),
        "consequences": N_("What may follow from it"),
        "measures": N_("What is done about it"),
        "reason_for_delay": N_("Why the authority was told late"),
    },
    "body": {
        "police": N_("Police"),
        "inspectorate": N_("An inspectorate"),
        "social_service": N_("A social service"),
        "competent_authority": N_("An authority"),
        "immigration_authority": N_("A residence authority"),
        "shelter": N_("A safe place"),
        "ngo": N_("An organisation that helps"),
        "health": N_("A health service"),
        "legal_aid": N_("Legal help"),
        "coordinator": N_("The coordinator"),
        "system": N_("The system"),
    },
}
"""By list and word. Organisations are told to the person by their kind."""
