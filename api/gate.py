"""The gate before every address: size, sign-in, headers, one log line.

Nothing behind it is reached without an actor, except the addresses of `OPEN`. A
stranger's body is never read.
"""

import time
from collections.abc import Mapping

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs, visitors
from api.ambiguous import said_twice, unreadable
from api.executor import in_thread
from api.files import MOST, takes_files
from api.limits import NO_RATES, Rates
from api.pages import entrance
from api.pages import errors as pages
from api.problem_table import ADDRESS, KINDS
from api.problems import from_fault, from_refusal, problem, too_many
from api.signed import is_signed, signer
from referral.actions.work import OnDuty
from referral.errors import NotPermitted, NotSignedIn, Refusal, SecondFactorNeeded
from referral.mechanism import Mechanism
from workflows.vocabulary import ActorKind

OPEN = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/openapi.json"),
        ("POST", "/v1/session"),
        ("POST", "/v1/session/passkey-options"),
        ("POST", "/v1/session/passkey"),
        ("POST", "/v1/session/openid-options"),
        ("POST", "/v1/session/openid"),
        ("POST", "/v1/own/view"),
        ("POST", "/v1/own/withdrawals"),
        ("POST", "/v1/own/messages"),
        *visitors.OPEN,
    }
)
"""Method and path that need no actor."""

SETTING_UP = frozenset(
    {
        ("DELETE", "/v1/session"),
        ("POST", "/v1/session/step-up-options"),
        ("POST", "/v1/session/step-up"),
        ("GET", "/v1/me"),
        ("GET", "/v1/me/factors"),
        ("POST", "/v1/me/passkey-options"),
        ("POST", "/v1/me/passkeys"),
        ("POST", "/v1/me/app"),
        ("POST", "/v1/me/app/code"),
        *entrance.SETTING_UP,
    }
)
"""What a session serves for that awaits its second factor."""

NEW_PASSWORD = frozenset(
    {
        ("DELETE", "/v1/session"),
        ("POST", "/v1/me/password"),
        *entrance.NEW_PASSWORD,
    }
)
"""What a session serves for that was opened with a first password."""

_DIGITS, _ENDLESS = 18, 10**18  # more digits are no length of anything

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are logged by name; a stranger may send any word as one."""

HEADERS: Mapping[bytes, bytes] = {
    b"cache-control": b"no-store",
    b"content-security-policy": (
        b"default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; "
        b"frame-ancestors 'none'"
    ),
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"referrer-policy": b"same-origin",
    b"strict-transport-security": b"max-age=31536000; includeSubDomains",
    b"x-content-type-options": b"nosniff",
}


class Gate:
    """Lets in who is known, bounds what they send, and notes that they came."""

    def __init__(
        self, app: ASGIApp, mechanism: Mechanism, max_body: int, rates: Rates = NO_RATES
    ) -> None:
        self._app = app
        self._mechanism = mechanism
        self._max_body = max_body
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request through the gate."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = _Passage(scope, send)
        try:
            await self._pass(scope, receive, passage.send)
        except Exception as broken:
            if passage.begun:
                raise
            answer = await _told(scope, broken)
            await answer(scope, receive, passage.send)
        finally:
            passage.note()

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer here, or let the application answer."""
        if (answer := unreadable(scope)) is not None:
            await answer(scope, receive, send)
            return
        bounded: Receive = _Bounded(receive, self._most(scope)).receive
        if is_signed(scope) and not entrance.is_page(scope["path"]):
            refused, bounded = await self._stop_signed(scope, bounded)
        else:
            refused = await self._stop(scope)
        refused = refused or said_twice(scope)
        await (refused or self._app)(scope, bounded, send)

    def _most(self, scope: Scope) -> int:
        """The largest body: more where documents are taken, and there alone."""
        return max(self._max_body, MOST) if takes_files(scope) else self._max_body

    async def _stop(self, scope: Scope) -> Response | None:
        """The answer that ends the request here, or None."""
        if entrance.is_page(scope["path"]):
            return await self._stop_page(scope)
        if _length(scope) > self._most(scope):
            return problem(KINDS["too-large"])
        if _is_open(scope["method"], scope["path"]) or entrance.is_open(scope):
            return None
        try:
            token = _token(scope)
            actor = await self._known(scope, token)
        except Refusal as refusal:
            return from_refusal(refusal)
        scope.setdefault("state", {}).update(actor=actor, token=token)
        return self._too_often(actor)

    def _too_often(self, actor: OnDuty) -> Response | None:
        """The answer to somebody who asks more often than the server can bear."""
        wait = self._rates.wait(actor.id)
        return too_many(wait) if wait else None

    async def _stop_signed(
        self, scope: Scope, receive: Receive
    ) -> tuple[Response | None, Receive]:
        """The same for a request that a machine signed; and its body, compared."""
        most = self._max_body
        if _length(scope) > most:
            return problem(KINDS["too-large"]), receive
        try:
            actor, again = await signer(scope, receive, self._mechanism, most)
        except Refusal as refusal:
            return from_refusal(refusal), receive
        scope.setdefault("state", {}).update(actor=actor, token="")
        return self._too_often(actor), again

    async def _stop_page(self, scope: Scope) -> Response | None:
        """The same for pages: a cookie, our own forms, and a way to sign in."""
        request = Request(scope)
        if _length(scope) > self._most(scope):
            return pages.too_large(request)
        if entrance.is_foreign(scope):
            return pages.foreign(request)
        if entrance.is_open(scope):
            return None
        if entrance.is_mine(scope["path"]):
            return pages.nothing_there(request)
        return await self._stop_at_desk(request)

    async def _stop_at_desk(self, request: Request) -> Response | None:
        """The same for pages of the desk: who carries this cookie, and how often."""
        token = entrance.cookie(request.scope)
        try:
            actor = await self._admit(request.scope, token)
        except (SecondFactorNeeded, NotPermitted):
            return entrance.to_set_up()
        except Refusal as refusal:
            whose = await in_thread(self._mechanism.whose_session, token)
            return entrance.without_session(request.scope, whose, refusal)
        wait = self._rates.wait(actor.id)
        held = not wait or entrance.hold(request.scope, wait)
        return None if held else pages.too_often(request, wait)

    async def _known(self, scope: Scope, token: str) -> OnDuty:
        """Who carries this token, for what is asked."""
        asked, find = (scope["method"], scope["path"]), self._mechanism.actor_for
        waits = {
            "setting_up": asked in SETTING_UP,
            "new_password": asked in NEW_PASSWORD,
            "handheld": entrance.is_handheld(scope),
        }
        return await in_thread(find, token, **waits)

    async def _admit(self, scope: Scope, token: str) -> OnDuty:
        """Pages are for people: a machine's key in a cookie opens none."""
        actor = await self._known(scope, token)
        if actor.kind is not ActorKind.PERSON:
            raise NotSignedIn
        scope.setdefault("state", {}).update(actor=actor, token=token)
        return actor


