"""Where a request comes from, for counting wrong numbers. It is kept as a tag alone."""

from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request
from starlette.types import Scope

FORWARDED = "x-forwarded-for"
ONE_LINE = 56
"""Bits of an IPv6 address that one line has in common: it draws the rest itself."""


def source_of(request: Request) -> str:
    """The address of the connection; of one from this machine, what its proxy says.

    Of IPv6 it is the network of a line, which else had more addresses than guesses.
    A proxy adds the address it was asked from at the end: of the line, or as one more
    line. What a client wrote there itself stands before that and counts for nothing.
    """
    peer = request.client.host if request.client else ""
    lines = request.headers.getlist(FORWARDED) or [""]
    stated = lines[-1].rpartition(",")[2].strip()
    return _line(stated if _is_here(peer) and _is_address(stated) else peer)


def _line(address: str) -> str:
    """Where a line ends, whichever of its addresses it writes from."""
    found = ip_address(address) if _is_address(address) else None
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), ONE_LINE), strict=False))


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
