"""Whoever this program calls shows a certificate, or is told nothing at all."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from referral.delivery.witnesses import Unreachable, WitnessAt, last_seen
from referral.errors import KeysUnavailable
from referral.vault.notes import Signer as NoteSigner
from referral.vault.openid_http import Line, ProviderFailed
from referral.vault.providers.transit_http import Service, Where
from tests.vault.certificates import DAY, Signer, served

REFUSALS = (Unreachable, KeysUnavailable, ProviderFailed)
WITNESS = NoteSigner("witness.example/w1", bytes(range(32)))
Call = Callable[[str, Path], object]


def provider(url: str, trusted: Path) -> object:
    host = urlsplit(url).hostname or ""
    return Line(frozenset({host}), ca_file=trusted).ask(f"{url}/keys")


def key_service(url: str, trusted: Path) -> object:
    token = trusted.parent / "token"
    token.write_text("invented", encoding="utf-8")
    token.chmod(0o600)
    return Service(Where(url, token, ca_file=trusted)).get("keys/kek")


def witness(url: str, trusted: Path) -> object:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(trusted))
        return last_seen(WitnessAt(url, WITNESS.verifier), "log.example")


CALLS = pytest.mark.parametrize("call", [provider, key_service, witness])


@CALLS
def test_whoever_shows_a_right_one_is_asked(call: Call, tmp_path: Path) -> None:
    signer = Signer(tmp_path, "signer")
    with served(signer.signs("localhost")) as (url, asked):
        call(url, signer.file)
    assert len(asked) == 1


@pytest.mark.asvs("V12.3.2")
@pytest.mark.parametrize("wrong", ["another signer", "another name", "run out"])
@CALLS
def test_whoever_shows_a_wrong_one_is_told_nothing(
    call: Call, wrong: str, tmp_path: Path
) -> None:
    signer = Signer(tmp_path, "signer")
    shown = {
        "another signer": lambda: Signer(tmp_path, "other").signs("localhost"),
        "another name": lambda: signer.signs("elsewhere.example"),
        "run out": lambda: signer.signs("localhost", -DAY),
    }[wrong]()
    with served(shown) as (url, asked):
        with pytest.raises(REFUSALS):
            call(url, signer.file)
        assert asked == []
