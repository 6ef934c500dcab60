"""The key file: made once, read only when nobody else can read it."""

import stat
from pathlib import Path

import pytest

from referral.errors import KeyMissing
from referral.vault.providers.file import FileKek


def test_a_new_key_file_is_closed_to_others_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "kek"
    made = FileKek.create(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert len(path.read_bytes()) == 32
    assert FileKek.read(path).epoch == made.epoch
    with pytest.raises(FileExistsError):
        FileKek.create(path)
    assert FileKek.read(path).epoch == made.epoch


def test_two_key_files_are_told_apart_by_their_epochs(tmp_path: Path) -> None:
    one, other = FileKek.create(tmp_path / "one"), FileKek.create(tmp_path / "other")

    assert one.epoch != other.epoch
    assert one.epoch.startswith("file-")
    assert (tmp_path / "one").read_bytes().hex()[:16] not in one.epoch


@pytest.mark.asvs("V13.3.2")
@pytest.mark.parametrize("mode", [0o440, 0o404, 0o420, 0o402, 0o410, 0o401, 0o777])
def test_a_key_file_that_others_could_touch_is_refused(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "kek"
    FileKek.create(path)
    path.chmod(mode)

    with pytest.raises(KeyMissing, match="chmod 0400"):
        FileKek.read(path)


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_key_file_of_another_size_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "kek"
    path.write_bytes(bytes(size))
    path.chmod(0o600)

    with pytest.raises(KeyMissing, match="32 bytes"):
        FileKek.read(path)


def test_an_absent_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="cannot be read"):
        FileKek.read(tmp_path / "kek")
    with pytest.raises(KeyMissing, match="cannot be read"):
        FileKek.read(tmp_path)
