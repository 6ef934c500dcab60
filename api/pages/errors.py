"""Refusals and faults as pages: what happened, what was not lost, what to do."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from fastapi import Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from api import logs
from api.pages import carrying, entrance
from api.pages.first import first_needed
from api.pages.forms import Sent
from api.pages.frame import Page, page_of
from api.pages.labels_problems import (
    KEPT,
    LAST_RESORT,
    LOOKING,
    NEXT,
    SENT,
    UNREAD,
)
from api.pages.language import N_, gettext
from api.problem_table import KINDS, Kind
from api.problems import HANDLERS as API_HANDLERS
from api.problems import Handler, code_of
from referral.errors import Fault, NotFound, NotSignedIn, Refusal, TooBusy

BROKEN = 500
TITLES: Mapping[int, str] = {
    400: N_("This cannot be read"),
    403: N_("This is not yours to do"),
    404: N_("There is nothing here"),
    405: N_("This address does not do that"),
    409: N_("Not now"),
    410: N_("This was erased"),
    412: N_("This has changed"),
    413: N_("This is too long"),
    422: N_("This cannot be read"),
    429: N_("Too many tries"),
    500: N_("Something broke on our side"),
    503: N_("The records cannot be written now"),
    507: N_("Nothing can be saved now"),
}
SENTENCES: Mapping[int, str] = {
    400: N_("The form did not arrive as our pages send it."),
    404: N_("There is nothing at this address, or nothing that you may know of."),
    405: N_("Something was sent here that no page of ours sends."),
    413: N_("What was sent is longer than is taken at once."),
    429: N_("You ask more often than can be answered."),
    500: N_("This is our fault, and nothing that you did wrong."),
    503: N_("The place where records are kept does not answer at the moment."),
    507: N_("There is no room left where records are kept."),
}
BUSY = N_("So many ask at this moment that not everybody can be answered.")
FOREIGN = N_(
    "This form came from another place than our own pages, so it was refused. Open the "
    "page here and send it again."
)
DEFAULT: Mapping[int, str] = {
    400: "unreadable",
    403: "not-permitted",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    429: "too-many-requests",
}
"""What the framework or the gate refuses by itself, as a kind of problem."""

OWN: Mapping[int, tuple[str, str]] = {
    400: (
        N_("That did not work"),
        N_("Nothing was changed. Go back to the first page and try again."),
    ),
    404: (
        N_("There is nothing here"),
        N_("Go back to the first page and begin again."),
    ),
    429: (
        N_("Please wait a moment"),
        N_("Many try this at the moment. Nothing was changed. Try again in a minute."),
    ),
    413: (
        N_("This is too long"),
        N_("Nothing was changed. Go back and write a shorter text."),
    ),
    500: (
        N_("This does not work at the moment"),
        N_(
            "Nothing was changed. Try again in a while, or say it to whoever helps you."
        ),
    ),
}
"""The same on the person's own page: it leads nowhere else, and names nothing."""


async def _drawn(
    request: Request, kind: Kind, sentence: str, incident: str = "", *, first: str = ""
) -> Response:
    """The page of a problem, with the form that met it, sealed."""
    nothing = kind.code == NotFound.code  # foreign or missing: the same bytes
    carried = "" if nothing else await _carried(request)
    return _page(request, kind, sentence, incident, first=first, carried=carried)


def _page(  # everything that a problem page says
    request: Request,
    kind: Kind,
    sentence: str,
    incident: str = "",
    *,
    first: str = "",
    carried: str = "",
) -> Response:
    """The page of a problem: what happened, whether anything is lost, what next."""
    page = page_of(request)
    if entrance.is_mine(request.scope["path"]):
        return _drawn_for_a_person(page, kind.status, incident)
    return page.show(
        "_problem.html" if page.partial else "problem.html",
        kind.status,
        title=TITLES.get(kind.status, TITLES[400]),
        detail=gettext(sentence),
        lost=gettext(_lost(request, kind, carried)),
        after=gettext(NEXT.get(kind.code, NEXT["unreadable"])),
        incident=incident,
        first=first,
        to=_asked(request),
        carried=carried,
    )


def _asked(request: Request) -> str:
    """Where a form was sent to, also if the gate led it elsewhere."""
    path: str = request.scope.get("state", {}).get("asked_path", request.scope["path"])
    return path


def _lost(request: Request, kind: Kind, carried: str) -> str:
    if request.method in ("GET", "HEAD"):
        return LOOKING
    if carried:
        return KEPT
    typed = isinstance(getattr(request.state, "typed", None), Sent)
    nothing = kind.code == NotFound.code
    return UNREAD if (typed and not nothing) or kind.code == "too-large" else SENT


