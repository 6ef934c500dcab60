"""What the person reads of their own case, and what a worker reads of reaching them.

Nothing here says what the service is for: somebody may look over a shoulder.
"""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

OWN: Mapping[str, Labels] = {
    "own_stage": {
        "worked_on": N_("We are working on it."),
        "waiting_for_you": N_("We are waiting for your answer. Take your time."),
        "asking_others": N_("We are asking others, and are waiting for their answer."),
        "agreed": N_("Somebody has said yes. You are expected."),
        "helped": N_("You are being helped now."),
        "ended": N_("This has ended. You can come back at any time."),
        "nothing_kept": N_(
            "You wanted nothing. Nothing that names you is kept. You can come back."
        ),
    },
    "own_state": {
        "agreed": N_("You said yes"),
        "refused": N_("You said no, or not now"),
        "taken_back": N_("You took it back"),
        "ended": N_("Your yes has run out"),
    },
    "own_kind": {
        "police": N_("The police"),
        "inspectorate": N_("An inspection office"),
        "social_service": N_("A social service"),
        "competent_authority": N_("An office that decides"),
        "immigration_authority": N_("The office for foreigners"),
        "shelter": N_("A place to stay"),
        "ngo": N_("An organisation that helps"),
        "health": N_("A health service"),
        "legal_aid": N_("A legal service"),
        "coordinator": N_("The office that coordinates"),
    },
    "own_purpose": {
        "assistance": N_("Being helped"),
        "referral": N_("Others being asked for help"),
        "identification": N_("The official procedure"),
        "legal_proceedings": N_("A complaint or a court"),
        "return": N_("Going home"),
        "reporting": N_("Being counted, without a name"),
    },
    "own_drawer": {
        "identity": N_("who you are"),
        "contact": N_("how to reach you"),
        "location": N_("where you are"),
        "narrative": N_("what you told"),
        "health": N_("your health"),
        "legal": N_("your legal needs"),
        "family": N_("your family"),
        "operational": N_("single words without your name"),
    },
    "channel": {
        "call": N_("A call"),
        "text_message": N_("A text message"),
        "email": N_("An e-mail"),
        "in_person": N_("Face to face"),
        "own_page": N_("Their own page"),
    },
    "refusal_kept": {
        "legal_hold": N_("A legal hold keeps the record: nothing was destroyed."),
        "legal_ground": N_(
            "A copy was given on a legal ground: nothing was destroyed."
        ),
    },
    "refusal_fact": {
        "age_class": N_("Age"),
        "sex": N_("Sex"),
        "region": N_("Region"),
        "indicators": N_("How many signs"),
    },
}
"""Label by list and word."""
