"""Requests that a machine signs (RFC 9421), and everything that is no such request."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from http_message_signatures import HTTPSignatureKeyResolver
from http_message_signatures.algorithms import HMAC_SHA256
from http_message_signatures.digests import ContentDigest

from tests.api.signing_partner import (
    FACTS,
    PARTS,
    Partner,
    Request,
    opening,
    partner,
    services,
)
from tests.records.raw import count

__all__ = ["partner"]


@pytest.mark.asvs("V4.1.5")
def test_a_signed_request_acts_for_its_machine(partner: Partner) -> None:
    assert partner.send(partner.signed(services())).status_code == 200
    opened = partner.send(partner.signed(opening()))
    assert opened.status_code == 201, opened.text
    again = partner.send(partner.signed(opening()))
    assert again.json() == opened.json(), "the same key: done once"


def test_a_key_serves_for_what_it_names_and_for_nothing_else(partner: Partner) -> None:
    refused = partner.send(partner.signed(Request("GET", "/v1/cases")))
    assert refused.status_code == 403
    assert refused.json()["missing"] == ["scope_list_cases"]


Wrong = Callable[[Partner], Request]


def _replayed(partner: Partner) -> Request:
    request = partner.signed(services())
    assert partner.send(request).status_code == 200
    return request


def _stale(partner: Partner) -> Request:
    made = partner.world.clock() - timedelta(seconds=301)
    return partner.signed(services(), created=made)


def _too_early(partner: Partner) -> Request:
    made = partner.world.clock() + timedelta(seconds=301)
    return partner.signed(services(), created=made)


def _run_out(partner: Partner) -> Request:
    ends = partner.world.clock() - timedelta(seconds=1)
    return partner.signed(services(), expires=ends)


def _other_body(partner: Partner) -> Request:
    return replace(partner.signed(opening()), body=FACTS.replace(b"adult", b"child"))


def _other_digest(partner: Partner) -> Request:
    request = partner.signed(opening())
    request.body = FACTS.replace(b"adult", b"child")
    request.headers["Content-Digest"] = ContentDigest.create(request.body)
    return request


def _body_added(partner: Partner) -> Request:
    return replace(partner.signed(services()), body=FACTS)


def _other_path(partner: Partner) -> Request:
    return replace(partner.signed(services()), path="/v1/services?type=medical")


def _other_method(partner: Partner) -> Request:
    return replace(partner.signed(services()), method="POST")


def _other_key_header(partner: Partner) -> Request:
    request = partner.signed(opening())
    request.headers["Idempotency-Key"] = "another-key-of-ours"
    return request


def _other_host(partner: Partner) -> Request:
    request = partner.signed(services())
    request.headers["Host"] = "elsewhere.test"
    return request


def _path_not_covered(partner: Partner) -> Request:
    return partner.signed(services(), cover=["@method"])


def _only_path_covered(partner: Partner) -> Request:
    return partner.signed(services(), cover=["@method", "@path"])


def _digest_not_covered(partner: Partner) -> Request:
    return partner.signed(opening(), cover=[*PARTS, "idempotency-key"])


def _key_not_covered(partner: Partner) -> Request:
    return partner.signed(opening(), cover=[*PARTS, "content-digest"])


def _no_nonce(partner: Partner) -> Request:
    return partner.signed(services(), nonce=None)


def _short_nonce(partner: Partner) -> Request:
    return partner.signed(services(), nonce="short")


def _foreign_key(partner: Partner) -> Request:
    other = replace(partner, key=ed25519.Ed25519PrivateKey.generate())
    return other.signed(services())


def _unknown_key(partner: Partner) -> Request:
    return partner.signed(services(), key_id="0" * 32)


def _no_key(partner: Partner) -> Request:
    return partner.signed(services(), key_id="nonsense")


class _Open(HTTPSignatureKeyResolver):
    """The public key, used as if it were a shared secret."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def resolve_private_key(self, key_id: str) -> Any:
        _ = key_id
        return self.raw


def _swapped_algorithm(partner: Partner) -> Request:
    raw = partner.key.public_key().public_bytes_raw()
    resolver = _Open(raw)
    return partner.signed(services(), algorithm=HMAC_SHA256, resolver=resolver)


def _two_signatures(partner: Partner) -> Request:
    request = partner.signed(services())
    for name in ("Signature-Input", "Signature"):
        said = request.headers[name]
        request.headers[name] = f"{said}, {said.replace('sig=', 'more=')}"
    return request


def _no_signature(partner: Partner) -> Request:
    request = partner.signed(services())
    del request.headers["Signature"]
    return request


def _nonsense(partner: Partner) -> Request:
    request = partner.signed(services())
    zeros = base64.b64encode(bytes(64)).decode()
    request.headers["Signature"] = f"sig=:{zeros}:"
    return request


def _and_a_token(partner: Partner) -> Request:
    request = partner.signed(services())
    request.headers["Authorization"] = "Bearer x"
    return request


WRONG: tuple[Wrong, ...] = (
    *(_replayed, _stale, _too_early, _run_out, _other_body, _other_digest),
    *(_body_added, _other_path, _other_method, _other_key_header, _other_host),
    *(_path_not_covered, _only_path_covered, _digest_not_covered, _key_not_covered),
    *(_no_nonce, _short_nonce, _foreign_key, _unknown_key, _no_key),
    *(_swapped_algorithm, _two_signatures, _no_signature, _nonsense, _and_a_token),
)


@pytest.mark.asvs("V4.1.5")
def test_whatever_is_wrong_with_a_signature_is_refused_alike(partner: Partner) -> None:
    answers = set()
    for wrong in WRONG:
        request, cases = wrong(partner), count(partner.world, "case_file")
        answered = partner.send(request)
        answers.add((answered.status_code, answered.content))
        assert count(partner.world, "case_file") == cases, wrong.__name__
        partner.world.clock.advance(minutes=16)
    ((status, _),) = answers
    assert status == 401
    assert count(partner.world, "failed_sign_in") == len(WRONG) - 2, "all that say who"


def test_wrong_signatures_from_one_address_are_not_kept_for_ever(
    partner: Partner,
) -> None:
    for _ in range(20):
        assert partner.send(_foreign_key(partner)).status_code == 401
    assert partner.send(_foreign_key(partner)).status_code == 429
    assert count(partner.world, "failed_sign_in") == 20
    assert partner.send(partner.signed(services())).status_code == 200


def test_a_nonce_is_forgotten_once_it_could_not_be_used_anyway(
    partner: Partner,
) -> None:
    assert partner.send(partner.signed(services())).status_code == 200
    assert count(partner.world, "spent") == 1
    partner.world.clock.advance(seconds=302)
    assert partner.send(partner.signed(services())).status_code == 200
    assert count(partner.world, "spent") == 1


def test_a_revoked_key_signs_nothing_any_more(partner: Partner) -> None:
    world = partner.world
    (row,) = world.mechanism.machine_keys(world.system, partner.machine)
    assert (row.signs, row.scope) == (True, ("list_services", "open_case"))
    world.mechanism.revoke_key(world.system, row.id)
    assert partner.send(partner.signed(services())).status_code == 401
