"""Tokens in one form: what any JOSE would take beside it is refused by its name."""

import json
from collections.abc import Callable, Mapping

import pytest
from joserfc import jwe, jws
from joserfc.jwk import OctKey

from referral.errors import PackageUnusable
from referral.vault import jose
from referral.vault.jose import token_listing
from referral.vault.jose_keys import ALG, TokenSigner
from tests.exchange.making import contents
from tests.vault.tokens import (
    P256,
    SIGNER,
    STRANGER,
    Head,
    decoded,
    encoded,
    headed,
    opened,
    public,
    token,
)


def left_over() -> str:
    """The last character of the tag carries two bits, and could carry six."""
    whole = token()
    return whole[:-1] + chr(ord(whole[-1]) + 1)


def parted(number: int, part: str) -> str:
    parts = token().split(".")
    parts[number] = part
    return ".".join(parts)


def resealed(inner: str, **head: str) -> str:
    """Any text, sealed to the right key in the one form."""
    said = {"alg": ALG, "enc": jose.ENC, "kid": public(P256).kid}
    words = {**said, "typ": jose.TYP, "cty": jose.CTY, **head}
    return jwe.encrypt_compact(words, inner, P256, registry=jose._JWE)


def inner(payload: bytes, signer: TokenSigner = SIGNER, **head: str) -> str:
    """A payload, signed by somebody and sealed."""
    words = {"alg": "Ed25519", "kid": signer.kid, "typ": jose.INNER_TYP, **head}
    return resealed(
        jws.serialize_compact(words, payload, signer.key, registry=jose._JWS)
    )


def said(change: Callable[[Head], object]) -> str:
    """What was signed, changed before it was signed."""
    listed = token_listing(contents(), public(P256), SIGNER)
    own = {e.name: encoded(e.content) for e in listed.contents.members}
    payload: Head = {"manifest": listed.manifest.decode(), "files": own}
    change(payload)
    return inner(json.dumps(payload).encode())


def with_secret() -> str:
    """The public key of the signer, taken for a shared secret."""
    key = OctKey.import_key(decoded(SIGNER.x))
    words = {"alg": "HS256", "kid": SIGNER.kid, "typ": jose.INNER_TYP}
    return resealed(jws.serialize_compact(words, b"{}", key, algorithms=["HS256"]))


def of_nobody() -> str:
    head = {"alg": "none", "kid": SIGNER.kid, "typ": jose.INNER_TYP}
    return resealed(f"{encoded(json.dumps(head).encode())}.{encoded(b'{}')}.")


