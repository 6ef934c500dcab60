"""What each page is for, in a sentence or two; the help of the page says it."""

from collections.abc import Mapping

from api.pages.language import N_

_CASE = "/desk/cases/{case_id}"
_OFFER = "/desk/offers/{referral_id}"
_LIST = "/desk/directory"

PAGE_IS_FOR: Mapping[str, str] = {
    "/desk/sign-in": N_("Here you show who you are. Nothing is shown before that."),
    "/desk/account": N_(
        "What you sign in with, and where you are signed in. Here you also prove once "
        "more that it is you."
    ),
    "/desk/account/notices": N_("Whether and how often you are told by e-mail."),
    "/desk/conduct": N_("The rules that everybody here accepts before anything opens."),
    "/desk/conduct/publishing": N_("To put the rules in force that all accept."),
    "/desk/processing": N_("What is kept, why, for whom and how long, by the law."),
    "/desk/signers": N_("Who signs what leaves: for whoever opens packages."),
    "/desk": N_("What waits for you, the most urgent first, and where to begin."),
    "/desk/cases": N_("Every case that you may know of, the newest first."),
    "/desk/offers": N_("What was asked of your organisation, and what it asked."),
    "/desk/cases/new": N_(
        "To write down a first contact. Nothing has to be filled in: write what you "
        "know."
    ),
    f"{_CASE}/content": N_("To add words to a case. They are sealed at once."),
    "/desk/search": N_("To look for a person by name or number, for a purpose."),
    "/desk/find": N_("To get from the code on a card or in a message to its page."),
    f"{_CASE}/facts": N_("Coded facts: they decide what is possible and who is asked."),
    f"{_CASE}/consents/new": N_("To write down what the person said yes or no to."),
    f"{_CASE}/offers/new": N_("To choose which service is asked, the best fit first."),
    f"{_CASE}/offers/new/{{service_id}}": N_(
        "To look at what the other side sees now and after a yes, and to ask."
    ),
    f"{_CASE}/attachments": N_("Documents of a case: looked at for a purpose."),
    _CASE: N_(
        "Where a case stands, what happens next, what you can do, and what is missing "
        "for the rest."
    ),
    "/desk/retention": N_("Cases whose time to be kept is over or soon will be."),
    f"{_CASE}/retention": N_("How long this record is kept, and what keeps it."),
    f"{_CASE}/timeline/handing-on": N_(
        "To hand on a timeline so that a stranger can prove that it is whole."
    ),
    f"{_CASE}/ledger": N_("Who ever received anything of this case, and on what yes."),
    "/desk/together": N_("What several people decide: agree, refuse, or do it."),
    "/desk/addresses": N_(
        "Where your places are. Addresses stay sealed for you alone."
    ),
    f"{_OFFER}/link": N_("To write to a service that has no account here."),
    f"{_OFFER}/handovers/new": N_("To propose who meets whom, where and when."),
    "/desk/feedback": N_("What became of people you met first, in one word."),
    _OFFER: N_("One request for help: its card, its clock, and what you can answer."),
    f"{_CASE}/timeline": N_("Who did what and when, and proof that nobody changed it."),
    f"{_CASE}/questions": N_(
        "Questions about entries of this case, and their answers."
    ),
    "/desk/exceptions": N_("Everything that is past its time, by what it is."),
    "/desk/reassignment": N_("To give cases to a colleague, many at once."),
    "/desk/responsibility-offers": N_(
        "To ask another organisation to take over cases."
    ),
    "/desk/tasks": N_("What waits for whoever is responsible for a case."),
    f"{_CASE}/plan": N_("What the person and you planned, and what came of it."),
    f"{_CASE}/ending": N_("To close a case with its outcome, or to open it again."),
    f"{_CASE}/timeline/{{seq}}/correction": N_(
        "To put right what was recorded wrongly. What stood there stays readable."
    ),
    "/desk/sheet": N_("What to tell the person, in short sentences to read aloud."),
    f"{_CASE}/sheet": N_("The same for this person, with what concerns them."),
    f"{_CASE}/data-rights": N_(
        "What the person may ask about their data, and to do it."
    ),
    "/desk/breaches": N_("The register of breaches of personal data."),
    "/desk/breaches/{breach_id}": N_("One breach: what is known, and who was told."),
    "/desk/permissions": N_("Who may do and see what, from the tables that decide it."),
    f"{_CASE}/access": N_("Who can see what of this case, and who is kept away."),
    "/desk/glasses": N_("To open a case of others where a life is at risk; reviews."),
    "/desk/glasses/{glass_id}": N_("One opening in an emergency, and its review."),
    _LIST: N_("Every organisation that takes part, and who acts for it."),
    f"{_LIST}/organisations/new": N_("To let an organisation take part."),
    f"{_LIST}/organisations/{{organisation_id}}": N_(
        "One organisation: its name, its people, and its end."
    ),
    f"{_LIST}/organisations/{{organisation_id}}/closing": N_(
        "What would end if this organisation took part no more, and to end it."
    ),
    f"{_LIST}/actors/new": N_("To let somebody sign in for an organisation."),
    f"{_LIST}/actors/{{actor_id}}": N_("One person or machine: roles, keys, sign-in."),
    f"{_LIST}/actors/{{actor_id}}/departure": N_(
        "What somebody would leave behind, who takes it over, and to end their access."
    ),
    f"{_LIST}/organisations/{{organisation_id}}/services/new": N_(
        "To put a service on the list of those that can be asked."
    ),
    f"{_LIST}/organisations/{{organisation_id}}/keys": N_(
        "The keys that packages for this organisation are sealed to."
    ),
    "/desk/partners": N_("Which partners' systems are told that something happened."),
    "/desk/deliveries": N_("What has not arrived yet, and to send it once more."),
    "/desk/services": N_("Every service that can be asked, and what takes nobody now."),
    "/desk/services/allowed": N_("Which organisations have agreed to ask each other."),
    "/desk/services/{service_id}": N_("One service: whom it takes, and when."),
    "/desk/services/{service_id}/terms": N_("To state whom a service takes."),
    "/desk/capacity": N_("To tell how many of your places are free, in one tap."),
    "/desk/cases/new/now": N_(
        "Somebody needs a bed now: the least that has to be asked."
    ),
    "/desk/cases/late": N_("To type in what was written on paper, and when it was."),
    "/desk/question-sheet": N_(
        "The questions of a first contact, to print and fill in."
    ),
    "/desk/drafts/{draft_id}/safety": N_("Step one of a first contact that was begun."),
    "/desk/drafts/{draft_id}/signs": N_("Step two: what you saw, in plain words."),
    "/desk/drafts/{draft_id}/wishes": N_(
        "Step three: what the person wants and agrees to."
    ),
    f"{_CASE}/signs": N_("What was seen, and how a published list reads it."),
    f"{_CASE}/bed": N_("To ask for a bed tonight, the best fit first."),
    f"{_CASE}/send": N_("To ask a first service, and to say who is asked next."),
    f"{_OFFER}/receipt": N_(
        "What was sent, until when somebody answers, and a card for the person."
    ),
    f"{_OFFER}/departure": N_("To say that somebody does not live there any more."),
    f"{_CASE}/pathway": N_(
        "The pathway as a picture, and where this case stands on it."
    ),
    f"{_CASE}/print": N_("To print a page of a case: names stay out unless you ask."),
    "/desk/what-if": N_(
        "What a changed pathway would have meant for the cases so far."
    ),
    "/desk/overview": N_("Free places and clocks of the whole mechanism at a glance."),
    "/desk/report": N_("A month in numbers that count nobody twice and name nobody."),
    "/desk/refusals/new": N_(
        "For an adult who wants nothing: a record without a name."
    ),
    f"{_CASE}/number": N_("The number by which the person sees their own page."),
    f"{_CASE}/safe-contact": N_(
        "How and when the person may be reached without danger."
    ),
    "/desk/help": N_("How this desk works, keys, whom to call, and what words mean."),
    "/desk/glossary": N_("What every word here means."),
    "/desk/glossary/{of}": N_("What the words of one list mean."),
    "/desk/try-it": N_("Six steps through the whole way, with invented people."),
    "/my": N_("Here you see what is written down, and can take a yes back."),
    "/letter": N_("Here you answer what you were asked, without an account."),
    "/confirm": N_("Here you confirm something that you were asked about."),
}
"""By the template of a page's address."""

NO_PAGES = frozenset(
    {
        *("/", "/desk/leave", "/my/leave", "/letter/leave"),
        *("/desk/language", "/my/language", "/letter/language", "/confirm/language"),
        *("/desk/sign-in/passkey", "/desk/account/passkeys", "/desk/account/step-up"),
        *("/desk/sign-in/organisation/back", "/static/{name}"),
        *("/desk/sheet/paper", "/desk/cases/{case_id}/sheet/paper"),
        *("/desk/question-sheet/paper", "/desk/report/table"),
        *("/desk/next", "/desk/locked", "/desk/unlock", "/desk/stay"),
        "/desk/drafts/{draft_id}",
    }
)
"""Addresses that lead on, answer a script, or are paper: no page looks for help."""
