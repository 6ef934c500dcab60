"""Tokens in one form: what any JOSE would take beside it is refused by its name."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwe, jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from referral.errors import PackageUnusable
from referral.vault import jose
from referral.vault.jose import LARGEST, OpenedToken, open_token, token_listing, untold
from referral.vault.jose_keys import (
    ALG,
    MachineIdentity,
    MachineKey,
    TokenKey,
    TokenSigner,
)
from tests.exchange.hostile import contents

SIGNER, STRANGER = TokenSigner(bytes(range(32))), TokenSigner(bytes(range(1, 33)))
P256, X25519 = ECKey.generate_key("P-256"), OKPKey.generate_key("X25519")
KEYS: Mapping[str, ECKey | OKPKey] = {"P-256": P256, "X25519": X25519}
Head = dict[str, Any]


def public(key: ECKey | OKPKey) -> MachineKey:
    return MachineKey.read(json.dumps(key.as_dict(private=False)))


def private(key: ECKey | OKPKey) -> MachineIdentity:
    return MachineIdentity.read(json.dumps(key.as_dict(private=True)))


def trusted(signer: TokenSigner = SIGNER) -> Mapping[str, TokenKey]:
    key = TokenKey.read(json.dumps(signer.jwk()))
    return {key.kid: key}


def token(key: ECKey | OKPKey = P256, signer: TokenSigner = SIGNER) -> str:
    return token_listing(contents(), public(key), signer).sealed().text


def opened(text: str, key: ECKey | OKPKey = P256) -> OpenedToken:
    return open_token(text, trusted(), private(key))


@pytest.mark.parametrize("curve", KEYS)
def test_it_comes_back_whole_and_names_its_key(curve: str) -> None:
    key = KEYS[curve]
    listed = token_listing(contents(), public(key), SIGNER)
    made = listed.sealed()
    found = opened(made.text, key)
    assert set(found.files) == {
        *("manifest.json", "manifest-sha256.txt", "case-1.json", "case-2.json")
    }
    assert found.manifest_sha256 == made.manifest_sha256 == listed.manifest_sha256
    assert found.manifest.sealed_for == made.recipients == (public(key).kid,)
    assert found.manifest.signed_by == SIGNER.kid
    assert untold(made.text).kid == public(key).kid
    assert "Kestrel" not in repr(found) + repr(made) + repr(listed)


@pytest.mark.parametrize("curve", KEYS)
def test_every_changed_character_is_refused(curve: str) -> None:
    whole = token(KEYS[curve])
    for at in range(len(whole)):
        changed = whole[:at] + chr(ord(whole[at]) ^ 1) + whole[at + 1 :]
        with pytest.raises(PackageUnusable):
            opened(changed, KEYS[curve])


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def left_over() -> str:
    """The last character of the tag carries two bits, and could carry six."""
    whole = token()
    return whole[:-1] + chr(ord(whole[-1]) + 1)


def headed(change: Callable[[Head], object]) -> str:
    """A token with another header; it would not open, and is not asked to."""
    head, _, rest = token().partition(".")
    said = json.loads(decoded(head))
    change(said)
    return f"{encoded(json.dumps(said).encode())}.{rest}"


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


def test_a_token_for_one_is_for_nobody_else() -> None:
    with pytest.raises(PackageUnusable, match="another key than this identity's"):
        opened(token(P256), X25519)
    other = ECKey.generate_key("P-256")
    with pytest.raises(PackageUnusable, match="another key than this identity's"):
        opened(token(P256), other)
    moved = headed(lambda h: h.update(kid=public(X25519).kid))
    with pytest.raises(PackageUnusable, match="on another curve"):
        opened(moved, X25519)


def test_what_was_signed_for_one_is_not_passed_on_to_another() -> None:
    """Whoever opens it could seal the signed part again, in the maker's name."""
    plain = jwe.decrypt_compact(token(P256), P256, registry=jose._JWE).plaintext
    assert plain is not None
    head = {"alg": ALG, "enc": jose.ENC, "kid": public(X25519).kid}
    words = {**head, "typ": jose.TYP, "cty": jose.CTY}
    again = jwe.encrypt_compact(words, plain, X25519, registry=jose._JWE)
    with pytest.raises(PackageUnusable, match="another signer, or another key"):
        opened(again, X25519)


