"""What the gate asks about pages: whose they are, where a stranger is sent.

Pages know a person by a cookie alone, the API by a bearer token alone: neither opens
the other. A write must come from our own pages: Fetch metadata says so, or `Origin`
does, or it is refused before its body is read.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit
from uuid import UUID

from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from referral.errors import Refusal
from referral.rules.locking import is_locked

PREFIX = "/desk"
SIGN_IN = f"{PREFIX}/sign-in"
PASSKEY = f"{SIGN_IN}/passkey"
OPENID = f"{SIGN_IN}/organisation"
OPENID_BACK = f"{OPENID}/back"
"""Where an identity provider sends browsers back to: this address is fixed."""
ACCOUNT = f"{PREFIX}/account"
"""What somebody signs in with; all that is open before there is a second factor."""
MINE = "/my"
"""The person's own page. Nothing leads there from the desk, or back."""
LETTER = "/letter"
"""Where a link leads that was sent to somebody outside. The same holds for it."""
OUTSIDE = "/confirm"
"""Where a body without an account confirms something. Nothing leads there either."""
CALENDAR = "/calendar/"
"""Below this, somebody's clocks, behind a secret; no page."""
RESUME = f"{PREFIX}/resume"
LOCK = f"{PREFIX}/lock"
LOCKED = f"{PREFIX}/locked"
UNLOCK = f"{PREFIX}/unlock"
COVER = f"{PREFIX}/cover"
STAY = f"{PREFIX}/stay"
HELD = f"{PREFIX}/held"
TRY_IT = f"{PREFIX}/try-it"
STATIC = "/static/"
COOKIE = "__Host-desk"
"""Bound to this host and to encrypted transport. Browsers count localhost as that."""

OPEN_PAGES = frozenset(
    {
        ("GET", "/"),
        ("GET", SIGN_IN),
        ("POST", SIGN_IN),
        ("GET", PASSKEY),
        ("POST", PASSKEY),
        ("POST", OPENID),
        ("GET", OPENID_BACK),
        ("POST", f"{PREFIX}/sign-out"),
        ("GET", f"{PREFIX}/leave"),
        ("GET", f"{PREFIX}/language"),
        ("GET", LOCKED),
        ("GET", UNLOCK),
        ("GET", STAY),
        ("POST", UNLOCK),
        ("GET", TRY_IT),
        ("GET", MINE),
        ("POST", MINE),
        ("POST", f"{MINE}/consents"),
        ("POST", f"{MINE}/messages"),
        ("GET", f"{MINE}/leave"),
        ("GET", f"{MINE}/language"),
        ("GET", LETTER),
        ("POST", LETTER),
        ("POST", f"{LETTER}/yes"),
        ("POST", f"{LETTER}/no"),
        ("POST", f"{LETTER}/package"),
        ("POST", f"{LETTER}/arrival"),
        ("GET", f"{LETTER}/leave"),
        ("GET", f"{LETTER}/language"),
        ("GET", OUTSIDE),
        ("POST", OUTSIDE),
        ("POST", f"{OUTSIDE}/answer"),
        ("GET", f"{OUTSIDE}/language"),
    }
)
"""Method and path of pages that need nobody signed in."""

_ALWAYS = frozenset({("POST", LOCK), ("POST", COVER), ("POST", STAY)})
"""What whoever has come in may always do with their own screen."""
SETTING_UP = _ALWAYS | frozenset(
    {
        ("GET", ACCOUNT),
        ("GET", f"{ACCOUNT}/passkeys"),
        ("POST", f"{ACCOUNT}/passkeys"),
        ("POST", f"{ACCOUNT}/app"),
        ("POST", f"{ACCOUNT}/app/code"),
        ("GET", f"{ACCOUNT}/step-up"),
        ("POST", f"{ACCOUNT}/step-up"),
    }
)
"""Pages of a session that awaits its second factor."""

NEW_PASSWORD = _ALWAYS | {("GET", ACCOUNT), ("POST", f"{ACCOUNT}/password")}
"""Pages of a session that was opened with a first password."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAGE_HEADERS: Mapping[bytes, bytes] = {b"content-security-policy": _POLICY.encode()}
STATIC_HEADERS: Mapping[bytes, bytes] = {
    b"cache-control": b"public, max-age=31536000, immutable"
}
_SAFE = frozenset({"GET", "HEAD"})
_NEXT = re.compile(r"/desk(?:/[A-Za-z0-9_-]+)*(?:\?(?:[A-Za-z0-9=&_-]|%2F)*)?")
_LONGEST = 400
_NO_PLACE = frozenset(
    {
        *(f"{PREFIX}/leave", f"{PREFIX}/sign-out", RESUME, HELD, OPENID, OPENID_BACK),
        *(LOCK, LOCKED, UNLOCK, COVER, STAY),
    }
)
"""Addresses that do something: nobody is sent on to them."""


def lay(answer: Response, token: str) -> None:
    """Lay a session's token into its cookie, in the place of another."""
    answer.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="strict")


def is_page(path: str) -> bool:
    """True for the addresses people look at."""
    return path in ("/", PREFIX) or path.startswith(PREFIX + "/") or is_mine(path)


def is_mine(path: str) -> bool:
    """True for pages of people without a session, which never lead to the desk."""
    return any(_within(path, home) for home in (MINE, LETTER, OUTSIDE))