async def _carried(request: Request) -> str:
    """What somebody typed, sealed for them alone; nothing where they sign in.

    It travels in the page and is stored nowhere. Where the keys do not answer, nothing
    is sealed, and the page says that it cannot bring anything back.
    """
    typed = getattr(request.state, "typed", None)
    actor, path = getattr(request.state, "actor", None), _asked(request)
    secret = path.startswith((entrance.SIGN_IN, entrance.ACCOUNT, entrance.RESUME))
    if secret or actor is None or not isinstance(typed, Sent):
        return ""
    if not carrying.is_typed(typed):
        return ""
    with suppress(Fault):
        mechanism = request.app.state.mechanism
        return await carrying.seal(mechanism, actor.id, path, typed)
    return ""


def _drawn_for_a_person(page: Page, code: int, incident: str) -> Response:
    """The same on the person's own page, which tells nothing of a desk."""
    title, sentence = OWN.get(code, OWN[500 if code >= BROKEN else 400])
    return replace(page, visitor=None).show(
        "my_problem.html",
        code,
        title=title,
        detail=gettext(sentence),
        incident=incident,
        exit_url=entrance.exit_of(page.request.url.path),
        mine=True,
    )


async def refused(request: Request, refusal: Exception) -> Response:
    """A refusal that no form could show."""
    if not isinstance(refusal, Refusal):
        raise refusal
    mine = entrance.is_mine(request.scope["path"])
    if isinstance(refusal, NotSignedIn) and not mine:
        return entrance.to_sign_in(request.scope)
    first = first_needed(refusal)
    return await _drawn(request, KINDS[refusal.code], refusal.sentence, first=first)


async def faulted(request: Request, broken: Exception) -> Response:
    """A fault: only a number is shown; where it is but too much at once, none."""
    if isinstance(broken, TooBusy):
        kind, told, incident = KINDS["too-busy"], BUSY, ""
    else:
        kind, incident = KINDS[code_of(broken)], secrets.token_hex(8)
        told = SENTENCES[kind.status]
        logs.fault(incident, broken)
    answer = await _drawn(request, kind, told, incident)
    if kind.retry_after:
        answer.headers["Retry-After"] = str(kind.retry_after)
    return answer


async def not_there(request: Request, _: Exception) -> Response:
    """An address with parts that cannot be: the same as one that is not there."""
    return await _drawn(request, KINDS[NotFound.code], NotFound().sentence)


async def http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself."""
    if not isinstance(error, HTTPException):
        raise error
    code = error.status_code
    sentence = NotFound().sentence if code == 404 else SENTENCES.get(code)  # noqa: PLR2004 # whatever is not there
    answer = await _drawn(request, _kind_of(code), sentence or SENTENCES[400])
    answer.headers.update(error.headers or {})
    return answer


def _kind_of(code: int) -> Kind:
    """The kind of problem behind a status that the framework refuses with."""
    return replace(KINDS[DEFAULT.get(code, DEFAULT[400])], status=code)


_PAGES: Mapping[str, Handler] = {
    "refused": refused,
    "faulted": faulted,
    "invalid": not_there,
    "http_error": http_error,
}


def _either(api: Handler) -> Handler:
    """The API's handler, or on a page the page's."""
    mine = _PAGES[api.__name__]

    async def handle(request: Request, error: Exception) -> Response:
        chosen = mine if entrance.is_page(request.scope["path"]) else api
        return await chosen(request, error)

    return handle


HANDLERS = {kind: _either(handler) for kind, handler in API_HANDLERS.items()}
"""The application's handlers: problems for machines, pages for people."""

fault = HANDLERS[Fault]
"""The answer to what nobody foresaw, on either side; the gate sends it."""


def foreign(request: Request) -> Response:
    """The answer to a write from another site."""
    return _page(request, KINDS["not-permitted"], FOREIGN)


def said_twice(request: Request) -> Response:
    """The answer to an address that says one thing in two ways."""
    return _page(request, KINDS["unreadable"], SENTENCES[400])


def nothing_there(request: Request) -> Response:
    """The answer to what is no address of the person's own page, whoever asks."""
    return _page(request, KINDS[NotFound.code], SENTENCES[404])


def too_often(request: Request, wait: int) -> Response:
    """The answer to somebody whose pages are asked for too often."""
    kind = KINDS["too-many-requests"]
    answer = _page(request, kind, SENTENCES[kind.status])
    answer.headers["Retry-After"] = str(wait)
    return answer


async def too_soon(request: Request, wait: int) -> Response:
    """The same for a form, which was read and comes back."""
    kind = KINDS["too-many-requests"]
    answer = await _drawn(request, kind, SENTENCES[kind.status])
    answer.headers["Retry-After"] = str(wait)
    return answer


def too_large(request: Request) -> Response:
    """The answer to a form over its bound, unread."""
    return _page(request, KINDS["too-large"], SENTENCES[413])


def last_resort(broken: Exception) -> Response:
    """A page without template, words of a store or style: for when pages break."""
    incident = secrets.token_hex(8)
    logs.fault(incident, broken)
    return HTMLResponse(LAST_RESORT.format(incident=incident), BROKEN)
