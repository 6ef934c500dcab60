"""Refusals and faults as pages: what happened, what was not lost, what to do."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from api import logs
from api.pages import entrance
from api.pages.first import first_needed
from api.pages.frame import Page, page_of, status
from api.pages.language import N_, gettext
from api.problem_table import KINDS
from api.problems import HANDLERS as API_HANDLERS
from api.problems import Handler, code_of
from referral.errors import Fault, NotFound, NotSignedIn, Refusal

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
    400: N_("The form did not arrive as our pages send it. Nothing was recorded."),
    404: N_("There is nothing at this address, or nothing that you may know of."),
    405: N_("Go back and use the page. Nothing was recorded."),
    413: N_("The form is too long. Shorten the text. Nothing was recorded."),
    429: N_("You ask more often than can be answered. Wait a moment."),
    500: N_(
        "Nothing was recorded. Try again. If it happens again, give the number "
        "below to whoever runs this desk."
    ),
    503: N_("Nothing was recorded. Try again in a moment."),
    507: N_(
        "Nothing was recorded: there is no room left where cases are kept. Keep your "
        "note on paper, locked away, and record it later. Cases can still be read. "
        "Give the number below to whoever runs this desk; trying again does not help."
    ),
}
FOREIGN = N_(
    "This form came from another place than our own pages, so it was refused. "
    "Nothing was recorded. Open the page here and send it again."
)

OWN: Mapping[int, tuple[str, str]] = {
    400: (
        N_("That did not work"),
        N_("Nothing was changed. Go back to the first page and try again."),
    ),
    404: (
        N_("There is nothing here"),
        N_("Go back to the first page and begin again."),
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


def _drawn(
    request: Request,
    code: int,
    sentence: str,
    incident: str = "",
    *,
    first: str = "",
) -> Response:
    page = page_of(request)
    if entrance.is_mine(request.scope["path"]):
        return _drawn_for_a_person(page, code, incident)
    title = TITLES.get(code, TITLES[400])
    return page.show(
        "_problem.html" if page.partial else "problem.html",
        code,
        title=title,
        detail=gettext(sentence),
        incident=incident,
        first=first,
        nothing=request.method == "POST" and "Nothing was" not in sentence,
    )


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
    return _drawn(request, status(refusal), refusal.sentence, first=first)


async def faulted(request: Request, broken: Exception) -> Response:
    """A fault: only a number is shown."""
    incident = secrets.token_hex(8)
    logs.fault(incident, broken)
    kind = KINDS[code_of(broken)]
    answer = _drawn(request, kind.status, SENTENCES[kind.status], incident)
    if kind.retry_after:
        answer.headers["Retry-After"] = str(kind.retry_after)
    return answer


async def not_there(request: Request, _: Exception) -> Response:
    """An address with parts that cannot be: the same as one that is not there."""
    return _drawn(request, 404, NotFound().sentence)


async def http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself."""
    if not isinstance(error, HTTPException):
        raise error
    code = error.status_code
    sentence = NotFound().sentence if code == 404 else SENTENCES.get(code)  # noqa: PLR2004 # whatever is not there
    answer = _drawn(request, code, sentence or SENTENCES[400])
    answer.headers.update(error.headers or {})
    return answer


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
    return _drawn(request, 403, FOREIGN)


def said_twice(request: Request) -> Response:
    """The answer to an address that says one thing in two ways."""
    return _drawn(request, 400, SENTENCES[400])


def nothing_there(request: Request) -> Response:
    """The answer to what is no address of the person's own page, whoever asks."""
    return _drawn(request, 404, SENTENCES[404])


def too_often(request: Request, wait: int) -> Response:
    """The answer to somebody whose pages are asked for too often."""
    kind = KINDS["too-many-requests"]
    answer = _drawn(request, kind.status, SENTENCES[kind.status])
    answer.headers["Retry-After"] = str(wait)
    return answer


def too_large(request: Request) -> Response:
    """The answer to a form over its bound, unread."""
    return _drawn(request, 413, SENTENCES[413])
