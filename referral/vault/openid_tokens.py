"""ID tokens: three algorithms, a key by its name, and nothing that a token proposes.

`none` and every algorithm with a shared secret do not exist here: a public key can
never be taken for one. What a token says of keys (`jku`, `jwk`, `x5u`) is not read.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from referral.vault.openid_http import ProviderFailed

KINDS: Mapping[str, tuple[type[Key], str]] = {
    "RS256": (RSAKey, ""),
    "ES256": (ECKey, "P-256"),
    "EdDSA": (OKPKey, "Ed25519"),
}
"""The algorithms that are taken, each with its one kind of key and its one curve."""
SMALLEST_RSA = 2048
MOST_KEYS = 50
LONGEST = 16 * 1024
"""Characters of a token."""


class KeyUnknown(ProviderFailed):
    """The token names a key that is not among those known."""


class _Three(JWSRegistry):
    """A registry in which there are no others."""

    algorithms = {name: JWSRegistry.algorithms[name] for name in KINDS}  # noqa: RUF012 # the library's

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 # the library's model
        """One of the three, without the library's advice on how to call it."""
        if name not in self.algorithms:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


_REGISTRY = _Three(algorithms=list(KINDS), strict_check_header=False)


def key_named(token: str) -> str:
    """Which key a token says it was signed with.

    Raises:
        ProviderFailed: if it is no token, or names no key.
    """
    if len(token) > LONGEST:
        raise ProviderFailed("far too long")
    try:
        name = jws.extract_compact(token.encode("ascii")).headers().get("kid")
    except (JoseError, ValueError, RecursionError):
        raise ProviderFailed("no token") from None
    if not isinstance(name, str) or not name:
        raise ProviderFailed("no key is named")
    return name


def claims_in(token: str, keys: Iterable[Any]) -> Mapping[str, Any]:
    """What a token claims, once its signature holds.

    Args:
        token: A JWS in its compact form.
        keys: Members of the provider's JWK set.

    Raises:
        KeyUnknown: if the key that it names is not among them.
        ProviderFailed: if it does not hold, whatever is wrong.
    """
    name = key_named(token)
    named = [key for key in keys if isinstance(key, dict) and key.get("kid") == name]
    if not named:
        raise KeyUnknown("the key is not known")
    if len(named) > 1:
        raise ProviderFailed("two keys have one name")
    try:
        parts = jws.extract_compact(token.encode("ascii"))
        key = _key(named[0], str(parts.headers().get("alg")))
        held = jws.deserialize_compact(token, key, registry=_REGISTRY)
        said = json.loads(held.payload)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise ProviderFailed("the token does not hold") from None
    if not isinstance(said, dict):
        raise ProviderFailed("the token claims nothing")
    return said


def _key(known: Mapping[str, Any], algorithm: str) -> Key:
    """The key, if it is of the kind that this algorithm has, and for signatures.

    Raises:
        ValueError: if it is not.
    """
    kind, curve = KINDS.get(algorithm, (None, ""))
    stated = known.get("use", "sig"), known.get("alg", algorithm)
    if (
        kind is None
        or stated != ("sig", algorithm)
        or known.get("kty") != kind.key_type
    ):
        raise ValueError("not a key for this")
    key = kind.import_key(_open_half(known))
    if curve and known.get("crv") != curve:
        raise ValueError("another curve")
    if isinstance(key, RSAKey) and key.public_key.key_size < SMALLEST_RSA:
        raise ValueError("too short")
    return key


def _open_half(known: Mapping[str, Any]) -> dict[str, Any]:
    """What makes up a public key, and nothing else that may stand beside it."""
    return {
        name: known[name]
        for name in ("kty", "n", "e", "crv", "x", "y")
        if name in known
    }
