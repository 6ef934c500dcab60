"""What people read at a first contact: signs, their reading, drafts, what is left."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

SIGNS: Mapping[str, Labels] = {
    N_("How the person is treated"): {
        "CD01": N_("Somebody else keeps their papers"),
        "CD03": N_("Kept away from others, watched or locked in"),
        "CD04": N_("Signs of violence"),
        "CD08": N_("Somebody speaks for them or controls them"),
        "CD11": N_("Threatened with the authorities"),
    },
    N_("Work and living"): {
        "EX01": N_("Very long days, no days off"),
        "EX02": N_("Little or no pay"),
        "EX04": N_("Bad living conditions"),
        "CD14": N_("Wages kept back"),
        "CD02": N_("Has to work off a debt"),
    },
    N_("How they came here"): {
        "DR01": N_("The work or place is not what was promised"),
        "CR03": N_("Taken or brought against their will"),
        "RV14": N_("Could not have arranged the journey alone"),
        "AV02": N_("Does not know where they are or speak the language"),
    },
}
"""Signs a worker can see or be told on the spot, by code of the ILO/EC operational
indicators (2009). They advise; the whole lists come as a catalogue of their own."""

CONTACTS: Mapping[str, Labels] = {
    "dimension": {
        "deceptive_recruitment": N_("What they were promised"),
        "coercive_recruitment": N_("How they were made to come"),
        "recruitment_by_abuse_of_vulnerability": N_("What was used to bring them"),
        "exploitation": N_("Work and living"),
        "coercion_at_destination": N_("What holds them here"),
        "abuse_of_vulnerability_at_destination": N_("What makes them depend here"),
    },
    "reading": {
        "list_missing": N_("The list for this is to be loaded from the original."),
        "nothing_found": N_("By the list, these signs do not add up yet."),
        "not_in_table": N_(
            "Some groups of signs count, in a way the list leaves open."
        ),
        "exploited_worker": N_("The signs read as exploitation at work."),
        "deceived_and_exploited": N_("The signs read as deception and exploitation."),
        "exploited_child": N_(
            "The signs read as an exploited child. Ask who brought or keeps the child."
        ),
        "trafficking": N_("The signs read as exploitation somebody was brought into."),
    },
    "disagreement": {
        "saw_more": N_("I saw more than the list asks for"),
        "other_explanation": N_("There is another explanation"),
        "list_does_not_fit": N_("The list does not fit this"),
        "person_says_otherwise": N_("The person says it was otherwise"),
    },
    "draft_step": {
        "safety": N_("Safety first"),
        "signs": N_("What you saw"),
        "wishes": N_("What the person wants"),
    },
    "ask": {
        "help": N_("Getting help"),
        "others": N_("Asking other places"),
        "office": N_("Formal identification"),
    },
}

CONTACT_TASKS: Labels = {
    "signs_later": N_("Asked later: write down what you saw"),
    "needs_later": N_("Asked later: what does the person need?"),
    "consent_later": N_("Asked later: what does the person agree to?"),
}

CONTACT_ENTRIES: Labels = {
    "draft_saved": N_("Unfinished contact saved"),
    "draft_opened": N_("Unfinished contact taken up again"),
    "draft_discarded": N_("Unfinished contact thrown away"),
    "draft_expired": N_("Unfinished contact destroyed: its time was over"),
    "draft_finished": N_("Unfinished contact became a case"),
    "signs_recorded": N_("Signs read by a published list"),
}

CONTACT_FIELDS: Labels = {
    "assessment": N_("What the signs read as"),
    "disagreement": N_("Seen otherwise"),
}

CONTACT_MESSAGES: Labels = {
    "contact_opened": N_("The case is open. Nothing was sent to anybody yet."),
    "draft_gone": N_("It is thrown away. Nothing of it is left."),
    "signs": N_("The signs are written down."),
}

WHERE_LATER: Labels = {
    "signs_later": "signs",
    "needs_later": "facts",
    "consent_later": "consents/new",
}
"""The page of a case on which what was left for later is done."""
