"""Where a partner's system may be: the address as registered, and what it leads to.

A name is resolved by us, and every address that it has is looked at before anything is
connected to: one that lies inside refuses them all. What is connected to is the address
that was looked at, never the name again.
"""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
Found = tuple[Any, ...]
"""An address as `getaddrinfo` answers it: family, kind, protocol, name, address."""
Resolve = Callable[[str, int], Sequence[Found]]
HTTPS = 443
LONGEST = 500
PATIENCE = 15.0
"""Seconds for a message and its answer, however it drips. To find the place, and to be
let in, a third of that each: 25 in all, where the standard says 15 to 30."""

_INSIDE = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8"),
            *("169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
            *("192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",
        ),
    )
)
"""IPv4 that is nobody's outside, by the IANA special-purpose registry; multicast; and
the one address outside it that tells a machine in a cloud its secrets."""
_OUTSIDE6 = IPv6Network("2000::/3")
_INSIDE6 = tuple(
    map(
        ip_network,
        (
            *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
            "2620:4f:8000::/48",
        ),
    )
)
"""Of the global IPv6 what carries another address in it, or is for documents. All that
is not global is refused: loopback, link-local, unique local, IPv4 in IPv6, NAT64."""


class AddressRefused(Exception):
    """An address that nothing is sent to; the word says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _resolve(host: str, port: int) -> Sequence[Found]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@dataclass(frozen=True, slots=True)
class Reach:
    """What this process may reach, and how long it waits."""

    listed: tuple[Network, ...] = ()
    """Ranges of the deployment's own that partners may be in."""
    ca_file: Path | None = None
    """Certificates to trust instead of the machine's."""
    patience: float = PATIENCE
    resolve: Resolve = _resolve

    @property
    def first_steps(self) -> float:
        """Seconds to find a place, and again to be let in."""
        return self.patience / 3


@dataclass(frozen=True, slots=True)
class Place:
    """A registered address, taken apart."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What the header `Host` holds."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS else f"{host}:{self.port}"


def read_ranges(words: Sequence[str]) -> tuple[Network, ...]:
    """Ranges as `10.20.0.0/16`.

    Raises:
        ValueError: for what is none.
    """
    return tuple(map(ip_network, words))


def read_place(url: str) -> Place:
    """A registered address: `https://host[:port]/path` and nothing hidden in it.

    Raises:
        AddressRefused: for anything else.
    """
    try:
        at = urlsplit(url)
        host, port = at.hostname or "", at.port
    except ValueError:
        raise AddressRefused("no_address") from None
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not plain or len(url) > LONGEST or not host or port == 0:
        raise AddressRefused("no_address")
    if at.scheme != "https":
        raise AddressRefused("not_https")
    if "@" in at.netloc or "?" in url or "#" in url:
        raise AddressRefused("more_than_an_address")
    return Place(host, port or HTTPS, at.path or "/")


def check_reachable(text: str, listed: Sequence[Network]) -> None:
    """Pass silently for an address outside, or in a range that is listed.

    Raises:
        AddressRefused: for every other.
    """
    try:
        found = ip_address(text)
    except ValueError:
        raise AddressRefused("address_inside") from None
    if any(found.version == each.version and found in each for each in listed):
        return
    if not _outside(found):
        raise AddressRefused("address_inside")


def _outside(found: IPv4Address | IPv6Address) -> bool:
    if isinstance(found, IPv4Address):
        return not any(found in each for each in _INSIDE)
    return found in _OUTSIDE6 and not any(found in each for each in _INSIDE6)


def reachable(place: Place, reach: Reach) -> list[Found]:
    """Where a place is, every address of it looked at.

    Raises:
        AddressRefused: if it has no address, or one that nothing is sent to.
    """
    found = _in_time(place, reach)
    if not found:
        raise AddressRefused("name_unknown")
    for each in found:
        check_reachable(str(each[4][0]), reach.listed)
    return found


def _in_time(place: Place, reach: Reach) -> list[Found]:
    """What a name leads to, or a refusal when that takes too long.

    Asking cannot be broken off, so it is left behind in a thread of its own.
    """
    answer: Future[list[Found]] = Future()

    def ask() -> None:
        try:
            answer.set_result(list(reach.resolve(place.host, place.port)))
        except (OSError, UnicodeError) as broken:
            answer.set_exception(broken)

    Thread(target=ask, name="resolve", daemon=True).start()
    try:
        return answer.result(reach.first_steps)
    except (OSError, UnicodeError, TooLate):
        raise AddressRefused("name_unknown") from None
