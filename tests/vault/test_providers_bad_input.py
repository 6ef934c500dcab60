"""Wrong, missing, half-written or open: each place refuses in a plain sentence."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from referral.errors import KeyMissing, KeysUnavailable, SealBroken
from referral.mechanism.key_places import Module, Places
from referral.vault.providers.file import FileKek, FileKeys
from referral.vault.providers.passphrase import PassphraseFile, PassphraseKeys
from referral.vault.providers.pkcs11 import Pkcs11Keys, Token
from referral.vault.providers.secret_file import write_closed
from referral.vault.providers.transit import TransitKeys
from referral.vault.providers.transit_http import Service, Where
from tests.vault.places import (
    PASSPHRASE,
    PIN,
    pkcs11_place,
    secret,
    softhsm,
    transit_keys,
)
from tests.vault.transit_server import transit_served

KEY, CONTEXT = bytes(range(32)), b"here"


def test_a_half_written_successor_stops_a_start_and_hides_no_other_key(
    tmp_path: Path,
) -> None:
    place = FileKeys(tmp_path / "kek")
    first = place.prepare()
    half = tmp_path / "kek.2"
    half.write_bytes(os.urandom(31))
    half.chmod(0o400)

    with pytest.raises(KeyMissing, match="32 bytes"):
        place.epochs()
    assert place.find(first.epoch).epoch == first.epoch
    with pytest.raises(KeyMissing, match="32 bytes"):
        place.find("file-0123456789abcdef")


def test_files_beside_the_key_that_are_no_successors_are_passed_over(
    tmp_path: Path,
) -> None:
    place = FileKeys(tmp_path / "kek")
    first = place.prepare()
    for name in ("kek.old", "kek.02", "kek.", "kek.2.bak", ".kek.2.0a.part", "kek2"):
        (tmp_path / name).write_bytes(b"something")
    assert place.epochs() == [first.epoch]
    assert place.prepare().epoch != first.epoch
    assert (tmp_path / "kek.2").exists()


def test_a_key_file_is_whole_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(_: int) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as power:
        power.setattr(os, "fsync", cut)
        with pytest.raises(OSError, match="disk"):
            FileKek.create(tmp_path / "kek")
    assert list(tmp_path.iterdir()) == []
    write_closed(tmp_path / "kek", b"x", replace=False, mode=0o400)
    with pytest.raises(FileExistsError):
        write_closed(tmp_path / "kek", b"y", replace=False, mode=0o400)
    assert (tmp_path / "kek").read_bytes() == b"x"


def said(*words: str) -> Callable[[], list[str]]:
    return lambda: list(words)


def test_a_wrong_passphrase_is_told_apart_and_not_tried_twice(tmp_path: Path) -> None:
    salts = tmp_path / "salts.json"
    made = PassphraseKeys(salts, said(PASSPHRASE)).prepare()
    wrong = PassphraseKeys(salts, said("seven herons stand in deep water"))

    with pytest.raises(KeyMissing, match="not the one"):
        wrong.find(made.epoch)
    began = time.monotonic()
    with pytest.raises(KeyMissing, match="not the one"):
        wrong.find(made.epoch)
    assert time.monotonic() - began < 0.1


def test_a_passphrase_may_be_changed_while_a_server_runs(tmp_path: Path) -> None:
    salts, words = tmp_path / "salts.json", [PASSPHRASE]
    server = PassphraseKeys(salts, lambda: words)
    first = server.prepare()
    other = PassphraseKeys(salts, said(PASSPHRASE, "nine terns rest on a quiet pier"))
    second = other.prepare()

    with pytest.raises(KeyMissing):
        server.find(second.epoch)
    words.append("nine terns rest on a quiet pier")
    wrapped = second.wrap(CONTEXT, KEY)
    assert server.find(second.epoch).unwrap(CONTEXT, wrapped) == KEY
    assert server.find(first.epoch).epoch == first.epoch


@pytest.mark.parametrize("word", ["", "too short", "x" * 19])
def test_a_short_passphrase_makes_no_key(tmp_path: Path, word: str) -> None:
    with pytest.raises(KeyMissing, match="20 characters"):
        PassphraseKeys(tmp_path / "salts.json", said(word)).prepare()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asvs("V11.4.4")
@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("iterations", 1),
        ("iterations", 10**6),
        ("memory_kib", 1024),
        ("memory_kib", 10**9),
        ("lanes", 1),
        ("salt", "00"),
        ("salt", "no digits"),
        ("surplus", 1),
    ],
)
def test_a_salt_file_that_somebody_changed_is_refused(
    tmp_path: Path, part: str, value: object
) -> None:
    path = tmp_path / "salts.json"
    row = {"epoch": "passphrase-00", "salt": "00" * 16, part: value}
    path.write_text(json.dumps({"version": 1, "keys": [row]}))
    path.chmod(0o600)
    with pytest.raises(KeyMissing, match="salt file"):
        PassphraseKeys(path, said(PASSPHRASE)).epochs()


def test_a_passphrase_comes_from_a_closed_file_or_once_from_a_pipe(
    tmp_path: Path,
) -> None:
    path = secret(tmp_path / "passphrase", f"first\n\n{PASSPHRASE}\n")
    assert PassphraseFile(path)() == ["first", PASSPHRASE]
    out, into = os.pipe()
    os.write(into, PASSPHRASE.encode())
    os.close(into)
    piped = PassphraseFile(Path(f"/dev/fd/{out}"))
    assert piped() == piped() == [PASSPHRASE]
    os.close(out)
    path.chmod(0o444)
    with pytest.raises(KeyMissing, match="open to others"):
        PassphraseFile(path)()
    for content in (b"", b"\n\n", b"\xff\xfe"):
        path.chmod(0o600)
        path.write_bytes(content)
        with pytest.raises(KeyMissing):
            PassphraseFile(path)()
    with pytest.raises(KeyMissing, match="cannot be read"):
        PassphraseFile(tmp_path / "absent")()


def test_a_module_that_is_not_there_and_a_wrong_pin_are_told_apart(
    tmp_path: Path,
) -> None:
    softhsm()
    with pkcs11_place(tmp_path) as place:
        place.again().prepare()
        module = softhsm()
        wrong = Token(module, "referral", secret(tmp_path / "wrong", "0000-0000"))
        with pytest.raises(KeyMissing, match="PIN"):
            Pkcs11Keys(wrong, "referral").epochs()
        pin = secret(tmp_path / "again", PIN)
        with pytest.raises(KeysUnavailable):
            Pkcs11Keys(Token(module, "no such token", pin), "referral").epochs()
        (tmp_path / "open").write_text(PIN)
        with pytest.raises(KeyMissing, match="open to others"):
            Pkcs11Keys(Token(module, "referral", tmp_path / "open"), "x").epochs()
        assert len(place.again().epochs()) == 1


@pytest.mark.asvs("V13.3.1")
def test_a_key_that_can_leave_its_module_is_not_used(tmp_path: Path) -> None:
    pkcs11 = pytest.importorskip("pkcs11")
    with pkcs11_place(tmp_path) as place:
        place.again().prepare()
        token = Token(softhsm(), "referral", tmp_path / "pin")
        with token.session() as session:
            session.generate_key(
                pkcs11.KeyType.AES,
                256,
                label="referral",
                id=b"\0\0\0\2loose",
                store=True,
                template={
                    pkcs11.Attribute.EXTRACTABLE: True,
                    pkcs11.Attribute.SENSITIVE: False,
                },
            )
        with pytest.raises(KeyMissing, match="taken out"):
            place.again().epochs()


@pytest.mark.asvs("V1.3.6", "V13.2.4")
@pytest.mark.parametrize(
    "url",
    [
        "http://vault.example.org",
        "ftp://127.0.0.1",
        "https://",
        "127.0.0.1:8200",
        "https://somebody:word@vault.example.org",
    ],
)
def test_a_key_service_is_spoken_to_over_tls_alone(tmp_path: Path, url: str) -> None:
    with pytest.raises(KeyMissing):
        Service(Where(url, tmp_path / "token"))


@pytest.mark.asvs("V13.3.1")
@pytest.mark.parametrize("part", ["exportable", "allow_plaintext_backup"])
def test_a_transit_key_that_can_be_taken_out_is_not_used(
    tmp_path: Path, part: str
) -> None:
    with transit_served() as served:
        keys = transit_keys(served, tmp_path)
        keys.prepare()
        served.engine.keys["referral"].words[part] = True
        with pytest.raises(KeyMissing, match="must be"):
            keys.epochs()


def test_a_transit_key_that_does_not_derive_is_not_used(tmp_path: Path) -> None:
    with transit_served() as served:
        keys = transit_keys(served, tmp_path)
        keys.prepare()
        served.engine.keys["referral"].words["derived"] = False
        with pytest.raises(KeyMissing, match="derived"):
            keys.epochs()
        for name in ("", "../sys", "a/b", "-x", "a b"):
            with pytest.raises(KeyMissing, match="letters"):
                TransitKeys(Service(Where(served.url, tmp_path / "token")), name)


def test_a_wrap_of_another_version_is_not_even_sent(tmp_path: Path) -> None:
    with transit_served() as served:
        keys = transit_keys(served, tmp_path)
        first, second = keys.prepare(), keys.prepare()
        wrapped = second.wrap(CONTEXT, KEY)
        asked = served.engine.asked
        with pytest.raises(SealBroken):
            first.unwrap(CONTEXT, wrapped)
        assert served.engine.asked == asked


def test_a_token_that_is_renewed_is_used_without_a_restart(tmp_path: Path) -> None:
    with transit_served() as served:
        kek = transit_keys(served, tmp_path).prepare()
        served.engine.token = "a-new-token"
        with pytest.raises(KeysUnavailable, match="refuses this token"):
            kek.wrap(CONTEXT, KEY)
        (tmp_path / "token").unlink()
        secret(tmp_path / "token", "a-new-token\n")
        time.sleep(1.1)
        assert kek.unwrap(CONTEXT, kek.wrap(CONTEXT, KEY)) == KEY
        assert "a-new-token" not in repr(kek)


def test_a_place_that_is_chosen_and_not_named_is_told(tmp_path: Path) -> None:
    for kind in ("pkcs11", "transit", "passphrase"):
        with pytest.raises(KeyMissing, match=f"REFERRAL_{kind.upper()}_"):
            Places(kind, tmp_path / "kek", tmp_path / "salts.json").ring()
    module = Module(tmp_path / "no.so", "referral", "referral", tmp_path / "pin")
    assert (
        not Places("file", tmp_path / "kek", tmp_path / "salts.json", module=module)
        .ring()
        .has_any()
    )
