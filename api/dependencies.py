"""What endpoints ask for: the actor, the mechanism, the headers of a write."""

import base64
import binascii
import re
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel

from api.problems import KeyRequired, VersionRequired
from referral.actions.work import Done, OnDuty, RequestKey, fingerprint
from referral.errors import Malformed
from referral.mechanism import Mechanism

KEY_PATTERN = r"^[A-Za-z0-9._:-]{8,128}$"
CURSOR_PATTERN = r"^[A-Za-z0-9_-]{22}$"
VERSION_PATTERN = r'^"[0-9]{1,9}"$'


async def the_actor(request: Request) -> OnDuty:
    """Who the gate let in."""
    actor = request.state.actor
    assert isinstance(actor, OnDuty)  # noqa: S101 # the gate put it there
    return actor


async def the_mechanism(request: Request) -> Mechanism:
    """The mechanism this server serves."""
    mechanism = request.app.state.mechanism
    assert isinstance(mechanism, Mechanism)  # noqa: S101 # put there at start
    return mechanism


async def stated_key(
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Any 8 to 128 characters that name this request; a retry "
            "with the same key gets the same answer and does nothing twice.",
            examples=["5f1c1a1e-0d6f-4b5c-9a43-0a4f6d2c9b11"],
        ),
    ] = None,
) -> str:
    """The client's key for a write."""
    if key is None or not re.fullmatch(KEY_PATTERN, key):
        raise KeyRequired
    return key


async def request_key(
    request: Request, key: Annotated[str, Depends(stated_key)]
) -> RequestKey:
    """The same, with a fingerprint of what is asked."""
    body = await request.body()
    text = body.decode("utf-8", "replace")
    match = request.headers.get("If-Match", "")
    asked = fingerprint(request.method, request.url.path, {"body": text, "at": match})
    return RequestKey(key, asked)


async def expected_version(
    version: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The ETag of what you looked at: a version in quotes.",
            examples=['"3"'],
        ),
    ] = None,
) -> int:
    """The version a write builds on."""
    if version is None:
        raise VersionRequired
    if not re.fullmatch(VERSION_PATTERN, version):
        fault = ("header If-Match", "version_in_quotes")
        raise Malformed("If-Match holds no version.", faults=(fault,))
    return int(version.strip('"'))


async def the_cursor(
    after: Annotated[
        str | None,
        Query(pattern=CURSOR_PATTERN, description="`next` of the page before"),
    ] = None,
) -> UUID | None:
    """Where a page begins."""
    if after is None:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(after + "=="))
    except (binascii.Error, ValueError):
        fault = ("query after", "unknown_cursor")
        raise Malformed("This page does not exist.", faults=(fault,)) from None


def cursor(last: UUID) -> str:
    """The cursor of the page that follows an item."""
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


ActorDep = Annotated[OnDuty, Depends(the_actor)]
MechanismDep = Annotated[Mechanism, Depends(the_mechanism)]
StatedKeyDep = Annotated[str, Depends(stated_key)]
KeyDep = Annotated[RequestKey, Depends(request_key)]
VersionDep = Annotated[int, Depends(expected_version)]
CursorDep = Annotated[UUID | None, Depends(the_cursor)]
LimitDep = Annotated[int, Query(ge=1, le=200, description="Items on a page")]
CaseId = Annotated[UUID, Path(description="The case")]
ReferralId = Annotated[UUID, Path(description="The offer")]


class Answer(BaseModel):
    """The answer to every write: what was made or changed, and receipts."""

    kind: str
    id: UUID
    version: int | None = None
    receipts: list[str]
    """`chain;seq;h` of every entry written: keep them."""
    details: dict[str, object]


def answer(done: Done, response: Response) -> Answer:
    """A `Done` as body and headers."""
    response.headers["Receipts"] = ", ".join(done.receipts)
    if done.version is not None:
        response.headers["ETag"] = f'"{done.version}"'
    return Answer.model_validate(done.words())


def next_link(
    request: Request, response: Response, after: str | None, **query: object
) -> None:
    """RFC 8288 link to the next page, where there is one.

    Args:
        request: For its path.
        response: Gets the header.
        after: Where the next page begins.
        query: What else the page was asked for, as it was understood; the words of
            the request itself are not repeated.
    """
    if after is not None:
        stated = {name: value for name, value in query.items() if value is not None}
        words = urlencode({**stated, "after": after})
        response.headers["Link"] = f'<{request.url.path}?{words}>; rel="next"'
