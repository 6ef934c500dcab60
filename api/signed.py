"""Requests that a machine signed: who it was, and that the body is the one it signed.

The signature is checked before a byte of the body is read. The address that was signed
is one of those under which this server is found, by the settings, never by the request
alone.
"""

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from api.executor import in_thread
from api.pages.entrance import header
from api.source import source_of_scope
from referral.actions.work import OnDuty
from referral.errors import NotSignedIn
from referral.mechanism import Mechanism
from referral.vault.signed_requests import Asked


def is_signed(scope: Scope) -> bool:
    """True for a request that says it is signed."""
    return bool(header(scope, b"signature-input"))


async def signer(
    scope: Scope, receive: Receive, mechanism: Mechanism, most: int
) -> tuple[OnDuty, Receive]:
    """Which machine signed a request, and its body to be read from now on.

    Args:
        scope: The request.
        receive: Where its body comes from.
        mechanism: Whose machines are known.
        most: The largest body, in bytes.

    Raises:
        NotSignedIn: whatever is wrong with the signature or the body.
    """
    if header(scope, b"authorization"):
        raise NotSignedIn
    asked, source = _asked(scope, mechanism.addresses), source_of_scope(scope)
    actor = await in_thread(mechanism.machine_by_signature, asked, source)
    if not asked.has_body:
        return actor, receive
    body = await _whole(receive, most)
    digest = asked.headers["content-digest"]
    await in_thread(mechanism.check_signed_body, digest, body, source)
    return actor, _again(body, receive)


def _asked(scope: Scope, addresses: tuple[str, ...]) -> Asked:
    host = header(scope, b"host")
    ours = [each for each in addresses if each.partition("://")[2] == host]
    if not ours:
        raise NotSignedIn
    path = bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = bytes(scope["query_string"]).decode("latin-1")
    headers: dict[str, str] = {}
    for key, value in scope["headers"]:
        name, text = bytes(key).decode("latin-1"), bytes(value).decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    length = headers.get("content-length", "0")
    return Asked(
        scope["method"],
        ours[0] + path + (f"?{query}" if query else ""),
        headers,
        has_body=length != "0" or "transfer-encoding" in headers,
    )


async def _whole(receive: Receive, most: int) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body", False))
        if len(body) > most:
            raise HTTPException(413)
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read once more; then what the client still says."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
