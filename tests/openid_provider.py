"""An identity provider in a process of its own: right, or wrong as it is told to be.

It is built on the server half of Authlib, which checks the client, the code, the
redirect address and PKCE by itself; ID tokens are ours (`tests.openid_tokens`), so
that a test can have them wrong. It prints the address that it listens on, and is told
what to do by `POST /control`.
"""

import json
import os
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode

from referral.clock import system_clock
from tests.openid_tokens import CLIENT, KEYS, SECRET, id_token

BIG = b'{"issuer": "' + b"x" * 10_000_000 + b'"}'


HOW: dict[str, Any] = {"sub": "kestrel-7"}
"""How it behaves now, as it was told last."""
ASKED: Counter[str] = Counter()
CODES: dict[str, Any] = {}
AT = ""
"""Its own address, once it has one."""


def now() -> int:
    return int(HOW.get("now", system_clock().timestamp()))


class Client:
    """The one deployment that is known here."""

    client_id = CLIENT

    def check_redirect_uri(self, uri: str) -> bool:
        return bool(uri == HOW.get("redirect"))

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def get_default_redirect_uri(self) -> None:
        return None

    def check_endpoint_auth_method(self, method: str, _: str) -> bool:
        return bool(method == HOW.get("method", "client_secret_basic"))

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


class Request(OAuth2Request):  # type: ignore[misc] # Authlib has no types
    """A request, as Authlib reads it."""

    def __init__(self, method: str, uri: str, body: str, headers: Any) -> None:
        super().__init__(method, uri, headers=headers)
        self._args = dict(parse_qsl(urlsplit(uri).query))
        self._form = dict(parse_qsl(body))
        self.payload = BasicOAuth2Payload({**self._args, **self._form})

    @property
    def args(self) -> dict[str, str]:
        return self._args

    @property
    def form(self) -> dict[str, str]:
        return self._form


class Server(AuthorizationServer):  # type: ignore[misc] # Authlib has no types
    """Authlib's server, without any framework."""

    def query_client(self, client_id: str) -> Client | None:
        return Client() if client_id == CLIENT else None

    def save_token(self, token: Any, request: Any) -> None:
        _ = token, request

    def send_signal(self, *said: Any, **more: Any) -> None:
        _ = said, more

    def create_oauth2_request(self, request: Any) -> Any:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Any:
        return status, body, headers


class Grant(AuthorizationCodeGrant):  # type: ignore[misc] # Authlib has no types
    """Codes are good once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 # Authlib's

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked = request.payload.data
        fresh = "login" in asked.get("prompt", "")
        CODES[code] = SimpleNamespace(
            nonce=asked.get("nonce"),
            auth_time=HOW.get("auth_time", now() if fresh else now() - 3600),
            code_challenge=asked.get("code_challenge"),
            code_challenge_method=asked.get("code_challenge_method"),
            get_redirect_uri=lambda: asked.get("redirect_uri"),
            get_scope=lambda: asked.get("scope"),
        )

    def query_authorization_code(self, code: str, client: Any) -> Any:
        _ = client
        return CODES.pop(code, None)

    def delete_authorization_code(self, code: Any) -> None:
        _ = code

    def authenticate_user(self, code: Any) -> str:
        _ = code
        return str(HOW["sub"])


class Tokens(OpenIDCode):  # type: ignore[misc] # Authlib has no types
    """ID tokens of ours in the answers of Authlib."""

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        _ = nonce, request
        return False

    def encode_id_token(self, token: Any, request: Any) -> str:
        _ = token
        return id_token(HOW, AT, now(), request.authorization_code)


SERVER = Server(scopes_supported=["openid"])
SERVER.register_grant(Grant, [CodeChallenge(required=True), Tokens(require_nonce=True)])
SERVER.register_token_generator(
    "default",
    lambda **said: {
        "token_type": "Bearer",
        "access_token": os.urandom(8).hex(),
        "scope": said["scope"],
    },
)


def metadata() -> dict[str, Any]:
    said: dict[str, Any] = {
        "issuer": AT,
        "authorization_endpoint": AT + "/authorize",
        "token_endpoint": AT + "/token",
        "jwks_uri": AT + "/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
        "token_endpoint_auth_methods_supported": [
            HOW.get("method", "client_secret_basic")
        ],
        "authorization_response_iss_parameter_supported": bool(HOW.get("says_iss")),
    }
    return {**said, **HOW.get("metadata", {})}


class Handler(BaseHTTPRequestHandler):
    """Addresses of the provider, and of whoever tells it how to be."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self._do("")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._do(self.rfile.read(length).decode())

    def _do(self, body: str) -> None:
        path = urlsplit(self.path).path
        if path == "/control":
            self._control(json.loads(body))
            return
        ASKED[path] += 1
        broken = HOW.get("broken", {}).get(path)
        if broken:
            self._break(broken)
        elif path == "/authorize":
            self._authorize()
        elif path == "/token":
            asked = Request("POST", AT + self.path, body, self.headers)
            self._tell(*SERVER.create_token_response(asked))
        elif path == "/keys":
            self._tell(200, {"keys": KEYS.published()})
        else:
            self._tell(200, metadata())

    def _control(self, how: dict[str, Any]) -> None:
        HOW.clear()
        HOW.update({"sub": "kestrel-7", **how})
        if HOW.get("forget"):
            ASKED.clear()
        if HOW.get("turn"):
            KEYS.turn()
        self._tell(200, dict(ASKED))

    def _authorize(self) -> None:
        asked = Request("GET", AT + self.path, "", self.headers)
        try:
            grant = SERVER.get_consent_grant(asked, end_user=HOW["sub"])
        except OAuth2Error as refused:
            self._tell(400, {"error": refused.error})
            return
        status, _, headers = SERVER.create_authorization_response(
            asked, grant_user=HOW["sub"], grant=grant
        )
        more = "&iss=" + HOW["says_iss"] if HOW.get("says_iss") else ""
        known = [(name, value + more) for name, value in headers if name == "Location"]
        self._tell(status, {}, known)

    def _break(self, how: str) -> None:
        if how == "silent":
            threading.Event().wait(20)
        elif how == "drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(200):
                self.wfile.write(b" ")
                time.sleep(0.1)
        elif how == "big":
            self._send(200, BIG, [])
        elif how == "elsewhere":
            self._send(302, b"", [("Location", AT + "/keys")])
        elif how == "no json":
            self._send(200, b"<html>", [])
        else:
            self._send(500, b"{}", [])

    def _tell(self, status: int, said: Any, headers: Any = ()) -> None:
        self._send(status, json.dumps(said).encode(), headers)

    def _send(self, status: int, body: bytes, headers: Any) -> None:
        try:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


def main() -> None:
    """Serve on a free port of this machine until it is ended."""
    global AT  # noqa: PLW0603 # it is known once there is a port
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # noqa: TID251 # this process alone
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    AT = f"http://127.0.0.1:{server.server_address[1]}"
    print(AT, flush=True)  # noqa: T201 # told to whoever started it
    server.serve_forever()


if __name__ == "__main__":
    main()
