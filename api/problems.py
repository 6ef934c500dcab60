"""The one place where refusals and faults become answers (RFC 9457)."""

import re
import secrets
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api import logs
from referral.errors import (
    Erased,
    Fault,
    Malformed,
    NotFound,
    NotPermitted,
    NotSignedIn,
    OffThePath,
    Refusal,
    StaleCase,
    StoreUnavailable,
    TooManyTries,
    WithoutConsent,
)


class VersionRequired(Refusal):
    """State the version you looked at in If-Match."""

    code = "version-required"


class KeyRequired(Refusal):
    """A write needs an Idempotency-Key: 8 to 128 of A-Z a-z 0-9 . _ : and -."""

    code = "idempotency-key-required"


Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]

MEDIA_TYPE = "application/problem+json"

STATUS: Sequence[tuple[type[Refusal], int]] = (
    (KeyRequired, 400),
    (VersionRequired, 428),
    (NotSignedIn, 401),
    (TooManyTries, 429),
    (NotPermitted, 403),
    (NotFound, 404),
    (StaleCase, 412),
    (OffThePath, 409),
    (WithoutConsent, 409),
    (Malformed, 422),
    (Erased, 410),
)
"""The first base that fits decides."""


class FieldFault(BaseModel):
    """One thing wrong with the request. Never repeats what was sent."""

    model_config = ConfigDict(extra="forbid")
    pointer: str = Field(description="Where: a JSON pointer, or `header Name`")
    code: str = Field(description="What is wrong there")


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="Stable address of this kind of problem")
    title: str = Field(description="The kind of problem in words")
    status: int
    detail: str = Field(description="One sentence; never personal data")
    code: str
    missing: list[str] = Field(
        default=[], description="Words of what would have to be true"
    )
    errors: list[FieldFault] = Field(default=[], description="Faults in the request")
    incident: str | None = Field(
        default=None, description="Number to quote when something broke"
    )


def problem(  # the members of a problem document
    status: int,
    code: str,
    detail: str,
    *,
    missing: Sequence[str] = (),
    errors: Sequence[tuple[str, str]] = (),
    incident: str | None = None,
) -> JSONResponse:
    """An answer that says what stands in the way."""
    body = Problem(
        type=f"/problems/{code}",
        title=code.replace("-", " ").capitalize(),
        status=status,
        detail=detail,
        code=code,
        missing=list(missing),
        errors=[FieldFault(pointer=where, code=what) for where, what in errors],
        incident=incident,
    )
    headers = {"Retry-After": "5"} if status in (429, 503) else {}
    if status == 401:  # noqa: PLR2004 # RFC 9110 wants the challenge
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        body.model_dump(exclude_none=True), status, headers, media_type=MEDIA_TYPE
    )


async def refused(_: Request, refusal: Exception) -> JSONResponse:
    """A refusal: the person asking may be told."""
    if not isinstance(refusal, Refusal):
        raise refusal
    return from_refusal(refusal)


def from_refusal(refusal: Refusal) -> JSONResponse:
    """The answer to a refusal."""
    status = next(code for base, code in STATUS if isinstance(refusal, base))
    errors = refusal.faults if isinstance(refusal, Malformed) else ()
    missing = () if errors else refusal.missing
    return problem(
        status, refusal.code, refusal.sentence, missing=missing, errors=errors
    )


async def faulted(_: Request, broken: Exception) -> JSONResponse:
    """A fault: outside, only an incident number."""
    return from_fault(broken)


def from_fault(broken: Exception) -> JSONResponse:
    """The answer to a fault; a store that cannot write asks to try again."""
    incident = secrets.token_hex(8)
    logs.fault(incident, broken)
    if isinstance(broken, StoreUnavailable):
        sentence = "Nothing was changed. Try again in a moment."
        return problem(503, "store-unavailable", sentence, incident=incident)
    sentence = "Something broke on our side. Nothing was changed."
    return problem(500, "fault", sentence, incident=incident)


async def invalid(_: Request, fault: Exception) -> JSONResponse:
    """A request that is not of its shape; what was sent is not repeated."""
    if not isinstance(fault, RequestValidationError):
        raise fault
    errors = [
        (_pointer(error["loc"]), str(error["type"]).replace(".", "_"))
        for error in fault.errors()
    ]
    return problem(422, "malformed", "The request is not of its shape.", errors=errors)


_TELLABLE = re.compile(r"^[A-Za-z0-9_-]{1,40}$")
"""A name that a client sent is repeated only if it looks like a field's."""


def _pointer(place: Sequence[Any]) -> str:
    """`/field/0` for the body, `header Name`, `query name`, `path name` otherwise."""
    where, *rest = place
    parts = [str(part) if _TELLABLE.match(str(part)) else "?" for part in rest]
    name = "/".join(parts)
    if where == "body":
        return "/" + name
    return f"{where} {name}"


_WORDS = {
    400: ("unreadable", "The request cannot be read."),
    404: (NotFound.code, NotFound().sentence),
    405: ("method-not-allowed", "This address does not do that."),
    413: ("too-large", "The request is too large."),
}
_OTHERWISE = ("refused", "The request was refused.")


async def http_error(_: Request, error: Exception) -> JSONResponse:
    """What the framework refuses by itself: unknown paths, methods, bodies."""
    if not isinstance(error, HTTPException):
        raise error
    code, sentence = _WORDS.get(error.status_code, _OTHERWISE)
    answer = problem(error.status_code, code, sentence)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


HANDLERS: dict[int | type[Exception], Handler] = {
    Refusal: refused,
    Fault: faulted,
    RequestValidationError: invalid,
    HTTPException: http_error,
    Exception: faulted,
}