async def _told(scope: Scope, broken: Exception) -> Response:
    """The answer to what nobody foresaw, even if the page about it breaks too."""
    try:
        return await pages.fault(Request(scope), broken)
    except Exception as worse:  # noqa: BLE001 # the store may be needed for the page
        last = pages.last_resort if entrance.is_page(scope["path"]) else from_fault
        return last(worse)


def _is_open(method: str, path: str) -> bool:
    """Whether it needs no actor; of what lies below, problems and calendars alone."""
    below = path.startswith((ADDRESS, entrance.CALENDAR))
    return (method, path) in OPEN or (method == "GET" and below)


def _length(scope: Scope) -> int:
    """What the request says of its size; a number too long to read is too large."""
    stated = entrance.header(scope, b"content-length")
    if len(stated) > _DIGITS:
        return _ENDLESS
    return int(stated) if stated.isdecimal() else 0


def _token(scope: Scope) -> str:
    kind, _, token = entrance.header(scope, b"authorization").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise NotSignedIn
    return token.strip()


class _Bounded:
    """A body that ends in a refusal when it grows past its bound, unread."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def receive(self) -> Message:
        """The next part of the body."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


class _Passage:
    """One request's way out: headers for every answer, and the log line."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._status = 0
        self.begun = False
        """True once a part of the answer is on its way."""
        self._began = time.perf_counter()

    async def send(self, message: Message) -> None:
        """Pass an answer on, with the headers that every answer carries."""
        if message["type"] == "http.response.start":
            self.begun, self._status = True, message["status"]
            extra = entrance.extra_headers(self._scope, self._status)
            headers = {**HEADERS, **extra}
            own = [pair for pair in message["headers"] if pair[0] not in headers]
            message["headers"] = [*own, *headers.items()]
        await self._send(message)

    def note(self) -> None:
        """Log the request by its template, never by its path."""
        route = self._scope.get("route")
        actor = self._scope.get("state", {}).get("actor")
        method = self._scope["method"]
        logs.answered(
            method=method if method in METHODS else "-",
            route=getattr(route, "path", "-"),
            status=self._status,
            millis=(time.perf_counter() - self._began) * 1000,
            actor=str(actor.id) if actor else None,
        )