def home_of(path: str) -> str:
    """The first page of those that this one belongs to."""
    return next((home for home in (LETTER, OUTSIDE) if _within(path, home)), MINE)


def exit_of(path: str) -> str:
    """Where the button for leaving at once leads, on pages without a session."""
    return f"{LETTER if _within(path, LETTER) else MINE}/leave"


def _within(path: str, home: str) -> bool:
    return path == home or path.startswith(f"{home}/")


def is_open(scope: Scope) -> bool:
    """True for static files, and for pages that need nobody signed in."""
    method, path = scope["method"], scope["path"]
    return (method, path) in OPEN_PAGES or (method == "GET" and path.startswith(STATIC))


def extra_headers(scope: Scope, status: int) -> Mapping[bytes, bytes]:
    """What an answer carries other than the API's headers."""
    if is_page(scope["path"]):
        return PAGE_HEADERS
    found = status == 200  # noqa: PLR2004 # only what is there may be kept
    kept = found and scope["path"].startswith(STATIC)
    return STATIC_HEADERS if kept else {}


def header(scope: Scope, name: bytes) -> str:
    """A header of the request, or nothing."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


def cookie(scope: Scope, name: str = COOKIE) -> str:
    """The value of one cookie, or nothing; whatever else is in the jar."""
    return cookie_parser(header(scope, b"cookie")).get(name, "")


def is_foreign(scope: Scope) -> bool:
    """True for a write that does not come from one of our own pages.

    Browsers that send no Fetch metadata send `Origin` with every form. What sends
    neither is no browser, and is refused too.
    """
    if scope["method"] in _SAFE:
        return False
    site = header(scope, b"sec-fetch-site")
    if site:
        return site != "same-origin"
    origin = urlsplit(header(scope, b"origin")).netloc
    return not origin or origin != header(scope, b"host")


def safe_next(asked: str) -> str:
    """An address of ours to go on to after sign-in; anything else is not followed."""
    path, _, query = asked.partition("?")
    if len(asked) > _LONGEST or not _NEXT.fullmatch(asked) or path in _NO_PLACE:
        return PREFIX
    kept = "&".join(pair for pair in query.split("&") if not pair.startswith("done"))
    return f"{path}?{kept}" if kept else path


def here(scope: Scope) -> str:
    """The address that draws a page again; nothing where a form was sent to it."""
    if scope["method"] not in _SAFE:
        return ""
    whole = safe_next(_asked(scope))
    return whole if whole != PREFIX else safe_next(scope["path"])


def _asked(scope: Scope) -> str:
    query = bytes(scope["query_string"]).decode("latin-1")
    path = str(scope["path"])
    return f"{path}?{query}" if query else path


def to_sign_in(scope: Scope, *, lost: bool = False, at: str = SIGN_IN) -> Response:
    """Send a stranger to sign in, and remember where they were going.

    Args:
        scope: The request.
        lost: True if they sent a document from the page of this address: it is gone,
            and they are told so and led back there.
        at: Where to: the lock's page, for who is no stranger.
    """
    wanted = safe_next(_asked(scope)) if lost or scope["method"] in _SAFE else PREFIX
    more = [f"next={quote(wanted, safe='')}"] if wanted != PREFIX else []
    more += ["lost=yes"] if lost else []
    return RedirectResponse("?".join([at, "&".join(more)]).rstrip("?"), 303)


def hold(scope: Scope, wait: int) -> bool:
    """Lead a form that comes too soon to where it is read and given back, not done."""
    kind = header(scope, b"content-type")
    if scope["method"] != "POST" or not kind.startswith("application/x-www-form"):
        return False
    scope.setdefault("state", {}).update(asked_path=scope["path"], wait=wait)
    scope["path"], scope["raw_path"] = HELD, HELD.encode()
    return True


def to_set_up() -> Response:
    """Send somebody on to what a session awaits before anything else."""
    return RedirectResponse(ACCOUNT, 303)


def without_session(
    scope: Scope, whose: UUID | None, refusal: Refusal
) -> Response | None:
    """Send a stranger to sign in, unread; but keep a form whose session has ended.

    Such a form goes on to the page that carries what was typed past the sign-in.

    Args:
        scope: The request.
        whose: Who opened the session of its cookie, if there ever was one.
        refusal: Why not: where the session is only locked, they are sent to the lock.
    """
    at = LOCKED if is_locked(refusal) else SIGN_IN
    if header(scope, b"hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": at})
    kind = header(scope, b"content-type")
    carried = kind.startswith("application/x-www-form")
    if scope["method"] != "POST" or whose is None or not carried:
        lost = whose is not None and kind.startswith("multipart/")
        return to_sign_in(scope, lost=lost, at=at)
    asked = {"asked_path": scope["path"], "whose": whose, "locked": at == LOCKED}
    scope.setdefault("state", {}).update(asked)
    scope["path"], scope["raw_path"] = RESUME, RESUME.encode()
    return None


def is_handheld(scope: Scope) -> bool:
    """True if it comes from a telephone, as its browser says.

    Chromium sends `Sec-CH-UA-Mobile` unasked; every browser of a telephone has "Mobi"
    in its name (MDN). Whoever says otherwise gains a quarter of an hour at most, and
    nothing where the session was a telephone's before.
    """
    said = header(scope, b"sec-ch-ua-mobile")
    return said == "?1" if said else "Mobi" in header(scope, b"user-agent")
