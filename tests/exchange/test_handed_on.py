"""The file that leaves: one form alone opens, and every other is refused by name."""

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from referral.errors import ExportUnusable
from referral.exchange import handed_on, open_handed_on
from referral.exchange.handed_on import beside, packed, unpacked
from tests.exchange.exported import LOG, WITNESSES, export

AT = datetime(2026, 3, 2, 21, 30, 5, tzinfo=UTC)
Files = dict[str, bytes]


def made(**more: bytes) -> bytes:
    """An archive of a timeline of four entries."""
    whole = export(4, *WITNESSES)
    return packed(whole, {**beside(whole), **more}, AT).archive


def files_of(archive: bytes) -> Files:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {each.name: _read(tar, each) for each in tar}


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    source = tar.extractfile(member)
    assert source is not None
    return source.read()


def tarred(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """An archive as somebody else would write one."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def again(files: Mapping[str, bytes]) -> bytes:
    """The same files in the one form, with a manifest that was not made anew."""
    return handed_on._archive(files, int(AT.timestamp()))


def relisted(files: Files, /, **changes: Any) -> bytes:
    """The same files, with a manifest that says something else."""
    said = json.loads(files["MANIFEST.json"])
    said.update(changes)
    return again({**files, "MANIFEST.json": handed_on.text_of(said).encode()})


def test_an_archive_is_the_same_bytes_and_opens_whole() -> None:
    whole = export(4, *WITNESSES)
    first, second = (packed(whole, beside(whole), AT) for _ in range(2))
    assert first == second
    keys = tuple(each.verifier.text() for each in WITNESSES)
    found = unpacked(first.archive, LOG.verifier.text(), keys, 2)
    assert found.manifest_sha256 == first.manifest_sha256
    assert found.told.startswith("4 entries hold, unbroken from the first")
    assert found.own_verifier
    manifest = json.loads(found.files["MANIFEST.json"])
    assert manifest["made_at"] == "2026-03-02T21:30:05+00:00"
    assert set(manifest["files"]) == {"timeline.json", "verify_timeline.py"}
    assert json.loads(found.files["timeline.json"]) == whole


def test_nothing_in_it_tells_a_machine_or_a_person() -> None:
    with tarfile.open(fileobj=io.BytesIO(made())) as tar:
        members = list(tar)
    assert {(m.uid, m.gid, m.uname, m.gname, m.mode) for m in members} == {
        (0, 0, "", "", 0o600)
    }
    assert members[0].name == "MANIFEST.json"


def test_another_program_in_it_is_told() -> None:
    archive = made(**{"verify_timeline.py": b"print('fine')\n"})
    assert not unpacked(archive).own_verifier


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mtime = kind, link, int(AT.timestamp())
    return member


def escaping(name: str) -> Callable[[Files], bytes]:
    return lambda files: tarred(
        [*((info(n), c) for n, c in files.items()), (info(name), b"x")]
    )


def linked(files: Files) -> bytes:
    rest = [(info(n), c) for n, c in files.items() if n != "timeline.json"]
    link = info("timeline.json", tarfile.SYMTYPE, "/etc/hostname")
    return tarred([*rest, (link, b"")])


def swapped(files: Files) -> bytes:
    """Another timeline, listed anew, under the manifest of this one."""
    other = json.loads(files["timeline.json"])
    other["profile"] = "redacted"
    text = handed_on.text_of(other).encode()
    listed = json.loads(files["MANIFEST.json"])["files"]
    new = packed(other, {**beside(other)}, AT)
    listed = json.loads(files_of(new.archive)["MANIFEST.json"])["files"]
    return relisted({**files, "timeline.json": text}, files=listed)


def edited(files: Files) -> bytes:
    """A field changed, and the manifest made to fit it."""
    other = json.loads(files["timeline.json"])
    other["entries"][1]["fields"]["step"][1] = "never happened"
    return packed(other, beside(other), AT).archive


ODD: Mapping[str, tuple[Callable[[Files], bytes], str]] = {
    "nothing": (lambda _: b"", "no archive|is missing"),
    "noise": (lambda _: bytes(range(256)) * 80, "no archive of a timeline"),
    "no manifest": (
        lambda f: again({n: c for n, c in f.items() if n != "MANIFEST.json"}),
        "MANIFEST.json is missing",
    ),
    "no timeline": (
        lambda f: again({n: c for n, c in f.items() if n != "timeline.json"}),
        "timeline.json is missing",
    ),
    "way up": (escaping("../verify_timeline.py"), "does not belong there: '../verify"),
    "from the root": (escaping("/etc/passwd"), "does not belong there: '/etc/passwd'"),
    "another file": (escaping("notes.txt"), "does not belong there: 'notes.txt'"),
    "twice": (escaping("timeline.json"), "timeline.json is there twice"),
    "a link": (linked, "timeline.json is no plain file"),
    "cut short": (lambda f: again(f)[:-10240], "no archive|is missing|cut short"),
    "cut in a file": (lambda f: again(f)[:3000], "no archive|cut short"),
    "padded": (lambda f: again(f) + bytes(10240), "holds more than its files"),
    "another order": (
        lambda f: tarred([(info(n), c) for n, c in reversed(f.items())]),
        "holds more than its files",
    ),
    "changed file": (
        lambda f: again({**f, "verify_timeline.py": b"print('fine')"}),
        "verify_timeline.py is not what the manifest lists",
    ),
    "not listed": (
        lambda f: again({**f, "timeline.pdf": b"%PDF-"}),
        "does not list timeline.pdf",
    ),
    "listed only": (
        lambda f: relisted(
            f, files={**json.loads(f["MANIFEST.json"])["files"], "x": {}}
        ),
        "lists what is not there: 'x'",
    ),
    "no list": (lambda f: relisted(f, files=[]), "lists no files"),
    "another manifest": (
        lambda f: relisted(f, format="something/v1"),
        "not of a timeline that was handed on",
    ),
    "no JSON": (
        lambda f: again({**f, "MANIFEST.json": b"{"}),
        "MANIFEST.json cannot be read",
    ),
    "no object": (
        lambda f: again({**f, "MANIFEST.json": b"[]"}),
        "MANIFEST.json cannot be read",
    ),
    "another timeline": (swapped, "of another timeline: profile"),
    "another log": (
        lambda f: relisted(f, checkpoint="x"),
        "of another timeline: checkpoint",
    ),
    "edited": (edited, "entry 2: a shown field is not the one that was written"),
}


@pytest.mark.parametrize("how", ODD)
def test_whatever_else_it_may_be_is_refused_with_the_reason(how: str) -> None:
    change, reason = ODD[how]
    with pytest.raises(ExportUnusable, match=reason):
        unpacked(change(files_of(made())))


def test_every_changed_byte_is_refused() -> None:
    whole = made()
    for at in range(0, len(whole), 997):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(ExportUnusable):
            unpacked(changed)


def test_an_archive_without_a_seal_opens_without_an_identity(tmp_path: Path) -> None:
    file, into = tmp_path / "timeline.tar", tmp_path / "opened"
    file.write_bytes(made())
    archive = open_handed_on.archive_in(file, None)
    open_handed_on.put(into, unpacked(archive).files)
    assert files_of(archive) == {e.name: e.read_bytes() for e in into.iterdir()}
    with pytest.raises(FileExistsError):
        open_handed_on.put(into, {})


def test_what_is_too_large_is_not_read_into_memory(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as large:
        large.truncate(handed_on.MOST + 1)
    with pytest.raises(ExportUnusable, match="larger than any timeline"):
        open_handed_on.archive_in(file, None)


def test_a_folder_that_cannot_be_filled_is_not_left_half_full(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        open_handed_on.put(tmp_path / "x", {"one": b"1", "no_such/two": b"2"})
    assert list(tmp_path.iterdir()) == []
