"""Problems of whoever wants to come in, or comes too often."""

from api.problem_kinds import Kind, kind
from referral.errors import (
    NotSignedIn,
    ProofRefused,
    SecondFactorNeeded,
    StepUpNeeded,
    TooManyTries,
)

SIGNING_IN = (
    kind(
        401,
        NotSignedIn,
        "Nobody is known by this token, name, password, code or passkey, or the "
        "session has ended or is locked: then `missing` names `unlock`. A session is "
        "locked by its owner, or after 15 minutes without use, on a telephone after 2; "
        "it ends after 8 hours at the latest.",
        "Sign in with POST /v1/session and send the token as Authorization: Bearer. "
        "A locked session is unlocked on the pages of the desk. "
        "A machine sends the key it was given by the administrator.",
    ),
    kind(
        403,
        SecondFactorNeeded,
        "A password alone opens nothing here: it can be watched, guessed, or given to "
        "a page that only looks like this one.",
        "Make a passkey (POST /v1/me/passkey-options, then POST /v1/me/passkeys), or "
        "set up an app (POST /v1/me/app). This session serves for nothing else.",
    ),
    kind(
        403,
        StepUpNeeded,
        "What you want to do is asked of you alone, and not of whoever finds your "
        "desk open: a new way to sign in, a case that is not yours, or more than "
        "thirty different people within an hour.",
        "POST /v1/session/step-up with a code of your app, or what your passkey "
        "answers; then send the request again within five minutes.",
    ),
    kind(
        403,
        ProofRefused,
        "The code is wrong or was used before, or the passkey is not one of yours.",
        "Wait for the next code, or try the passkey again. Five wrong ones within 15 "
        "minutes make you wait.",
    ),
    kind(
        429,
        TooManyTries,
        "Five wrong passwords for one name within 15 minutes: it is locked, with the "
        "right password too. Or wrong numbers: each further one doubles the wait.",
        "Wait for the seconds in Retry-After, then sign in. If it was not you, tell "
        "your administrator.",
        retry_after=900,
    ),
    Kind(
        429,
        "too-many-requests",
        "You ask more often than this server can bear. Nothing was changed.",
        "One actor has some requests at once, and then five a second.",
        "Wait for the seconds in Retry-After. A program spreads its requests.",
        retry_after=1,
    ),
    Kind(
        431,
        "head-too-large",
        "The head of the request is too large.",
        "Address and headers are over 32 KiB together.",
        "Send less in them; what is long belongs into the body.",
    ),
    Kind(
        503,
        "too-busy",
        "Too many ask at once. Nothing was changed. Try again in a moment.",
        "The server does as much as it can, and takes up no more until that is done.",
        "Try again after the seconds in Retry-After, with the same Idempotency-Key.",
        retry_after=2,
    ),
)
