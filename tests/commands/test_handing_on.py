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


def test_what_identifies_nobody_is_written_at_once_and_checks_itself(
    copied: Path, tmp_path: Path
) -> None:
    into = tmp_path / "handed on"
    told = exported(copied, "--into", str(into), "--profile", "redacted")
    assert told.returncode == 0, told.stderr
    assert {each.name for each in into.iterdir()} == {
        *("MANIFEST.json", "timeline.json", "timeline.pdf", "verify_timeline.py")
    }
    assert {each.stat().st_mode & 0o777 for each in into.iterdir()} == {0o600}
    assert into.stat().st_mode & 0o777 == 0o700

    checked = alone(into, "--log", checkpoint(copied)["verifier"])
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
    assert [each.name for each in into.iterdir()] == ["timeline.age"]
    manifest = re.search(r"manifest ([0-9a-f]{64})", drawn.stdout)
    assert manifest is not None

    log, folder = checkpoint(copied)["verifier"], tmp_path / "opened"
    opening = ("timeline", "open", str(into / "timeline.age"), "--into", str(folder))
    told = referral(*opening, "--identity", str(court), "--log", log)
    assert told.returncode == 0, told.stderr
    assert manifest[1] in told.stdout
    assert "signed by a key you named" in told.stdout
    assert alone(folder, "--log", log).returncode == 0


@pytest.mark.parametrize("how", ["no identity", "a stranger", "damaged", "cut short"])
def test_what_does_not_open_leaves_nothing(
    copied: Path, tmp_path: Path, how: str
) -> None:
    court, key = somebody(tmp_path, "court")
    into, folder = tmp_path / "drawn", tmp_path / "opened"
    words = ("--profile", "anonymous", "--into", str(into), "--recipient", key)
    assert exported(copied, *words).returncode == 0
    file = into / "timeline.age"
    whole = file.read_bytes()
    assert pyrage.decrypt(whole, [pyrage.x25519.Identity.from_str(_key(court))])
    identity = [] if how == "no identity" else ["--identity", str(court)]
    if how == "a stranger":
        identity = ["--identity", str(somebody(tmp_path, "stranger")[0])]
    if how == "damaged":
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    if how == "cut short":
        file.write_bytes(whole[: len(whole) // 2])
    told = referral("timeline", "open", str(file), "--into", str(folder), *identity)
    assert told.returncode == 1
    expected = "name the identity" if how == "no identity" else "does not open with"
    assert expected in told.stderr
    assert not [each for each in tmp_path.iterdir() if "opened" in each.name]


def _key(path: Path) -> str:
    return path.read_text().splitlines()[-1]
