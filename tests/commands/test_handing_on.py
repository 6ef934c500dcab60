"""`referral timeline export`, `draw` and `open`: from a case to a stranger's desk."""

import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pyrage
import pytest

from api.commands.demo_data import PASSWORD
from referral.actions.together import Answer
from referral.mechanism import Mechanism
from tests.commands.conftest import referral
from tests.commands.test_timeline import checkpoint
from tests.vault.test_recipients import somebody

WHY = "asked by an invented court"


def a_case(folder: Path) -> str:
    """A case of the demo that Lena's organisation is responsible for."""
    with Mechanism.open(folder / "data", folder / "keys" / "kek") as mechanism:
        lena = mechanism.sign_in("lena", PASSWORD).actor
        found = (mechanism.read_case(lena, one.id) for one in mechanism.cases(lena))
        return next(str(one.id) for one in found if "holder" in one.relations)


def by_clara(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return referral(
        *("timeline", *words, "--name", "clara", "--password-stdin"),
        store=folder,
        stdin=PASSWORD + "\n",
    )


def exported(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return by_clara(folder, "export", a_case(folder), "--reason", WHY, *words)


def agree(folder: Path, joint: str) -> None:
    """Lena says yes, to what she sees at the desk."""
    with Mechanism.open(folder / "data", folder / "keys" / "kek") as mechanism:
        lena = mechanism.sign_in("lena", PASSWORD).actor
        seen = mechanism.joint_act(lena, UUID(joint))
        answer = Answer(seen.content_sha256)
        mechanism.answer_joint(lena, seen.id, "approve", answer)


def alone(into: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The exported program, in a bare environment, on the exported timeline."""
    return subprocess.run(  # noqa: S603 # the exported file
        [
            *(sys.executable, "-I", "-S", str(into / "verify_timeline.py")),
            *(str(into / "timeline.json"), *words),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={},
        cwd="/",
    )


def signers(folder: Path, into: Path) -> str:
    """Who signs there, as the court was told in person."""
    told = referral("package", "signers", store=folder)
    assert told.returncode == 0, told.stderr
    path = into / "allowed_signers"
    path.write_text(told.stdout)
    return str(path)


def test_what_identifies_nobody_is_written_at_once_and_checks_itself(
    copied: Path, tmp_path: Path
) -> None:
    into, folder = tmp_path / "handed on", tmp_path / "opened"
    told = exported(copied, "--into", str(into), "--profile", "redacted")
    assert told.returncode == 0, told.stderr
    assert {each.name for each in into.iterdir()} == {
        *("package.tar", "package.tar.sig")
    }
    assert {each.stat().st_mode & 0o777 for each in into.iterdir()} == {0o600}
    assert into.stat().st_mode & 0o777 == 0o700

    log = checkpoint(copied)["verifier"]
    opening = ("timeline", "open", str(into / "package.tar"), "--into", str(folder))
    signer = ("--signer", signers(copied, tmp_path))
    opened = referral(*opening, *signer, "--log", log)
    assert opened.returncode == 0, opened.stderr
    assert {each.name for each in folder.iterdir()} == {
        *("manifest.json", "manifest-sha256.txt"),
        *("timeline.json", "timeline.pdf", "verify_timeline.py"),
    }
    checked = alone(folder, "--log", log)
    assert checked.returncode == 0, checked.stderr
    assert "unbroken from the first" in checked.stdout
    again = exported(copied, "--into", str(into), "--profile", "redacted")
    assert (again.returncode, "there already" in again.stderr) == (1, True)
    odd = exported(copied, "--into", str(tmp_path / "x"), "--show", "four")
    assert odd.returncode == 1
    spoken = exported(copied, "--recipient", "x", "--language", "tlh")
    assert (spoken.returncode, "--language is one of" in spoken.stderr) == (1, True)
    short = by_clara(copied, "export", a_case(copied), "--reason", "x")
    assert (short.returncode, "Traceback" in short.stderr) == (1, False)


def test_two_hand_on_all_of_it_and_the_court_opens_and_checks_it(
    copied: Path, tmp_path: Path
) -> None:
    court, key = somebody(tmp_path, "court")
    asked = exported(copied, "--recipient", key)
    assert asked.returncode == 0, asked.stderr
    found = re.search(r"asked: joint act (\S+)", asked.stdout)
    assert found is not None
    joint, into = found[1], tmp_path / "drawn"
    early = by_clara(copied, "draw", joint, "--into", str(into))
    assert (early.returncode, into.exists()) == (1, False)
    agree(copied, joint)
    drawn = by_clara(copied, "draw", joint, "--into", str(into))
    assert drawn.returncode == 0, drawn.stderr
    assert {each.name for each in into.iterdir()} == {
        *("package.tar.age", "package.tar.age.sig")
    }
    manifest = re.search(r"manifest ([0-9a-f]{64})", drawn.stdout)
    assert manifest is not None

    log, folder = checkpoint(copied)["verifier"], tmp_path / "opened"
    sealed = str(into / "package.tar.age")
    opening = ("timeline", "open", sealed, "--into", str(folder))
    keys = ("--identity", str(court), "--signer", signers(copied, tmp_path))
    told = referral(*opening, *keys, "--log", log)
    assert told.returncode == 0, told.stderr
    assert manifest[1] in told.stdout
    assert "signed by a key you named" in told.stdout
    assert alone(folder, "--log", log).returncode == 0
    as_any = referral("package", "open", sealed, "--into", str(tmp_path / "y"), *keys)
    assert as_any.returncode == 0, as_any.stderr
    assert "timeline.json: " in as_any.stdout


@pytest.mark.parametrize(
    "how", ["no identity", "a stranger", "damaged", "cut short", "no signer"]
)
def test_what_does_not_open_leaves_nothing(
    copied: Path, tmp_path: Path, how: str
) -> None:
    court, key = somebody(tmp_path, "court")
    into, folder = tmp_path / "drawn", tmp_path / "opened"
    words = ("--profile", "anonymous", "--into", str(into), "--recipient", key)
    assert exported(copied, *words).returncode == 0
    file = into / "package.tar.age"
    whole = file.read_bytes()
    assert pyrage.decrypt(whole, [pyrage.x25519.Identity.from_str(_key(court))])
    keys = {"--identity": str(court), "--signer": signers(copied, tmp_path)}
    if how == "no identity":
        del keys["--identity"]
    if how == "no signer":
        del keys["--signer"]
    if how == "a stranger":
        keys["--identity"] = str(somebody(tmp_path, "stranger")[0])
    if how == "damaged":
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    if how == "cut short":
        file.write_bytes(whole[: len(whole) // 2])
    given = [word for pair in keys.items() for word in pair]
    told = referral("timeline", "open", str(file), "--into", str(folder), *given)
    assert told.returncode == 1
    assert SAID[how] in told.stderr
    assert not [each for each in tmp_path.iterdir() if "opened" in each.name]


SAID = {
    "no identity": "name the identity",
    "a stranger": "does not open with",
    "damaged": "the signature does not hold",
    "cut short": "the signature does not hold",
    "no signer": "name who may have signed it",
}


def _key(path: Path) -> str:
    return path.read_text().splitlines()[-1]
