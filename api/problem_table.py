"""Every kind of problem the API answers with, in one table.

The answers (`api/problems.py`), the description (`api/description.py`), the pages
under `/problems/` and `docs/reference/problems.md` are all made from it.
"""

from collections.abc import Mapping

from api.problem_access import NOT_PERMITTED
from api.problem_kinds import ADDRESS, KeyRequired, Kind, VersionRequired, kind
from api.problem_signing_in import SIGNING_IN
from api.problem_statuses import STATUSES
from referral.errors import (
    AddressesMetTooOften,
    AlreadyAnswered,
    CaseClosed,
    ConsentMissing,
    ConsentWithdrawn,
    DisclosureExceedsConsent,
    Erased,
    GuardNotMet,
    Malformed,
    NotFound,
    OffThePath,
    SafeAddressFound,
    StaleCase,
    StepNotOnPath,
    TooManySearches,
    UnderLegalHold,
    UseRestricted,
    WithoutConsent,
)

__all__ = ["ADDRESS", "KINDS", "STATUSES", "KeyRequired", "Kind", "VersionRequired"]


def _away(what: str, meaning: str) -> Kind:
    """Something that the server needs does not answer now."""
    told = "Nothing was changed. Try again in a moment."
    remedy = (
        "Try again after the seconds in Retry-After, with the same Idempotency-Key. "
        "If it lasts, tell whoever runs this server the number in `incident`."
    )
    return Kind(503, f"{what}-unavailable", told, meaning, remedy, retry_after=5)


