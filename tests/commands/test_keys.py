"""`referral keys`, run as an operator runs it."""

import json
import os
import stat
import subprocess
from pathlib import Path

from api.commands import demo_data
from referral.actions.together import Answer
from referral.mechanism import Mechanism
from tests.api.server import REFERRAL
from tests.commands.conftest import referral
from tests.vault.places import PASSPHRASE, secret

KEK = Path("keys") / "kek"


def words(store: Path, *asked: str, **variables: str) -> dict[str, object]:
    told = referral("keys", *asked, "--json", store=store, **variables)
    assert told.returncode == 0, told.stderr
    found: dict[str, object] = json.loads(told.stdout)
    return found


def a_coordinator_agrees(store: Path) -> None:
    """Clara looks at what the operator asks for, agrees and does it."""
    with Mechanism.open(store / "data", store / KEK) as mechanism:
        clara = mechanism.sign_in("clara", demo_data.PASSWORD).actor
        (asked,) = [
            each
            for each in mechanism.joint_acts(clara)
            if each.kind == "retire_key_epoch"
        ]
        seen = Answer(mechanism.joint_act(clara, asked.id).content_sha256)
        mechanism.answer_joint(clara, asked.id, "approve", seen)
        mechanism.answer_joint(clara, asked.id, "execute")


def test_a_key_is_made_rotated_to_and_the_old_one_ended(copied: Path) -> None:
    first = words(copied, "status")
    assert (first["prepared"], first["unfinished"]) == (None, False)
    assert (first["one_volume"], first["accepted"]) == (True, True)
    ((old, wraps),) = [(e["epoch"], e["wraps"]) for e in first["epochs"]]  # type: ignore[attr-defined]
    assert first["file_key"] == old
    assert wraps > 1000

    new = words(copied, "init")["prepared"]
    again = referral("keys", "init", store=copied)
    assert again.returncode == 1
    assert f"{new} was made and not begun yet" in again.stderr
    waiting = referral("keys", "status", store=copied)
    assert f"prepared {new}" in waiting.stdout
    assert "accepted by the operator" in waiting.stdout
    early = referral("keys", "retire", str(old), store=copied)
    assert early.returncode == 1

    done = referral("keys", "rotate", store=copied)
    assert done.returncode == 0, done.stderr
    assert f"present {new}: {wraps} data keys wrapped anew" in done.stdout
    assert "Wrapping data keys anew" in done.stderr
    assert words(copied, "rotate")["exchanged"] == 0

    assert words(copied, "retire", str(old))["standing"] == "asked"
    a_coordinator_agrees(copied)
    ended = referral("keys", "retire", str(old), store=copied)
    assert ended.returncode == 0
    assert "Destroy every copy" in ended.stdout
    assert not (copied / KEK).exists()
    last = referral("keys", "status", store=copied)
    assert f"retired  {old}: 0 data keys" in last.stdout
    assert f"present  {new}: {wraps}" in last.stdout
    assert referral("timeline", "verify", store=copied).returncode == 0


def test_the_first_key_is_made_before_there_is_a_store(tmp_path: Path) -> None:
    made = referral("keys", "init", store=tmp_path)
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((tmp_path / KEK).stat().st_mode) == 0o400
    again = referral("keys", "init", store=tmp_path)
    assert again.returncode == 1
    assert "no mechanism was made" in again.stderr
    init = referral("admin", "init", "o", "--label", "O", store=tmp_path)
    assert init.returncode == 0, init.stderr
    assert words(tmp_path, "status")["prepared"] is None


def test_a_passphrase_is_handed_over_and_asked_for_by_no_one_who_is_not_there(
    tmp_path: Path,
) -> None:
    chosen = {
        "REFERRAL_KEY_PROVIDER": "passphrase",
        "REFERRAL_SALT_FILE": str(tmp_path / "salts.json"),
    }
    missing = referral("keys", "init", store=tmp_path, **chosen)
    assert missing.returncode == 1
    assert "REFERRAL_PASSPHRASE_FILE" in missing.stderr
    path = secret(tmp_path / "passphrase", PASSPHRASE)
    named = {**chosen, "REFERRAL_PASSPHRASE_FILE": str(path)}
    init = referral("admin", "init", "o", "--label", "O", store=tmp_path, **named)
    assert init.returncode == 0, init.stderr
    assert "key passphrase-" in init.stdout
    assert not (tmp_path / KEK).exists()

    out, into = os.pipe()
    os.write(into, PASSPHRASE.encode())
    os.close(into)
    piped = subprocess.run(  # noqa: S603 # our own command
        [REFERRAL, "--store", str(tmp_path / "data"), "keys", "status", "--json"],
        env={**os.environ, **chosen, "REFERRAL_PASSPHRASE_FILE": f"/dev/fd/{out}"},  # noqa: TID251 # a child's
        pass_fds=(out,),
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(out)
    assert piped.returncode == 0, piped.stderr
    assert json.loads(piped.stdout)["file_key"].startswith("passphrase-")
    wrong = secret(tmp_path / "wrong", "a quite different set of words")
    lost = {**chosen, "REFERRAL_PASSPHRASE_FILE": str(wrong)}
    told = referral("keys", "status", store=tmp_path, **lost)
    assert told.returncode == 1
    assert "not the one of the key" in told.stderr
    assert "different set" not in told.stderr


def test_a_place_of_keys_that_is_not_named_is_asked_for(tmp_path: Path) -> None:
    for kind in ("transit", "pkcs11"):
        told = referral("keys", "init", store=tmp_path, REFERRAL_KEY_PROVIDER=kind)
        assert told.returncode == 1
        assert f"REFERRAL_{kind.upper()}_" in told.stderr
