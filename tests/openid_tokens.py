"""ID tokens for tests, right or wrong in one way, and keys they are signed with."""

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

CLIENT, SECRET = "desk-of-invented-people", "invented client secret"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def number(value: int, size: int) -> str:
    return b64(value.to_bytes(size, "big"))


class Keys:
    """One key of each kind, and the names under which they are published."""

    def __init__(self) -> None:
        self.rsa = rsa.generate_private_key(65537, 2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.ed = ed25519.Ed25519PrivateKey.generate()
        self.turn()

    def turn(self) -> None:
        """Other names for the same keys: nobody has seen them yet."""
        self.mark = os.urandom(4).hex()

    def name(self, alg: str) -> str:
        return f"{alg}-{self.mark}"

    def published(self) -> list[dict[str, str]]:
        whole, point = self.rsa.public_key(), self.ec.public_key().public_numbers()
        size, plain = whole.key_size // 8, whole.public_numbers()
        raw = self.ed.public_key().public_bytes_raw()
        kinds = {
            "RS256": {"kty": "RSA", "n": number(plain.n, size), "e": "AQAB"},
            "ES256": {
                "kty": "EC",
                "crv": "P-256",
                "x": number(point.x, 32),
                "y": number(point.y, 32),
            },
            "EdDSA": {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)},
        }
        return [
            {"kid": self.name(alg), "use": "sig", "alg": alg, **parts}
            for alg, parts in kinds.items()
        ]

    def pem(self) -> bytes:
        return self.rsa.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        )

    def sign(self, alg: str, said: bytes) -> bytes:
        if alg == "RS256":
            return self.rsa.sign(said, padding.PKCS1v15(), hashes.SHA256())
        if alg == "EdDSA":
            return self.ed.sign(said)
        der = self.ec.sign(said, ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(der)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


KEYS, STRANGE = Keys(), Keys()


def id_token(how: dict[str, Any], issuer: str, now: int, code: Any) -> str:
    """What is signed, right or as wrong as `wrong` says."""
    wrong, alg = how.get("wrong", ""), how.get("alg", "RS256")
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": CLIENT,
        "sub": how["sub"],
        "nonce": code.nonce,
        "iat": now,
        "exp": now + 300,
        "auth_time": code.auth_time,
        **{name: how[name] for name in ("acr", "amr") if name in how},
        "roles": ["administrator"],
        "organisation": "office",
    }
    faults: dict[str, dict[str, Any]] = {
        "iss": {"iss": issuer + "/other"},
        "aud": {"aud": "another-client"},
        "azp": {"azp": "another-client"},
        "two audiences": {"aud": [CLIENT, "another-client"]},
        "nonce": {"nonce": "n" * 43},
        "expired": {"exp": now - 61},
        "not yet": {"nbf": now + 120},
        "made later": {"iat": now + 120},
        "made long ago": {"iat": now - 3600},
        "words for times": {"exp": "tomorrow"},
        "no subject": {"sub": ""},
        "number for a subject": {"sub": 7},
    }
    claims |= faults.get(wrong, {})
    if wrong.startswith("without "):
        del claims[wrong.removeprefix("without ")]
    return signed(claims, alg, wrong)


def signed(claims: dict[str, Any], alg: str, wrong: str) -> str:
    """A token in its compact form."""
    header: dict[str, Any] = {"typ": "JWT", "alg": alg, "kid": KEYS.name(alg)}
    faults: dict[str, dict[str, Any]] = {
        "alg none": {"alg": "none"},
        "alg None": {"alg": "None"},
        "secret from public key": {"alg": "HS256"},
        "secret from client secret": {"alg": "HS256"},
        "unknown key": {"kid": "nobody's"},
        "key of another kind": {"kid": KEYS.name("ES256")},
        "crit": {"crit": ["b64"], "b64": False},
        "its own key": {"jwk": STRANGE.published()[0], "kid": "mine"},
        "another algorithm": {"alg": "RS512"},
    }
    header |= faults.get(wrong, {})
    if wrong == "no key named":
        del header["kid"]
    parts = [b64(json.dumps(each).encode()) for each in (header, claims)]
    said = ".".join(parts).encode()
    if wrong in ("alg none", "alg None"):
        return ".".join([*parts, ""])
    if wrong.startswith("secret from "):
        mac = hmac.HMAC(
            KEYS.pem() if "public" in wrong else SECRET.encode(), hashes.SHA256()
        )
        mac.update(said)
        return ".".join([*parts, b64(mac.finalize())])
    stranger = wrong in ("another's key", "its own key")
    signature = (STRANGE if stranger else KEYS).sign(alg, said)
    if wrong == "signature":
        signature = bytes([signature[0] ^ 1]) + signature[1:]
    return ".".join([*parts, b64(signature)])