ODD: Mapping[str, tuple[Callable[[], str], str]] = {
    "nothing": (lambda: "", "no JWE in its compact form"),
    "a JWS": (lambda: "e30.e30.e30", "no JWE in its compact form"),
    "six parts": (lambda: token() + ".e30", "no JWE in its compact form"),
    "a gibibyte": (lambda: "e" * (jose.LONGEST + 1), "longer than 3145728 characters"),
    "a long header": (lambda: parted(0, "e" * 1100), "no JWE in its compact form"),
    "padded": (lambda: token() + "==", "no base64url"),
    "another alphabet": (lambda: parted(3, "+/+/"), "no base64url"),
    "bits left over": (
        left_over,
        "base64url",
    ),
    "one character": (lambda: parted(2, "A"), "no base64url"),
    "no part": (lambda: parted(1, ""), "no base64url"),
    "no header": (lambda: parted(0, encoded(b"{")), "cannot be read"),
    "a list": (lambda: parted(0, encoded(b"[]")), "cannot be read"),
    "no text": (lambda: parted(0, encoded(b"\xff")), "cannot be read"),
    "said twice": (
        lambda: parted(0, encoded(b'{"alg":"dir","alg":"dir"}')),
        "cannot be read",
    ),
    "direct": (lambda: headed(lambda h: h.update(alg="ECDH-ES")), "another alg than"),
    "a password": (
        lambda: headed(lambda h: h.update(alg="PBES2-HS256+A128KW")),
        "another alg than",
    ),
    "by RSA": (lambda: headed(lambda h: h.update(alg="RSA1_5")), "another alg than"),
    "without a tag": (
        lambda: headed(lambda h: h.update(enc="A128CBC-HS256")),
        "another enc than A256GCM",
    ),
    "compressed": (lambda: headed(lambda h: h.update(zip="DEF")), "more or less"),
    "a key of its own": (lambda: headed(lambda h: h.update(jwk={})), "more or less"),
    "an address": (
        lambda: headed(lambda h: h.update(jku="https://x.example")),
        "more or less",
    ),
    "critical": (lambda: headed(lambda h: h.update(crit=["exp"])), "more or less"),
    "no kid": (lambda: headed(lambda h: h.pop("kid")), "which key it is for"),
    "kid a number": (lambda: headed(lambda h: h.update(kid=1)), "cannot be read"),
    "no typ": (lambda: headed(lambda h: h.pop("typ")), "more or less"),
    "a JWT": (lambda: headed(lambda h: h.update(typ="JWT")), "another typ than"),
    "cty": (lambda: headed(lambda h: h.update(cty="JWT")), "another cty than"),
    "no epk": (lambda: headed(lambda h: h.pop("epk")), "more or less"),
    "epk a word": (lambda: headed(lambda h: h.update(epk="x")), "no key of a curve"),
    "epk of P-384": (
        lambda: headed(lambda h: h["epk"].update(crv="P-384")),
        "no key of a curve",
    ),
    "epk private": (
        lambda: headed(lambda h: h["epk"].update(d="AA")),
        "no key of a curve",
    ),
    "on no curve": (
        lambda: headed(lambda h: h["epk"].update(x=encoded(bytes(31) + b"\1"))),
        "it does not open",
    ),
    "another key": (
        lambda: headed(lambda h: h.update(kid="x")),
        "sealed to another key",
    ),
    "a short tag": (lambda: parted(4, encoded(bytes(15))), "another size than"),
    "a short key": (lambda: parted(1, encoded(bytes(39))), "another size than"),
    "a short nonce": (lambda: parted(2, encoded(bytes(11))), "another size than"),
    "not signed": (lambda: resealed("just text"), "no JWS in its compact form"),
    "by nobody": (of_nobody, "no base64url"),
    "by a secret": (with_secret, "another alg than Ed25519"),
    "by a stranger": (lambda: inner(b"{}", STRANGER), "a key that you did not name"),
    "in a stranger's name": (
        lambda: inner(b"{}", STRANGER, kid=SIGNER.kid),
        "the signature does not hold",
    ),
    "signed, more said": (lambda: inner(b"{}", cty="x"), "more or less"),
    "another inner typ": (lambda: inner(b"{}", typ="JWT"), "another typ than"),
    "no JSON": (lambda: inner(b"{"), "what was signed cannot be read"),
    "a number": (lambda: inner(b"1"), "what was signed cannot be read"),
    "no files": (lambda: said(lambda p: p.pop("files")), "what was signed cannot"),
    "no manifest": (
        lambda: said(lambda p: p.update(manifest=1)),
        "manifest.json is missing",
    ),
    "one file less": (
        lambda: said(lambda p: p["files"].pop("case-2.json")),
        "other files than the manifest lists",
    ),
    "another file": (
        lambda: said(lambda p: p["files"].update({"case-1.json": "e30"})),
        "'case-1.json' is not what the manifest lists",
    ),
    "a file of bits": (
        lambda: said(lambda p: p["files"].update({"case-1.json": 7})),
        "no base64url|is not what",
    ),
}


@pytest.mark.parametrize("how", ODD)
def test_what_is_no_token_of_ours_is_refused_by_name(how: str) -> None:
    make, reason = ODD[how]
    with pytest.raises(PackageUnusable, match=reason):
        opened(make())
