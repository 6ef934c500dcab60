"""An identity provider, as OpenID Connect knows one: asked, and not believed.

The code flow with PKCE (S256). What is fetched is fetched by this server: the
provider's addresses, its keys, and the token behind a code. Whether the claims suffice
is for `rules.openid`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from referral.errors import KeyMissing
from referral.vault.openid_http import PATIENCE, Line, ProviderFailed, is_speakable
from referral.vault.openid_tokens import MOST_KEYS, KeyUnknown, claims_in
from referral.vault.providers.secret_file import read_closed

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT = 3600.0
"""Seconds for which the provider's addresses and keys are believed to be the same."""
AGAIN = 60.0
"""Seconds before a key that is not known is asked for again."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_BASIC, _POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True, slots=True)
class Registration:
    """How this deployment is known to the provider."""

    issuer: str
    client_id: str
    secret_file: Path
    redirect_uri: str
    hosts: frozenset[str] = frozenset()
    """Hosts beside the issuer's own that it may name for its endpoints."""
    ca_file: Path | None = None
    plain: bool = False
    """True if http:// will do on this machine, for trying things out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sign-in is asked with; the same is needed to read its answer."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass
class _Kept:
    """Something that was fetched, and when."""

    at: float
    said: Mapping[str, Any]


class Provider:
    """One provider. Its addresses and keys are kept for an hour in this process."""

    def __init__(
        self,
        known: Registration,
        ticks: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
    ) -> None:
        self.known = known
        host = (urlsplit(known.issuer).hostname or "").lower()
        self._hosts = known.hosts | {host}
        if not is_speakable(known.issuer, frozenset({host}), plain=known.plain):
            raise ValueError("an issuer is an https:// address")
        if urlsplit(known.issuer).query:
            raise ValueError("an issuer has no query")
        self._ticks = ticks
        self._line = Line(self._hosts, known.plain, known.ca_file, ticks, patience)
        self._lock = Lock()
        self._metadata: _Kept | None = None
        self._keys: _Kept | None = None

    def __repr__(self) -> str:
        return "<Provider>"

    def address(self, asked: Asked, **more: str) -> str:
        """Where a browser goes to sign in.

        Args:
            asked: State, nonce and verifier of this sign-in.
            more: Further parameters, as `max_age`.

        Raises:
            ProviderFailed: if the provider does not say where.
        """
        words = {
            "nonce": asked.nonce,
            "code_challenge": create_s256_code_challenge(asked.verifier),
            "code_challenge_method": "S256",
            **more,
        }
        return str(
            prepare_grant_uri(
                str(self._metadata_now()["authorization_endpoint"]),
                self.known.client_id,
                "code",
                redirect_uri=self.known.redirect_uri,
                scope="openid",
                state=asked.state,
                **words,
            )
        )

    def claims(self, code: str, verifier: str) -> Mapping[str, Any]:
        """What the provider claims of whoever brought this code, its signature held.

        Raises:
            ProviderFailed: whatever is wrong; nothing of it is told.
        """
        token = self._redeem(code, verifier)
        try:
            return claims_in(token, self._keys_now())
        except KeyUnknown:
            return claims_in(token, self._keys_now(renew=True))

    def names_itself(self) -> bool:
        """True if it says in its addresses that it puts `iss` beside every code."""
        said = self._metadata_now()
        return said.get("authorization_response_iss_parameter_supported") is True

    def check(self) -> int:
        """Ask anew for addresses and keys, for whoever operates the deployment.

        Returns:
            How many keys it has.

        Raises:
            ProviderFailed: if it does not answer as it should.
            KeyMissing: if our secret cannot be read.
        """
        self._secret()
        with self._lock:
            self._metadata = self._keys = None
        self._metadata_now()
        return len(self._keys_now())

    def _secret(self) -> str:
        """Read anew: whoever changes it needs no restart."""
        said = read_closed(self.known.secret_file, "the client secret")
        return said.decode("latin-1").strip()

    def _redeem(self, code: str, verifier: str) -> str:
        said = self._metadata_now()
        methods = said.get("token_endpoint_auth_methods_supported")
        known = methods if isinstance(methods, list) else [_BASIC]
        way = _POST if _BASIC not in known and _POST in known else _BASIC
        try:
            auth = ClientAuth(self.known.client_id, self._secret(), way)
        except KeyMissing:
            raise ProviderFailed("our secret cannot be read") from None
        form = prepare_token_request(
            "authorization_code",
            redirect_uri=self.known.redirect_uri,
            code=code,
            code_verifier=verifier,
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        url, headers, body = auth.prepare(
            "POST", str(said["token_endpoint"]), headers, form
        )
        token = self._line.ask(url, body, headers).get("id_token")
        if not isinstance(token, str):
            raise ProviderFailed("no token")
        return token

    def _metadata_now(self) -> Mapping[str, Any]:
        with self._lock:
            kept = self._metadata
        if kept is None or self._ticks() - kept.at > KEPT:
            where = self.known.issuer.rstrip("/") + WELL_KNOWN
            kept = _Kept(self._ticks(), self._checked(self._line.ask(where)))
            with self._lock:
                self._metadata = kept
        return kept.said

    def _checked(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """The provider's own words about itself, if they can be followed safely."""
        if said.get("issuer") != self.known.issuer:
            raise ProviderFailed("another issuer")
        for name in _ENDPOINTS:
            if not is_speakable(
                str(said.get(name)), self._hosts, plain=self.known.plain
            ):
                raise ProviderFailed("an address that is not the provider's")
        return said

    def _keys_now(self, *, renew: bool = False) -> list[Any]:
        """The provider's keys; anew after an hour, or for an unknown one a minute."""
        with self._lock:
            kept = self._keys
        age = self._ticks() - kept.at if kept else float("inf")
        if kept is None or age > KEPT or (renew and age > AGAIN):
            said = self._line.ask(str(self._metadata_now()["jwks_uri"]))
            kept = _Kept(self._ticks(), said)
            with self._lock:
                self._keys = kept
        keys = kept.said.get("keys")
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            raise ProviderFailed("no keys")
        return keys
