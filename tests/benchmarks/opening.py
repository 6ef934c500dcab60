"""Opening a case: eight drawers, forty fields, from wrapped keys to content.

The floor is what the library takes for the same bytes: eight key unwraps (RFC 5649)
and eight AES-256-GCM openings under value keys that are there already.
"""

import hmac
import secrets
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding

from referral.vault import envelope
from referral.vault.envelope import HEADER_BYTES, NONCE_BYTES, Place, seal, unseal
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers.file import FileKek
from tests.benchmarks._harness import interleaved, ratio, report, show
from workflows.vocabulary import Compartment

BAR = 3.0
FIELDS = 40
BODY = HEADER_BYTES + NONCE_BYTES


def value_key(key: DataKey) -> bytes:
    """What the boxes of a data key are encrypted under."""
    return hmac.digest(key.reveal(), b"refer/field/v1\x01", "sha256")


def main() -> None:
    """Measure and report."""
    raw = secrets.token_bytes(32)
    kek, tenant, case = FileKek(raw), UUID(int=1), UUID(int=2)
    place = Place(UUID(int=3), 1)
    words = {f"field_{n}": f"an invented answer, {n}" for n in range(FIELDS // 8)}

    stored, bare = [], []
    for drawer in Compartment:
        key = DataKey.new(KeyName(tenant, case, drawer.value, 1))
        wrap, box = key.wrap(kek), seal(key, place, words)
        bound = envelope._bound(box[:HEADER_BYTES], key, place)
        stored.append((key.name, wrap, key.commitment(), box))
        bare.append((wrap, box[HEADER_BYTES:BODY], box[BODY:], bound, value_key(key)))

    def open_the_case() -> object:
        return [
            unseal(DataKey.unwrap(name, kek, wrap, commitment), place, box)
            for name, wrap, commitment, box in stored
        ]

    def bare_calls() -> object:
        return [
            (
                aes_key_unwrap_with_padding(raw, wrap),
                AESGCM(key).decrypt(nonce, body, bound),
            )
            for wrap, nonce, body, bound, key in bare
        ]

    taken = interleaved({"ours": open_the_case, "bare": bare_calls}, calls=500)
    show(taken)
    name = "opening 8 drawers with 40 fields / bare unwraps and AES-GCM"
    report(name, ratio(taken, "ours", "bare"), BAR, "x")


main()
