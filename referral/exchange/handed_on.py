"""A timeline as one file: an archive in one form, and the manifest that lists it.

The archive is a tar of the simplest kind (ustar, POSIX.1-1988), uncompressed, of files
with fixed names, so that any system unpacks it. The same files are always the same
bytes; whatever else an archive may be is refused, with the reason.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from referral.clock import to_millis
from referral.errors import ExportUnusable
from referral.exchange import verify_timeline

FORMAT = "timeline-handed-on/v1"
MANIFEST = "MANIFEST.json"
TIMELINE = "timeline.json"
PAPER = "timeline.pdf"
VERIFIER = "verify_timeline.py"
NAMES = (MANIFEST, TIMELINE, VERIFIER, PAPER)
"""Everything that may be in an archive, in this order."""
MOST = 256 * 2**20
"""Bytes of the largest archive that is opened."""
_NEEDED = (TIMELINE, VERIFIER)
_SAME = ("profile", "chain", "checkpoint")
"""What the manifest says of the timeline, which says it itself."""


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive, and the SHA-256 of the manifest in it, 64 hexadecimal digits."""

    archive: bytes
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in an archive, checked."""

    files: Mapping[str, bytes]
    manifest_sha256: str
    told: str
    """What the verifier says of the timeline."""
    own_verifier: bool
    """True if the program in it is the one of this version."""


def text_of(export: Mapping[str, Any]) -> str:
    """An export as the text of a file."""
    return json.dumps(export, ensure_ascii=False, indent=1) + "\n"


def packed(
    export: Mapping[str, Any], files: Mapping[str, bytes], at: datetime
) -> Packed:
    """An archive of some files, with a manifest that lists them.

    Args:
        export: The timeline that is among the files.
        files: What lies beside the manifest, by names of `NAMES`.
        at: When it is made.
    """
    said = {
        "format": FORMAT,
        "made_at": at.isoformat(timespec="seconds"),
        **{name: export[name] for name in _SAME},
        "files": {
            name: {
                "bytes": len(files[name]),
                "sha256": hashlib.sha256(files[name]).hexdigest(),
            }
            for name in NAMES
            if name in files
        },
    }
    manifest = text_of(said).encode()
    archive = _archive({MANIFEST: manifest, **files}, to_millis(at) // 1000)
    return Packed(archive, hashlib.sha256(manifest).hexdigest())


def _archive(files: Mapping[str, bytes], at: int) -> bytes:
    """The one form: these names in their order, nobody's, for the owner alone."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in NAMES:
            if name in files:
                member = tarfile.TarInfo(name)
                member.size, member.mode, member.mtime = len(files[name]), 0o600, at
                tar.addfile(member, io.BytesIO(files[name]))
    return made.getvalue()


def unpacked(
    archive: bytes,
    log: str | None = None,
    witnesses: tuple[str, ...] = (),
    enough: int = 0,
) -> Unpacked:
    """What is in an archive: the manifest is checked first, then the timeline.

    Args:
        archive: Its bytes.
        log: Public key of the log, from somewhere else than the archive.
        witnesses: Public keys of witnesses.
        enough: How many of them must have signed.

    Raises:
        ExportUnusable: with the exact reason, for anything but a whole one.
    """
    files, at = _read(archive)
    manifest = _document(files, MANIFEST)
    if manifest.get("format") != FORMAT:
        raise ExportUnusable("the manifest is not of a timeline that was handed on")
    _check_listed(manifest, files)
    export = _document(files, TIMELINE)
    for name in _SAME:
        if manifest.get(name) != export.get(name):
            raise ExportUnusable(f"the manifest is of another timeline: {name}")
    if _archive(files, at) != archive:
        raise ExportUnusable("the archive holds more than its files, or was cut short")
    try:
        told = verify_timeline.check(export, log, list(witnesses), enough)
    except verify_timeline.NotProven as why:
        raise ExportUnusable(f"{TIMELINE}: {why}") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise ExportUnusable(f"{TIMELINE} cannot be read as a timeline") from None
    own = files[VERIFIER] == verifier_text().encode()
    digest = hashlib.sha256(files[MANIFEST]).hexdigest()
    return Unpacked(files, digest, told, own)


def verifier_text() -> str:
    """The program that checks an export, to be laid beside it."""
    return (resources.files("referral.exchange") / VERIFIER).read_text("utf-8")


def beside(export: Mapping[str, Any]) -> dict[str, bytes]:
    """What every archive holds: the timeline, and the program that checks it."""
    return {TIMELINE: text_of(export).encode(), VERIFIER: verifier_text().encode()}


def sum_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the timeline among some files, 64 hexadecimal digits."""
    return hashlib.sha256(files[TIMELINE]).hexdigest()


def _read(archive: bytes) -> tuple[dict[str, bytes], int]:
    """The files of an archive by name, and the moment that all of them bear."""
    files: dict[str, bytes] = {}
    moment = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
            for member in tar:
                name = _name(member, files)
                files[name] = _content(tar, member)
                moment = int(member.mtime)
    except (tarfile.TarError, ValueError, OverflowError, EOFError):
        raise ExportUnusable(
            "this is no archive of a timeline, or a damaged one"
        ) from None
    for name in (MANIFEST, *_NEEDED):
        if name not in files:
            raise ExportUnusable(f"{name} is missing")
    return files, moment


def _name(member: tarfile.TarInfo, known: Mapping[str, bytes]) -> str:
    """A name that belongs there, of a plain file: never a way to somewhere else."""
    if member.name not in NAMES:
        raise ExportUnusable(f"it holds what does not belong there: {member.name!a}")
    if not member.isreg() or member.issparse():
        raise ExportUnusable(f"{member.name} is no plain file")
    if member.name in known:
        raise ExportUnusable(f"{member.name} is there twice")
    return member.name


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    source = tar.extractfile(member)
    content = b"" if source is None else source.read()
    if len(content) != member.size:
        raise ExportUnusable(f"{member.name} is cut short")
    return content


def _document(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        found = json.loads(files[name], parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ExportUnusable(f"{name} cannot be read") from None
    if not isinstance(found, dict):
        raise ExportUnusable(f"{name} cannot be read")
    return found


def _refuse(text: str) -> float:
    raise ValueError(text)


def _check_listed(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """That every file is listed and is what the list says, and nothing is missing."""
    listed = manifest.get("files")
    if not isinstance(listed, dict):
        raise ExportUnusable("the manifest lists no files")
    for name in sorted(set(listed) - set(files)):
        raise ExportUnusable(f"the manifest lists what is not there: {name!a}")
    for name in sorted(set(files) - set(listed) - {MANIFEST}):
        raise ExportUnusable(f"the manifest does not list {name}")
    for name, said in listed.items():
        is_now = {
            "bytes": len(files[name]),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        if said != is_now:
            raise ExportUnusable(f"{name} is not what the manifest lists")
