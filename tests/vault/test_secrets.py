"""What people and machines sign in with: a copy of what is stored opens nothing."""

import hashlib
import subprocess
import sys

import pytest

from referral.vault.secrets import (
    hash_password,
    new_token,
    password_matches,
    same,
    token_digest,
)

PASSWORD = "a long invented pass phrase"
SMALL = 64
"""KiB: the strength is in the stored text, so that a test need not wait."""


def test_a_password_matches_its_own_hash_only() -> None:
    hashed = hash_password(PASSWORD, memory_kib=SMALL)

    assert password_matches(PASSWORD, hashed)
    assert not password_matches(PASSWORD + " ", hashed)
    assert not password_matches("", hashed)


def test_the_same_password_is_never_stored_the_same_twice() -> None:
    one, other = (hash_password(PASSWORD, memory_kib=SMALL) for _ in range(2))

    assert one != other
    assert PASSWORD not in one
    assert one.startswith("$argon2id$v=19$m=64,t=3,p=4$")


@pytest.mark.asvs("V11.4.2")
@pytest.mark.usefixtures("strong_hashes")
def test_a_stored_hash_is_as_strong_as_promised() -> None:
    assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=131072,t=3,p=4$")


@pytest.mark.asvs("V7.2.3")
def test_tokens_carry_256_bits_and_only_their_digest_is_kept() -> None:
    tokens = {new_token() for _ in range(1_000)}

    assert len(tokens) == 1_000
    assert {len(token) for token in tokens} == {43}
    token = tokens.pop()
    assert token_digest(token) == hashlib.sha256(token.encode()).digest()
    assert same(token_digest(token), token_digest(token))
    assert not same(token_digest(token), token_digest(tokens.pop()))


TWELVE = f"""
import threading
import time
from referral.errors import TooBusy
from referral.vault.secrets import hash_password, password_matches
hashed = hash_password({PASSWORD!r})
def come():
    try:
        assert password_matches({PASSWORD!r}, hashed)
    except TooBusy:
        print("busy", flush=True)
        time.sleep(0.2)
        come()
    else:
        print("in", flush=True)
people = [threading.Thread(target=come) for _ in range(12)]
for each in people: each.start()
for each in people: each.join()
"""


def test_twelve_who_sign_in_at_once_are_all_let_in_half_of_them_later() -> None:
    """Side by side they would wait for each other, and the server with them."""
    done = subprocess.run(  # noqa: S603 # our own lines
        [sys.executable, "-c", TWELVE],
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    assert done.stdout.count("in\n") == 12
    assert done.stdout.count("busy\n") >= 1, "the seventh is told to come again"
