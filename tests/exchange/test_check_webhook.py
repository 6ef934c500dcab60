"""How a partner tells our messages from forged, old and repeated ones."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Independent

from referral.clock import system_clock
from referral.exchange.check_webhook import TOLERANCE, NotBelieved, check
from referral.exchange.verify_timeline import ed25519_holds
from referral.vault.webhook_signatures import WebhookKeys, shown, signatures
from tests.delivery.receiver import holds

NOW = 1_772_487_000
BODY = b'{"data":{"item":"0195f1a0-0000-7000-8000-000000000001"}}'
KEYS = WebhookKeys(b"s" * 32, b"k" * 32)
OTHER = WebhookKeys(b"t" * 32, b"l" * 32)
SECRET, PUBLIC = KEYS.told, shown(KEYS.public)


def headers(
    keys: WebhookKeys = KEYS, at: int = NOW, body: bytes = BODY, msg_id: str = "msg_1"
) -> dict[str, str]:
    """What comes with a message."""
    return {
        "Webhook-Id": msg_id,
        "Webhook-Timestamp": str(at),
        "Webhook-Signature": signatures([keys], msg_id, at, body),
    }


def test_the_published_vectors_are_ours() -> None:
    """From the test suites of the standard: Python's for `v1`, Go's for `v1a`."""
    msg_id, at, body = (
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    seed = base64.b64decode("VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=")
    keys = WebhookKeys(secret, seed)
    ed25519 = (
        "tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5W"
        "qyeFiL8Ag=="
    )
    hmac = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signatures([keys], msg_id, at, body) == f"v1a,{ed25519} v1,{hmac}"


@pytest.mark.parametrize("verify", [holds, ed25519_holds])
def test_either_key_brings_it_in_and_names_it(verify: object) -> None:
    for keys in ([SECRET], [PUBLIC], [PUBLIC, SECRET], [OTHER.told, PUBLIC]):
        assert check(headers(), BODY, keys, NOW, verify) == "msg_1"  # type: ignore[arg-type] # either does
    assert check(headers(), BODY, [SECRET], NOW) == "msg_1", "without Ed25519 too"


def test_the_independent_library_and_ours_agree() -> None:
    at = int(system_clock().timestamp())
    library = Independent(SECRET)
    for body in (BODY, b'{"data":{}}', '{"words":"žrtva"}'.encode()):
        told = headers(at=at, body=body)
        assert library.verify(body, told) == json.loads(body)
        assert check(told, body, [SECRET], at) == "msg_1"


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ({"Webhook-Id": "msg_2"}, "no key"),
        ({"Webhook-Timestamp": str(NOW + 1)}, "no key"),
        ({"Webhook-Signature": "v1," + "A" * 43 + "="}, "no key"),
        ({"Webhook-Signature": "v1a," + "A" * 86 + "=="}, "no key"),
        ({"Webhook-Signature": ""}, "no key"),
        ({"Webhook-Signature": "v1"}, "no key"),
        ({"Webhook-Signature": "v1,%%%"}, "no key"),
        ({"Webhook-Signature": "v2,AAAA"}, "no key"),
        ({"Webhook-Id": ""}, "does not say"),
        ({"Webhook-Id": "a.b"}, "does not say"),
        ({"Webhook-Id": "a b"}, "does not say"),
        ({"Webhook-Id": "x" * 129}, "does not say"),
        ({"Webhook-Timestamp": ""}, "does not say"),
        ({"Webhook-Timestamp": "-1"}, "does not say"),
        ({"Webhook-Timestamp": "1e9"}, "does not say"),
        ({"Webhook-Timestamp": "٣"}, "does not say"),
        ({"Webhook-Timestamp": "9" * 13}, "does not say"),
    ],
)
def test_what_is_forged_or_unreadable_is_refused_with_the_reason(
    forged: dict[str, str], why: str
) -> None:
    with pytest.raises(NotBelieved, match=why):
        check({**headers(), **forged}, BODY, [SECRET, PUBLIC], NOW, holds)


def test_a_missing_header_a_foreign_key_and_another_body_are_refused() -> None:
    for name in headers():
        left = {key: value for key, value in headers().items() if key != name}
        with pytest.raises(NotBelieved):
            check(left, BODY, [SECRET], NOW)
    for keys in ([OTHER.told], [shown(OTHER.public)], []):
        with pytest.raises(NotBelieved):
            check(headers(), BODY, keys, NOW, holds)
    with pytest.raises(NotBelieved):
        check(headers(), BODY + b" ", [SECRET, PUBLIC], NOW, holds)
    for key in ("secret", "whsk_AAAA"):
        with pytest.raises(ValueError, match="begins"):
            check(headers(), BODY, [key], NOW)


@pytest.mark.parametrize("apart", [-TOLERANCE, 0, TOLERANCE])
def test_within_five_minutes_it_is_of_now(apart: int) -> None:
    assert check(headers(), BODY, [SECRET], NOW + apart) == "msg_1"


@pytest.mark.parametrize(
    ("apart", "why"), [(-TOLERANCE - 1, "future"), (TOLERANCE + 1, "too old")]
)
def test_outside_of_them_it_is_stale_or_from_the_future(apart: int, why: str) -> None:
    with pytest.raises(NotBelieved, match=why):
        check(headers(), BODY, [SECRET], NOW + apart)


@given(st.integers(0, len(BODY) * 8 - 1))
def test_every_flipped_bit_of_a_body_is_seen(bit: int) -> None:
    turned = bytearray(BODY)
    turned[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotBelieved):
        check(headers(), bytes(turned), [SECRET, PUBLIC], NOW, holds)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=5))
def test_whatever_is_sent_it_is_refused_and_nothing_else_happens(
    sent: dict[str, str],
) -> None:
    with pytest.raises(NotBelieved):
        check({**headers(OTHER), **sent}, BODY, [SECRET, PUBLIC], NOW, holds)


def test_keys_show_nothing_of_themselves() -> None:
    assert KEYS.secret.hex() not in repr(KEYS)
    assert WebhookKeys.read(KEYS.words()) == KEYS
    assert WebhookKeys.draw() != WebhookKeys.draw()