_ROWS = (
    *SIGNING_IN,
    Kind(
        400,
        "unreadable",
        "The request cannot be read.",
        "What arrived is no JSON in UTF-8, or no HTTP request as it should be.",
        "Send a body that is JSON, encoded in UTF-8, with the header "
        "Content-Type: application/json.",
    ),
    kind(
        400,
        KeyRequired,
        "A write without a name of its own is done twice when an answer gets lost.",
        "Send the header Idempotency-Key with a new random value for each new request. "
        "Repeat the same value only to try the very same request again.",
    ),
    *NOT_PERMITTED,
    kind(
        404,
        NotFound,
        "There is nothing here, or it is not for you to know of: the same answer.",
        "Check the address. If you should know of this case, ask its holder for an "
        "offer or a hand-over.",
    ),
    Kind(
        405,
        "method-not-allowed",
        "This address does not do that.",
        "The address is there, but not with this method.",
        "The header Allow names what it does.",
    ),
    kind(
        409,
        OffThePath,
        "The pathway of this case does not allow this at its present stage.",
        "GET /v1/cases/{case_id}/steps lists what is possible now, and what is missing "
        "for the rest.",
    ),
    kind(
        409,
        StepNotOnPath,
        "The step exists nowhere on this pathway, or it starts from another stage.",
        "GET /v1/cases/{case_id}/steps lists the steps that start from here.",
    ),
    kind(
        409,
        GuardNotMet,
        "The step starts from here, but something that must be true before is not "
        "true yet. `missing` names it in words of the glossary.",
        "Record what is missing, then take the step again. Urgent protection needs no "
        "formal identification and no cooperation with the police.",
    ),
    kind(
        409,
        CaseClosed,
        "Work on this case has ended.",
        "Nothing is lost: read it, or reopen it if the pathway has a step for that.",
    ),
    kind(
        409,
        AlreadyAnswered,
        "Somebody answered this before you.",
        "Look at it again to see what was answered.",
    ),
    kind(
        409,
        WithoutConsent,
        "What you want to do goes further than what the person agreed to.",
        "Ask the person again, in their language, and record what they say.",
    ),
    kind(
        409,
        ConsentMissing,
        "The person has not said yes to this purpose and this recipient, or the yes "
        "has expired. For a child, a guardian or a legal ground must stand beside it.",
        "Ask the person, record the consent, then try again. Where the person cannot "
        "consent, record the legal ground that stands in.",
    ),
    kind(
        409,
        ConsentWithdrawn,
        "The person took the consent back. What rested on it has ended.",
        "Respect it. If the person changes their mind, record a new consent.",
    ),
    kind(
        409,
        DisclosureExceedsConsent,
        "The service would learn more than the person agreed to. `missing` names the "
        "drawers that no consent covers.",
        "Offer less, or ask the person about these drawers.",
    ),
    kind(
        409,
        SafeAddressFound,
        "A text that the other side would see tells where a shelter or another safe "
        "place is. Nothing was sent.",
        "`missing` names the fields. Take the address out of them, then try again; "
        "the shelter itself can grant its address to whoever brings the person.",
    ),
    kind(
        409,
        UnderLegalHold,
        "A legal hold keeps this record, for proceedings or an inquiry. It stops "
        "nobody from reading.",
        "Ask for the hold to be lifted first: two people do it.",
    ),
    kind(
        409,
        UseRestricted,
        "The record, or the drawer, is kept and not used: somebody contests it, or it "
        "is kept for a claim. It opens where a life is at risk, for claims of the law, "
        "and for what the person asks.",
        "State one of these purposes if it is yours. Else ask the holder or the "
        "coordinator to lift the restriction; they tell the person first.",
    ),
    kind(
        410,
        Erased,
        "The content was destroyed and cannot be brought back by anybody. The timeline "
        "shows that it existed and when it ended.",
        "Do not ask again. If it is needed, ask the person anew.",
    ),
    kind(
        412,
        StaleCase,
        "Somebody changed it after you looked, so your change was not made.",
        "Read it again, check that your change still makes sense, and send it with the "
        "new ETag in If-Match.",
    ),
    Kind(
        413,
        "too-large",
        "The request is too large.",
        "The body is over 1 MiB (unless configured otherwise), a document over 50 MiB.",
        "Send less at once.",
    ),
    kind(
        422,
        Malformed,
        "A field, header or parameter is missing, too long, unknown, or not of its "
        "kind. `errors` says where and what; it never repeats what was sent.",
        "Mend the places that `errors` points to: a JSON pointer into the body, or "
        "`header`, `query` or `path` with a name. A `?` stands for a name that this "
        "API does not know.",
    ),
    kind(
        428,
        VersionRequired,
        "Changes say which version they build on, so that nobody overwrites a "
        "colleague without seeing it.",
        "Read the case or the offer and send its ETag as If-Match.",
    ),
    kind(
        429,
        TooManySearches,
        "Thirty searches or questions for a possible match within an hour, by one "
        "actor.",
        "Wait for the seconds in Retry-After. If your work needs more, ask your "
        "coordinator to look.",
        retry_after=3600,
    ),
    kind(
        429,
        AddressesMetTooOften,
        "Three offers or disclosures of yours within a day held the address of a safe "
        "place. Each of them stands on the coordinator's list.",
        "Wait for the seconds in Retry-After, or ask a colleague. Then take every "
        "address out of the case before it is offered.",
        retry_after=86400,
    ),
    Kind(
        500,
        "fault",
        "Something broke on our side. Nothing was changed.",
        "An error of the software or of the machine it runs on.",
        "Tell whoever runs this server the number in `incident`; their log has the "
        "place. Trying again with the same Idempotency-Key does nothing twice.",
    ),
    _away("store", "The place where cases are kept cannot be read or written now."),
    _away("keys", "The keys cannot be reached now: nothing sealed opens or is made."),
    Kind(
        507,
        "store-full",
        "Nothing was saved: the place where cases are kept takes no more. Keep your "
        "note on paper.",
        "Its disk is full, or it may only be read just now. What was there stays "
        "readable; an opening that cannot be noted is refused.",
        "Tell whoever runs this server the number in `incident`: waiting does not "
        "help. Once there is room, send the same request again, with the same "
        "Idempotency-Key. Nothing has to be started anew.",
    ),
)

KINDS: Mapping[str, Kind] = {
    row.code: row for row in sorted(_ROWS, key=lambda row: row.status)
}
"""Each kind by its code, in the order of their statuses."""
