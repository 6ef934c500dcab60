"""What a page says when something did not work: whether it is lost, what comes next."""

from collections.abc import Mapping

from api.pages.language import N_

LOOKING = N_("You were only looking: nothing is lost, and nothing was changed.")
SENT = N_("What you sent was not recorded. Nothing that stood there was changed.")
KEPT = N_(
    "What you sent was not recorded, and nothing that stood there was changed. What "
    "you typed is not lost: this page holds it, and nothing else does."
)
UNREAD = N_(
    "What you sent was not recorded, and nothing that stood there was changed. It was "
    "not read, so this page cannot bring it back: if you go back, your browser may "
    "still show it."
)

_AGAIN = N_("Open the page again: it shows what is there now, then go on from it.")
_ASK_THE_PERSON = N_(
    "Ask the person, in their language, and record what they say. Then try again."
)
_WAIT = N_(
    "Wait a moment and try again. If it lasts, write a note on paper, lock it away, "
    "and give the number below to whoever runs this desk."
)
NEXT: Mapping[str, str] = {
    "unreadable": N_("Go back to the page, load it again, and fill it in once more."),
    "second-factor-needed": N_(
        'Open "What you sign in with", at the foot of each page, and set one up.'
    ),
    "step-up-needed": N_("Prove that it is you, below. Then try again."),
    "proof-refused": N_(
        "Try again with your passkey, or with the code that your app shows now."
    ),
    "not-permitted": N_(
        "Go back to your work. If your work needs this, ask your administrator for the "
        "role that has it."
    ),
    "wrong-role": N_(
        "Ask somebody who has that role. Each step on a case's page says whose it is."
    ),
    "not-holder": N_("Ask the organisation that is responsible, or your coordinator."),
    "not-addressed": N_(
        "Whoever was asked answers. If they do not in time, the coordinator is told."
    ),
    "purpose-missing": N_("Go back and choose what you open it for."),
    "actor-locked": N_(
        "Call your administrator and your coordinator: one asks, the other agrees, and "
        "you are let in again."
    ),
    "not-found": N_(
        "Look at the address or the code again. If you should know of this, ask "
        "whoever told you about it."
    ),
    "method-not-allowed": N_("Go back and use the buttons of the page."),
    "off-the-path": _AGAIN,
    "step-not-on-path": _AGAIN,
    "guard-not-met": N_(
        "Open the case: it says what is missing, and who can provide it."
    ),
    "case-closed": N_(
        "It can be read. If the person needs help again, it can be reopened on its "
        "page."
    ),
    "already-answered": N_("Open the page again to see what was answered."),
    "without-consent": _ASK_THE_PERSON,
    "consent-missing": _ASK_THE_PERSON,
    "consent-withdrawn": N_(
        "Respect it. If the person changes their mind, record what they say then."
    ),
    "disclosure-exceeds-consent": N_("Tell less, or ask the person about the rest."),
    "safe-address-found": N_("Take the address out of your text, then try again."),
    "under-legal-hold": N_(
        "Two people lift the hold first. On the case's page see how long it is kept."
    ),
    "use-restricted": N_(
        "Leave it as it is. Where a life is at risk, say that this is what you open it "
        "for; else ask whoever is responsible."
    ),
    "erased": N_("Do not look for it. If it is needed, ask the person anew."),
    "stale-case": N_("Look at what is here now, then send your answers again."),
    "too-large": N_(
        "Go back and shorten the text. A document may have up to 50 MiB; save a large "
        "one in parts."
    ),
    "malformed": N_("Go back and look at each field again."),
    "too-many-tries": N_("Wait a quarter of an hour. Then try again."),
    "too-many-requests": N_("Wait a few seconds. Then go on where you were."),
    "too-many-searches": N_("Wait an hour, or ask your coordinator to look."),
    "addresses-met-too-often": N_(
        "Ask a colleague, or wait until tomorrow; take every address out before."
    ),
    "fault": N_(
        "Try again. If it happens again, give the number below to whoever runs this "
        "desk."
    ),
    "too-busy": N_("Wait a moment. Then try again."),
    "store-unavailable": _WAIT,
    "keys-unavailable": _WAIT,
    "store-full": N_(
        "Trying again does not help. Keep your note on paper, locked away, give "
        "the number below to whoever runs this desk, and record it later. Cases can "
        "still be read."
    ),
}
"""What to do, by kind of problem."""

NOT_ON_PAGES = frozenset(
    {
        *("not-signed-in", "idempotency-key-required", "version-required"),
        "head-too-large",
    }
)
"""Kinds that no page shows: a stranger is sent to sign in, others are of machines."""

LAST_RESORT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>Page</title>
</head>
<body>
<main>
<h1>Something broke on our side</h1>
<p>Nothing was recorded, and nothing that stood there was changed.</p>
<p>Go back and try again. If it happens again, give this number to whoever runs this
server: <strong>{incident}</strong></p>
</main>
</body>
</html>
"""
"""What is left to say if the page about a fault breaks, too."""
