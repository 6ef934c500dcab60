"""Archives in one form: those of GNU tar, byte for byte, and no others."""

import io
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import PackageUnusable
from referral.vault.archive import (
    LARGEST,
    MOST_FILES,
    Part,
    archived,
    parts_of,
)

MOMENT = 1_772_487_005
FILES = {"manifest.json": b'{"a": 1}\n', "case-1.json": bytes(range(256)) * 3}
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}\.[a-z]{1,4}", fullmatch=True)


def read(whole: bytes, at: int | None = None) -> list[Part]:
    return list(parts_of(io.BytesIO(whole), len(whole), at))


def test_it_is_what_tar_makes_and_unpacks(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    subprocess.run(  # noqa: S603 # the system's own
        [  # wherever it is
            *("tar", "--format=ustar", "--owner=0", "--group=0", "--numeric-owner"),
            *("--mode=0600", f"--mtime=@{MOMENT}", "-cf", "theirs.tar", *FILES),
        ],
        cwd=tmp_path,
        check=True,
    )
    ours = archived(FILES, MOMENT)
    assert (tmp_path / "theirs.tar").read_bytes() == ours
    assert {part.name: ours[part.offset :][: part.size] for part in read(ours)} == FILES


@given(st.dictionaries(NAMES, st.binary(max_size=1500), max_size=6))
def test_the_same_files_are_the_same_bytes_and_come_back(
    files: dict[str, bytes],
) -> None:
    whole = archived(files, MOMENT)
    assert archived(files, MOMENT) == whole
    assert {p.name: whole[p.offset :][: p.size] for p in read(whole, MOMENT)} == files


def test_every_changed_byte_around_the_files_is_found() -> None:
    whole = archived(FILES, MOMENT)
    inside = {at for p in read(whole) for at in range(p.offset, p.offset + p.size)}
    for at in range(len(whole)):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        if at in inside:
            assert read(changed)
            continue
        with pytest.raises(PackageUnusable):
            read(changed)


def test_no_more_than_so_many_files_and_bytes() -> None:
    names = [f"m-{n}.json" for n in range(MOST_FILES + 1)]
    assert len(read(archived(dict.fromkeys(names[:-1], b""), MOMENT))) == MOST_FILES
    with pytest.raises(PackageUnusable, match="more than 64 files"):
        read(archived(dict.fromkeys(names, b""), MOMENT))
    with pytest.raises(PackageUnusable, match="larger than 268435456 bytes"):
        list(parts_of(io.BytesIO(b""), LARGEST + 1))


def test_all_files_bear_the_moment_that_is_asked_for() -> None:
    with pytest.raises(PackageUnusable, match="not of the one form"):
        read(archived(FILES, MOMENT), MOMENT + 1)


@pytest.mark.parametrize(
    "name", ["../x.json", "X.json", "con.json", "a" * 60 + ".b", ""]
)
def test_a_name_that_not_every_system_keeps_is_not_written(name: str) -> None:
    with pytest.raises(PackageUnusable, match="'"):
        archived({name: b""}, MOMENT)
