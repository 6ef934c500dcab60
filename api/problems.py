"""The one place where refusals and faults become answers (RFC 9457)."""

import secrets
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api import logs
from api.problem_table import KINDS, KeyRequired, Kind, VersionRequired
from api.shapes import Shape
from referral.errors import (
    Fault,
    KeysUnavailable,
    Malformed,
    Refusal,
    StoreFull,
    StoreUnavailable,
    TooBusy,
)

__all__ = [
    "HANDLERS",
    "MEDIA_TYPE",
    "FieldFault",
    "KeyRequired",
    "Problem",
    "VersionRequired",
    "from_fault",
    "from_refusal",
    "problem",
]

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]

MEDIA_TYPE = "application/problem+json"


class FieldFault(BaseModel):
    """One thing wrong with the request. Never repeats what was sent."""

    model_config = ConfigDict(extra="forbid")
    pointer: str = Field(description="Where: a JSON pointer, or `header Name`")
    code: str = Field(description="What is wrong there")


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="Address of the page about this kind of problem")
    title: str = Field(description="The kind of problem in words")
    status: int = Field(description="The status of the answer again")
    detail: str = Field(description="One sentence; never personal data")
    code: str = Field(description="The kind of problem, stable")
    missing: list[str] = Field(
        default=[], description="Words of what would have to be true"
    )
    errors: list[FieldFault] = Field(default=[], description="Faults in the request")
    incident: str | None = Field(
        default=None, description="Number to quote when something broke"
    )


def problem(  # the members of a problem document
    kind: Kind,
    detail: str | None = None,
    *,
    status: int | None = None,
    missing: Sequence[str] = (),
    errors: Sequence[tuple[str, str]] = (),
    incident: str | None = None,
) -> JSONResponse:
    """An answer that says what stands in the way.

    Args:
        kind: Its row in the table.
        detail: A sentence that says more than the kind's own.
        status: Where the framework refuses with a status the table does not know.
        missing: Words from closed lists.
        errors: Pairs of place and fault.
        incident: The number in the log.
    """
    body = Problem(
        type=kind.type,
        title=kind.title,
        status=status or kind.status,
        detail=detail or kind.sentence,
        code=kind.code,
        missing=list(missing),
        errors=[FieldFault(pointer=where, code=what) for where, what in errors],
        incident=incident,
    )
    headers = {"Retry-After": str(kind.retry_after)} if kind.retry_after else {}
    if body.status == 401:  # noqa: PLR2004 # RFC 9110 wants the challenge
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        body.model_dump(exclude_none=True), body.status, headers, media_type=MEDIA_TYPE
    )


async def refused(_: Request, refusal: Exception) -> JSONResponse:
    """A refusal: the person asking may be told."""
    if not isinstance(refusal, Refusal):
        raise refusal
    return from_refusal(refusal)


def from_refusal(refusal: Refusal) -> JSONResponse:
    """The answer to a refusal."""
    errors = refusal.faults if isinstance(refusal, Malformed) else ()
    missing = () if errors else refusal.missing
    kind = KINDS[refusal.code]
    return problem(kind, refusal.sentence, missing=missing, errors=errors)


def too_many(wait: int) -> JSONResponse:
    """The answer to somebody who asks too often, and when to come again."""
    answer = problem(KINDS["too-many-requests"])
    answer.headers["Retry-After"] = str(wait)
    return answer


async def faulted(_: Request, broken: Exception) -> JSONResponse:
    """A fault: outside, only an incident number."""
    return from_fault(broken)


def from_fault(broken: Exception) -> JSONResponse:
    """The answer to a fault; a store that cannot write asks to try again."""
    if isinstance(broken, TooBusy):
        return problem(KINDS["too-busy"])
    incident = secrets.token_hex(8)
    logs.fault(incident, broken)
    return problem(KINDS[code_of(broken)], incident=incident)


def code_of(broken: Exception) -> str:
    """Which kind of problem a fault is."""
    if isinstance(broken, StoreFull):
        return "store-full"
    if isinstance(broken, KeysUnavailable):
        return "keys-unavailable"
    return "store-unavailable" if isinstance(broken, StoreUnavailable) else "fault"


async def invalid(_: Request, fault: Exception) -> JSONResponse:
    """A request that is not of its shape; what was sent is not repeated."""
    if not isinstance(fault, RequestValidationError):
        raise fault
    errors = [
        (_pointer(error["loc"]), str(error["type"]).replace(".", "_"))
        for error in fault.errors()
    ]
    kind = KINDS[Malformed.code]
    return problem(kind, "The request is not of its shape.", errors=errors)


def _pointer(place: Sequence[Any]) -> str:
    """`/field/0` for the body, `header Name`, `query name`, `path name` otherwise.

    Only names of our own are repeated. A client that uses somebody's name as the
    name of a field gets a `?` in its place.
    """
    where, *rest = place
    if where != "body":
        return " ".join(map(str, place))
    ours = {name for shape in Shape.__subclasses__() for name in shape.model_fields}
    known = (isinstance(part, int) or part in ours for part in rest)
    parts = [str(part) if ok else "?" for part, ok in zip(rest, known, strict=True)]
    return "/" + "/".join(parts)


_CODES = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}


async def http_error(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses by itself: unknown paths, methods, bodies."""
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    answer = problem(KINDS[_CODES.get(status, "unreadable")], status=status)
    if status == 405:  # noqa: PLR2004 # RFC 9110 wants the list
        answer.headers["Allow"] = ", ".join(_allowed(request))
    return answer


def _allowed(request: Request) -> list[str]:
    """What an address does, over all routes; the framework names one route's only."""
    return [
        method
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        for scope in [{**request.scope, "method": method}]
        if any(route.matches(scope)[0] == Match.FULL for route in request.app.routes)
    ]


HANDLERS: dict[int | type[Exception], Handler] = {  # what nobody foresaw: the gate
    Refusal: refused,
    Fault: faulted,
    RequestValidationError: invalid,
    HTTPException: http_error,
}
