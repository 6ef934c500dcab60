"""A key service that speaks the HTTP of a transit engine, and can be made to fail.

Written from the public description of the API; real AES-256-GCM under keys derived
from each context. `trouble` says what goes wrong with every request until it is None.
"""

import base64
import json
import re
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

TOKEN = "a-token-for-tests"
SLOW = 5.0
"""Seconds a slow answer takes: longer than anybody waits."""


@dataclass
class Key:
    """One named key with its versions."""

    words: dict[str, Any]
    versions: dict[int, bytes] = field(default_factory=dict)
    least_decrypt: int = 1
    least_encrypt: int = 0

    def told(self) -> dict[str, Any]:
        return {
            **self.words,
            "keys": dict.fromkeys(map(str, self.versions), 1),
            "latest_version": max(self.versions),
            "min_decryption_version": self.least_decrypt,
            "min_encryption_version": self.least_encrypt,
        }

    def rotate(self) -> None:
        self.versions[max(self.versions) + 1] = secrets.token_bytes(32)

    def config(
        self, *, min_decryption_version: int, min_encryption_version: int
    ) -> None:
        self.least_decrypt = min_decryption_version
        self.least_encrypt = min_encryption_version

    def trim(self, *, min_available_version: int) -> None:
        least = min_available_version
        if least > min(self.least_decrypt, self.least_encrypt):
            raise Refused(400, "cannot trim what is in use")
        self.versions = {n: key for n, key in self.versions.items() if n >= least}

    def cipher(self, version: int, context: str) -> AESGCM:
        info = base64.b64decode(context)
        return AESGCM(HKDFExpand(SHA256(), 32, info).derive(self.versions[version]))


class Refused(Exception):
    """An answer that is no 200."""

    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(status)
        self.status, self.errors = status, errors


TROUBLES: dict[str, tuple[int, str]] = {
    "sealed": (503, "Vault is sealed"),
    "broken": (500, "internal error"),
    "standby": (307, "ask the active node"),
    "busy": (429, "too many requests"),
}


class Transit:
    """The engine behind the addresses."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.token = TOKEN
        self.trouble: str | None = None
        self.asked = 0

    def answer(
        self, method: str, path: str, token: str, body: Any
    ) -> dict[str, Any] | None:
        self.asked += 1
        if self.trouble in TROUBLES:
            raise Refused(*TROUBLES[self.trouble])
        if self.trouble == "slow":
            time.sleep(SLOW)
        if token != self.token:
            raise Refused(403, "permission denied")
        found = re.fullmatch(r"/v1/transit/([a-z]+)/([\w.-]+)(?:/([a-z]+))?", path)
        if found is None:
            raise Refused(404)
        verb, name, more = found.groups()
        if verb == "keys":
            return self._keys(method, name, more, body)
        if name not in self.keys:
            raise Refused(400, "encryption key not found")
        return getattr(self, f"_{verb}")(self.keys[name], body)  # type: ignore[no-any-return]

    def _keys(
        self, method: str, name: str, more: str | None, body: Any
    ) -> dict[str, Any] | None:
        if method == "GET":
            if name not in self.keys:
                raise Refused(404)
            return self.keys[name].told()
        if more is None:
            words = {"exportable": False, "allow_plaintext_backup": False, **body}
            key = self.keys.setdefault(name, Key(words))
            key.versions.setdefault(1, secrets.token_bytes(32))
            return None
        getattr(self.keys[name], more)(**body)
        return None

    def _encrypt(self, key: Key, body: Any) -> dict[str, Any]:
        version = body.get("key_version") or max(key.versions)
        if version < key.least_encrypt:
            raise Refused(400, "requested version is less than the minimum")
        results = []
        for each in body["batch_input"]:
            nonce, plain = secrets.token_bytes(12), base64.b64decode(each["plaintext"])
            sealed = key.cipher(version, each["context"]).encrypt(nonce, plain, None)
            text = base64.b64encode(nonce + sealed).decode()
            results.append({"ciphertext": f"vault:v{version}:{text}"})
        return {"batch_results": results}

    def _decrypt(self, key: Key, body: Any) -> dict[str, Any]:
        results = [self._decrypted(key, each) for each in body["batch_input"]]
        return {"batch_results": results}

    def _decrypted(self, key: Key, each: Any) -> dict[str, str]:
        found = re.fullmatch(r"vault:v(\d+):(.*)", each["ciphertext"])
        if found is None:
            return {"error": "invalid ciphertext: no prefix"}
        version = int(found[1])
        if version < key.least_decrypt or version not in key.versions:
            return {"error": "ciphertext version is disallowed by policy (too old)"}
        try:
            raw = base64.b64decode(found[2], validate=True)
            cipher = key.cipher(version, each["context"])
            plain = cipher.decrypt(raw[:12], raw[12:], None)
        except (ValueError, InvalidTag):
            return {"error": "cipher: message authentication failed"}
        return {"plaintext": base64.b64encode(plain).decode()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    engine: Transit
    lines: list[socket.socket]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.lines.append(request)
        super().process_request(request, client_address)

    def handle_error(self, *_: object) -> None:
        """Whoever waited too long has gone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def _do(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, said = self._answered(json.loads(raw) if raw else None)
        text = b"" if status == 204 else json.dumps(said).encode()
        if self.server.engine.trouble == "babble":
            text = b"<html>a proxy speaks</html>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _answered(self, body: Any) -> tuple[int, dict[str, Any]]:
        token = self.headers.get("X-Vault-Token", "")
        try:
            data = self.server.engine.answer(self.command, self.path, token, body)
        except Refused as refused:
            return refused.status, {"errors": refused.errors}
        results = (data or {}).get("batch_results") or []
        if any("error" in each for each in results):
            return 400, {"data": data}
        return (200, {"data": data}) if data else (204, {})

    do_GET = do_POST = _do  # noqa: N815 # the library's names


class Served:
    """The engine on a port of this machine; it can go away and come back."""

    def __init__(self) -> None:
        self.engine = Transit()
        self._server: _Server | None = None
        self._lines: list[socket.socket] = []
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen, on the port from before."""
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.engine, self._server.lines = self.engine, self._lines
        self.port = self._server.server_address[1]
        listen = self._server.serve_forever
        threading.Thread(target=listen, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Nobody listens any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


@contextmanager
def transit_served() -> Iterator[Served]:
    """A key service for one test."""
    served = Served()
    try:
        yield served
    finally:
        served.stop()
