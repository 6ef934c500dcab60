"""Files sealed to people: any of them opens, nobody else does, in bounded memory."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from referral.errors import BackupFailed, BackupUnusable, KeyMissing
from referral.vault.recipients import (
    Identity,
    Recipients,
    digest_of,
    key_id,
    new_file,
    seal_for,
    written_alike,
)

ROOT = Path(__file__).parents[2]
CONTENT = bytes(range(256)) * 1000


def somebody(folder: Path, name: str) -> tuple[Path, str]:
    """An identity file, and its recipient."""
    made = pyrage.x25519.Identity.generate()
    path = folder / name
    path.write_text(f"# created: once\n# public key: {made.to_public()}\n{made}\n")
    path.chmod(0o600)
    return path, str(made.to_public())


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    plain, out = tmp_path / "plain", tmp_path / "sealed"
    plain.write_bytes(CONTENT)
    people = [somebody(tmp_path, name)[1] for name in ("ada", "ben")]
    told = Recipients(people).seal(plain, out)
    assert told == (digest_of(plain), digest_of(out))
    return out


def test_each_opens_and_a_stranger_does_not(sealed: Path, tmp_path: Path) -> None:
    for name in ("ada", "ben"):
        into = tmp_path / f"{name}.opened"
        with new_file(into) as file:
            told = Identity(tmp_path / name).open(sealed, file, "it")
        assert into.read_bytes() == CONTENT
        assert told == digest_of(into)
        assert into.stat().st_mode & 0o777 == 0o600
    stranger = Identity(somebody(tmp_path, "eve")[0])
    with (
        (tmp_path / "nothing").open("wb") as file,
        pytest.raises(BackupUnusable, match="it does not open with this identity"),
    ):
        stranger.open(sealed, file, "it")
    assert repr(stranger) == "<Identity>"


def test_any_changed_byte_is_found(sealed: Path, tmp_path: Path) -> None:
    whole, ada = sealed.read_bytes(), Identity(tmp_path / "ada")
    for at in (0, 30, 200, 400, len(whole) // 2, len(whole) - 1):
        sealed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with (tmp_path / "out").open("wb") as out, pytest.raises(BackupUnusable):
            ada.open(sealed, out, "it")
    for cut in (0, 10, len(whole) - 1):
        sealed.write_bytes(whole[:cut])
        with (tmp_path / "out").open("wb") as out, pytest.raises(BackupUnusable):
            ada.open(sealed, out, "it")


def test_a_full_disk_is_told_as_one(sealed: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match="No space left"),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        Identity(tmp_path / "ada").open(sealed, full, "it")


def test_two_different_people_are_the_least(tmp_path: Path) -> None:
    ada, ben = (somebody(tmp_path, name)[1] for name in ("ada", "ben"))
    assert len(Recipients([ada, ben, ada])) == 2
    assert len(Recipients([ada, ben, ben.upper()])) == 2
    for few in ([], [ada], [ada, ada], [ada, ada.upper()]):
        with pytest.raises(BackupFailed, match="two people or more"):
            Recipients(few)
    with pytest.raises(BackupFailed, match="not a public key"):
        Recipients([ada, ben, "age1nobody"])


def test_a_text_is_sealed_to_one_and_to_nobody_by_mistake(tmp_path: Path) -> None:
    ada, ben = (somebody(tmp_path, name)[1] for name in ("ada", "ben"))
    (tmp_path / "text").write_bytes(seal_for(b"a letter", [ada]))
    with new_file(tmp_path / "opened") as file:
        Identity(tmp_path / "ada").open(tmp_path / "text", file, "it")
    assert (tmp_path / "opened").read_bytes() == b"a letter"
    with (tmp_path / "no").open("wb") as file, pytest.raises(BackupUnusable):
        Identity(tmp_path / "ben").open(tmp_path / "text", file, "it")
    for nobody in ([], [ada, "age1nobody"]):
        with pytest.raises(ValueError, match=r"nobody|no public key"):
            seal_for(b"a letter", nobody)
    assert key_id(ada) == sha256(ada.encode()).hexdigest()[:16] != key_id(ben)


def test_a_key_in_capitals_is_the_same_key(tmp_path: Path) -> None:
    (_, ada), (_, ben) = somebody(tmp_path, "ada"), somebody(tmp_path, "ben")
    assert written_alike([ben.upper(), ada, ben, ada.upper()]) == (ben, ada)
    assert written_alike([]) == ()
    for odd in ("age1nobody", "", ada.title()):
        with pytest.raises(ValueError, match="no public key"):
            written_alike([ada, odd])


def test_an_identity_is_closed_to_others_and_is_one(tmp_path: Path) -> None:
    path, _ = somebody(tmp_path, "ada")
    path.chmod(0o640)
    with pytest.raises(KeyMissing, match="open to others"):
        Identity(path)
    with pytest.raises(KeyMissing, match="cannot be read"):
        Identity(tmp_path / "absent")
    path.chmod(0o600)
    for text in ("", "# nothing\n", "AGE-SECRET-KEY-1NONSENSE\n"):
        path.write_text(text)
        with pytest.raises(BackupUnusable, match="no identity file"):
            Identity(path)


MEASURE = """
import resource, sys
from pathlib import Path
from referral.vault.recipients import Identity, Recipients, new_file
folder, ada, ben = sys.argv[1:]
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
folder = Path(folder)
before = peak()
Recipients([ada, ben]).seal(folder / "large", folder / "large.age")
with new_file(folder / "again") as file:
    Identity(folder / "ada").open(folder / "large.age", file, "it")
print((peak() - before) // 1024)
"""


def test_a_large_file_passes_through_a_few_mebibytes(tmp_path: Path) -> None:
    people = [somebody(tmp_path, name)[1] for name in ("ada", "ben")]
    with (tmp_path / "large").open("wb") as large:
        large.truncate(80 * 2**20)
    done = subprocess.run(  # noqa: S603 # ours
        [sys.executable, "-c", MEASURE, str(tmp_path), *people],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(done.stdout) < 24
    assert digest_of(tmp_path / "again") == digest_of(tmp_path / "large")
