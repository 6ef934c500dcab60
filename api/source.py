"""Where a request comes from, for counting wrong numbers. It is kept as a tag alone."""

from ipaddress import ip_address

from fastapi import Request
from starlette.types import Scope

FORWARDED = "x-forwarded-for"


def source_of(request: Request) -> str:
    """The address of the connection; of one from this machine, what its proxy says.

    A proxy adds the address it was asked from at the end. What a client wrote there
    itself stands before that and counts for nothing.
    """
    client, stated = request.client, request.headers.get(FORWARDED, "")
    peer = client.host if client else ""
    last = stated.rpartition(",")[2].strip()
    return last if _is_here(peer) and _is_address(last) else peer


def source_of_scope(scope: Scope) -> str:
    """The same, before there is a request."""
    return source_of(Request(scope))


def _is_here(peer: str) -> bool:
    return _is_address(peer) and ip_address(peer).is_loopback


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