def test_larger_contents_leave_as_a_file() -> None:
    one = contents().members[0]
    large = contents(members=(replace(one, content=bytes(LARGEST)),))
    with pytest.raises(PackageUnusable, match="it leaves as a file"):
        token_listing(large, public(P256), SIGNER)
    fits = contents(members=(replace(one, content=bytes(LARGEST - 4_000)),))
    made = token_listing(fits, public(P256), SIGNER).sealed()
    assert opened(made.text).files["case-1.json"] == bytes(LARGEST - 4_000)


RSA = RSAKey.generate_key(2048).as_dict(private=False)
KEY = P256.as_dict(private=False)
ODD_KEYS: Mapping[str, tuple[str, str]] = {
    "no JSON": ("{", "no JWK"),
    "a list": ("[]", "no JWK"),
    "long": (" " * 3000, "far too long"),
    "RSA": (json.dumps(RSA), "another curve than P-256 or X25519"),
    "P-384": (
        json.dumps(ECKey.generate_key("P-384").as_dict(private=False)),
        "another curve",
    ),
    "for signing": (json.dumps({**KEY, "use": "sig"}), "made for something else"),
    "for another": (json.dumps({**KEY, "alg": "ECDH-ES"}), "made for something else"),
    "to sign": (json.dumps({**KEY, "key_ops": ["sign"]}), "made for something else"),
    "ops a word": (json.dumps({**KEY, "key_ops": "sign"}), "made for something else"),
    "an address": (json.dumps({**KEY, "x5u": "https://x"}), "made for something else"),
    "private": (
        json.dumps(P256.as_dict(private=True)),
        "this is the private half",
    ),
    "short": (json.dumps({**KEY, "x": "AA"}), "the key is damaged"),
    "a number": (json.dumps({**KEY, "x": 1}), "the key is damaged"),
    "bits left over": (
        json.dumps({**X25519.as_dict(private=False), "x": "A" * 42 + "B"}),
        "the key is damaged",
    ),
    "no y": (
        json.dumps({n: v for n, v in KEY.items() if n != "y"}),
        "the key is damaged",
    ),
    "on no curve": (
        json.dumps({**KEY, "x": encoded(bytes(31) + b"\1")}),
        "the key is damaged",
    ),
}


@pytest.mark.parametrize("how", ODD_KEYS)
def test_a_key_for_anything_else_is_none(how: str) -> None:
    text, reason = ODD_KEYS[how]
    with pytest.raises(PackageUnusable, match=reason):
        MachineKey.read(text)


def test_keys_are_called_by_their_thumbprint() -> None:
    named = json.dumps({**KEY, "kid": "somebody's", "use": "enc", "alg": ALG})
    key = MachineKey.read(named)
    assert key.kid == P256.thumbprint()
    assert MachineKey.read(key.text()).kid == key.kid
    with pytest.raises(PackageUnusable, match="it has no private half"):
        MachineIdentity.read(named)
    secret = str(P256.as_dict(private=True)["d"])
    assert secret not in repr(private(P256))
    assert repr(SIGNER) == "<TokenSigner hidden>"


@pytest.mark.parametrize(
    "change",
    [{"crv": "X25519"}, {"use": "enc"}, {"alg": "EdDSA"}, {"d": "x"}, {"x": "AA"}],
)
def test_a_signer_is_a_key_of_ed25519_and_nothing_else(change: Head) -> None:
    with pytest.raises(PackageUnusable, match="no public key of Ed25519"):
        TokenKey.read(json.dumps({**SIGNER.jwk(), **change}))
    assert TokenKey.read(json.dumps(SIGNER.jwk())).kid == SIGNER.kid
