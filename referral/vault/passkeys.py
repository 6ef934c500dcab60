"""Passkeys: what a browser is asked, and whether what it answers is an answer.

WebAuthn level 3, by `webauthn`. A passkey answers for one site alone, so that a page
that only looks like ours gets nothing that opens ours. The user is always verified.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import webauthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from webauthn.helpers import (
    base64url_to_bytes,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_client_data_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

SITE_NAME = "Desk"
"""What a device shows its owner: says nothing about what is done here."""
PATIENCE_MILLIS = 120_000
_ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
"""What a new passkey may sign with. Nothing else is taken, whatever a device offers."""
_KINDS: Mapping[COSEAlgorithmIdentifier, type] = dict(
    zip(
        _ALGORITHMS,
        (Ed25519PublicKey, ec.EllipticCurvePublicKey, RSAPublicKey),
        strict=True,
    )
)
_VERIFIED = UserVerificationRequirement.REQUIRED

Answered = Mapping[str, Any]
"""What `navigator.credentials` answered, as JSON."""


class PasskeyRefused(Exception):
    """An answer is none. `why` is a word for the timeline, never for who asks."""

    def __init__(self, why: str = "no_answer") -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Site:
    """Which site passkeys are for: its name for them, and where its pages lie."""

    rp_id: str = "localhost"
    origins: tuple[str, ...] = ("http://localhost:8000",)


@dataclass(frozen=True, slots=True)
class Passport:
    """What is kept of a passkey: nothing of it is secret."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    """A COSE key."""
    sign_count: int


def asked_to_register(
    site: Site, challenge: bytes, whom: tuple[bytes, str], known: Sequence[bytes]
) -> dict[str, Any]:
    """Options for `navigator.credentials.create`, as JSON.

    Args:
        site: Ours.
        challenge: To be signed.
        whom: An identifier that says nothing, and the name to sign in with.
        known: Identifiers of passkeys that they have; a device makes no second one.
    """
    handle, name = whom
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=SITE_NAME,
        user_id=handle,
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        timeout=PATIENCE_MILLIS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        supported_pub_key_algs=_ALGORITHMS,
    )
    return _plain(webauthn.options_to_json(options))


def asked_to_answer(
    site: Site, challenge: bytes, allowed: Sequence[bytes] = ()
) -> dict[str, Any]:
    """Options for `navigator.credentials.get`, as JSON; by nobody's name.

    Args:
        site: Ours.
        challenge: To be signed.
        allowed: Identifiers of the passkeys that may answer; empty for any.
    """
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        timeout=PATIENCE_MILLIS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in allowed],
        user_verification=_VERIFIED,
    )
    return _plain(webauthn.options_to_json(options))


def challenge_in(answered: Answered) -> bytes:
    """The challenge that an answer says it signed.

    Raises:
        PasskeyRefused: if it says none.
    """
    try:
        told = base64url_to_bytes(answered["response"]["clientDataJSON"])
        return parse_client_data_json(told).challenge
    except Exception as broken:
        raise PasskeyRefused from broken


def identifier_in(answered: Answered) -> bytes:
    """Which passkey an answer says it comes from.

    Raises:
        PasskeyRefused: if it says nothing that can be read.
    """
    try:
        return base64url_to_bytes(answered["rawId"])
    except Exception as broken:
        raise PasskeyRefused from broken


def registered(site: Site, challenge: bytes, answered: Answered) -> Passport:
    """The passkey that a device made for this challenge.

    Raises:
        PasskeyRefused: for another challenge, site or algorithm, and where the device
            did not verify who used it.
    """
    try:
        made = webauthn.verify_registration_response(
            credential=dict(answered),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=list(site.origins),
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
        _check_key(made.credential_public_key)
    except Exception as broken:
        raise PasskeyRefused from broken
    return Passport(made.credential_id, made.credential_public_key, made.sign_count)


def _check_key(public_key: bytes) -> None:
    """Pass silently for a key of the kind and curve that its algorithm signs with."""
    decoded = decode_credential_public_key(public_key)
    key = decoded_public_key_to_cryptography(decoded)
    kind = _KINDS[COSEAlgorithmIdentifier(decoded.alg)]
    curve = getattr(key, "curve", None)
    if not isinstance(key, kind) or not isinstance(curve, ec.SECP256R1 | None):
        raise PasskeyRefused


def answered_by(
    site: Site, challenge: bytes, answered: Answered, known: Passport, handle: bytes
) -> int:
    """How often the passkey says that it has signed, once its answer is proven.

    Args:
        site: Ours.
        challenge: What was to be signed.
        answered: What came.
        known: The passkey it names.
        handle: For whom that was made; an answer may name nobody else.

    Raises:
        PasskeyRefused: for another challenge, site or key, without a verified user, and
            where the count did not grow: then there are two of this passkey.
    """
    try:
        seen = webauthn.verify_authentication_response(
            credential=dict(answered),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=list(site.origins),
            credential_public_key=known.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as broken:
        raise PasskeyRefused from broken
    if seen.credential_id != known.credential_id:
        raise PasskeyRefused
    if _handle_in(answered) not in (None, handle):
        raise PasskeyRefused("made_for_another")
    counted = seen.new_sign_count or known.sign_count
    if counted and seen.new_sign_count <= known.sign_count:
        raise PasskeyRefused("count_did_not_grow")
    return seen.new_sign_count


def _handle_in(answered: Answered) -> bytes | None:
    """For whom a passkey says it was made; None where it does not say.

    Raises:
        PasskeyRefused: if it cannot be read.
    """
    told = answered["response"].get("userHandle")
    try:
        return base64url_to_bytes(told) if told else None
    except Exception as broken:
        raise PasskeyRefused from broken


def _plain(options: str) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(options)
    return words
