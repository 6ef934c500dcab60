"""Speaking to an identity provider: one host, small answers, short patience.

Nothing is followed elsewhere, and nothing of an answer is ever repeated in a message:
it holds what somebody signs in with.
"""

import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Event, Timer
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 5.0
"""Seconds for reaching it, and for a question and its answer, however it drips."""
LARGEST = 256 * 1024
"""Bytes of an answer."""
PAUSE = 5.0
"""Seconds in which nobody waits again for a provider that did not answer."""
AT_ONCE = 2
"""Questions under way in a process: a silent provider must not take every thread."""
OK = 200
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ProviderFailed(Exception):
    """The provider did not say what was needed: refused, silent, or not readable."""


class ProviderSilent(ProviderFailed):
    """It did not answer, or not in time, or far too much."""


def is_speakable(url: str, hosts: frozenset[str], *, plain: bool) -> bool:
    """True for an https:// address at one of these hosts, with nothing hidden in it.

    Args:
        url: The address.
        hosts: Names of hosts, in lower case.
        plain: True if http:// will do on this machine, for trying things out.
    """
    try:
        at = urlsplit(url)
        host, _ = at.hostname or "", at.port
    except ValueError:
        return False
    here = plain and at.scheme == "http" and host in LOOPBACK
    clean = not (at.username or at.password or at.fragment) and url.isprintable()
    return host in hosts and clean and (here or at.scheme == "https")


@dataclass
class Line:
    """The line to one provider."""

    hosts: frozenset[str]
    plain: bool = False
    ca_file: Path | None = None
    ticks: Callable[[], float] = time.monotonic
    patience: float = PATIENCE
    _until: float = float("-inf")
    _free: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))

    def ask(
        self,
        url: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """What is answered, as JSON.

        Args:
            url: Where; at one of the hosts.
            body: A form to send; None to look.
            headers: Further headers.

        Raises:
            ProviderSilent: if it does not answer in time, or answered far too much.
            ProviderFailed: for any answer that is not what was asked for.
        """
        if not is_speakable(url, self.hosts, plain=self.plain):
            raise ProviderFailed("not an address of the provider")
        with self._watched():
            status, raw = self._exchange(url, body, {**(headers or {})})
        if status != OK:
            raise ProviderFailed("the provider refuses")
        return _document(raw)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """One of few questions at once; silence begins a pause."""
        if self.ticks() < self._until or not self._free.acquire(blocking=False):
            raise ProviderSilent("the provider did not answer a moment ago")
        try:
            yield
        except (OSError, http.client.HTTPException, ValueError):
            self._until = self.ticks() + PAUSE
            raise ProviderSilent("the provider does not answer") from None
        finally:
            self._free.release()

    def _exchange(
        self, url: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        at = urlsplit(url)
        place = f"{at.path or '/'}?{at.query}" if at.query else at.path or "/"
        method = "GET" if body is None else "POST"
        headers["Accept"] = "application/json"
        connection = self._connection(at.scheme, at.hostname or "", at.port)
        with closing(connection):
            connection.connect()
            with self._hurried(connection.sock):
                connection.request(method, place, body, headers)
                # Closed by itself: a connection lets go of an answer that ends it.
                with closing(connection.getresponse()) as answer:
                    raw = answer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise ValueError("far too long")
        return answer.status, raw

    @contextmanager
    def _hurried(self, held: socket.socket) -> Iterator[None]:
        """A connection that is cut when patience ends, whatever dripped until then.

        Raises:
            TimeoutError: if it was cut: what was read may be half of it.
        """
        over = Event()
        late = Timer(self.patience, _cut, [held, over])
        late.daemon = True
        late.start()
        try:
            yield
        finally:
            late.cancel()
        if over.is_set():
            raise TimeoutError

    def _connection(
        self, scheme: str, host: str, port: int | None
    ) -> http.client.HTTPConnection:
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self.patience)
        ca = str(self.ca_file) if self.ca_file else None
        trusted = ssl.create_default_context(cafile=ca)
        return http.client.HTTPSConnection(
            host, port, timeout=self.patience, context=trusted
        )


def _cut(held: socket.socket, over: Event) -> None:
    """End a connection under whoever reads from it, encrypted or not."""
    over.set()
    with suppress(OSError):
        socket.socket.shutdown(held, socket.SHUT_RDWR)


def _document(raw: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        raise ProviderFailed("the provider answers no JSON") from None
    if not isinstance(said, dict):
        raise ProviderFailed("the provider answers something else")
    return said
