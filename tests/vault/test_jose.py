"""Tokens in one form: they come back whole, to one key, and to nobody else."""

from dataclasses import replace

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from referral.errors import PackageUnusable
from referral.vault import jose
from referral.vault.jose import LARGEST, token_listing, untold
from referral.vault.jose_keys import ALG
from tests.exchange.making import contents
from tests.vault.tokens import KEYS, P256, SIGNER, X25519, headed, opened, public, token


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
