"""Speaking to a key service: HTTP with a token, small answers, short patience.

Nothing of an answer is ever repeated in a message: it may hold a data key.
"""

import http.client
import json
import ssl
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from referral.errors import KeyMissing, KeysUnavailable
from referral.vault.providers.outage import Outage
from referral.vault.providers.secret_file import read_closed

PATIENCE = 3.0
"""Seconds for connecting, and for each piece of an answer."""
LARGEST = 4 * 1024 * 1024
OK, NO_CONTENT, BAD_REQUEST, FORBIDDEN, NOT_FOUND = 200, 204, 400, 403, 404
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Where:
    """Where the service is and how to be known there."""

    url: str
    token_file: Path
    mount: str = "transit"
    namespace: str | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said."""

    status: int
    data: Mapping[str, Any] = field(repr=False)

    @property
    def absent(self) -> bool:
        """True if there is nothing at that address."""
        return self.status == NOT_FOUND

    def refuse(self, sentence: str) -> None:
        """Pass over what went well; else the sentence.

        Raises:
            KeyMissing: for an answer that will not change by waiting.
        """
        if self.status not in (OK, NO_CONTENT):
            raise KeyMissing(sentence)


class Service:
    """One key service. Connections are kept for the next who asks."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._at = urlsplit(where.url)
        plain = self._at.scheme == "http" and self._at.hostname in LOOPBACK
        if self._at.hostname is None or not (plain or self._at.scheme == "https"):
            raise KeyMissing("a key service is spoken to over https:// alone")
        if self._at.username or self._at.password:
            raise KeyMissing("the address of a key service holds no password")
        self._idle: list[http.client.HTTPConnection] = []
        weakref.finalize(self, _hang_up, self._idle)
        self._outage = Outage("the key service")

    def __repr__(self) -> str:
        return "<Service>"

    def get(self, path: str) -> Answer:
        """Ask."""
        return self._call("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Ask with words."""
        return self._call("POST", path, json.dumps(body).encode("utf-8"))

    def _call(self, method: str, path: str, body: bytes | None) -> Answer:
        with self._outage.watched():
            status, raw = self._exchange(method, path, body)
            if status in (OK, NO_CONTENT, BAD_REQUEST, NOT_FOUND):
                return Answer(status, _data(raw))
            if status == FORBIDDEN:
                raise KeysUnavailable("the key service refuses this token")
            raise KeysUnavailable(f"the key service answers {status}")

    def _exchange(
        self, method: str, path: str, body: bytes | None
    ) -> tuple[int, bytes]:
        kept = self._kept()
        connection = kept or self._connection()
        try:
            try:
                status, raw = self._send(connection, method, path, body)
            except (http.client.HTTPException, ConnectionError):
                if kept is None:
                    raise
                connection.close()
                connection = self._connection()  # it was closed while nobody spoke
                status, raw = self._send(connection, method, path, body)
        except (OSError, http.client.HTTPException, ValueError) as broken:
            connection.close()
            raise KeysUnavailable("the key service does not answer") from broken
        self._idle.append(connection)
        return status, raw

    def _kept(self) -> http.client.HTTPConnection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _send(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
    ) -> tuple[int, bytes]:
        base = self._at.path.rstrip("/")
        place = f"{base}/v1/{self._where.mount}/{path}"
        connection.request(method, place, body, self._headers())
        response = connection.getresponse()
        raw = response.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise ValueError("far too long")
        return response.status, raw

    def _headers(self) -> dict[str, str]:
        """The token is read anew: whoever renews it needs no restart."""
        token = read_closed(self._where.token_file, "the token file")
        headers = {
            "X-Vault-Token": token.decode("latin-1").strip(),
            "X-Vault-Request": "true",
            "Content-Type": "application/json",
        }
        if self._where.namespace:
            headers["X-Vault-Namespace"] = self._where.namespace
        return headers

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._at.hostname or "", self._at.port
        if self._at.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=PATIENCE)
        ca = str(self._where.ca_file) if self._where.ca_file else None
        trusted = ssl.create_default_context(cafile=ca)
        return http.client.HTTPSConnection(
            host, port, timeout=PATIENCE, context=trusted
        )


def _hang_up(idle: list[http.client.HTTPConnection]) -> None:
    while idle:
        idle.pop().close()


def _data(raw: bytes) -> Mapping[str, Any]:
    if not raw:
        return {}
    try:
        said = json.loads(raw)
    except ValueError as broken:
        raise KeysUnavailable("the key service answers no JSON") from broken
    data = said.get("data") if isinstance(said, dict) else None
    return data if isinstance(data, dict) else {}
