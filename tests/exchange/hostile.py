"""Packages that somebody made to do harm: each whole but for one thing.

Most are signed by a signer that is trusted and sealed to the right key, so that what is
odd inside is reached at all.
"""

import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage

from referral.vault import archive, sshsig
from referral.vault.manifest import MANIFEST, SUMS, Classification, Contents, Member
from referral.vault.package import OUTSIDE_AT, SEALED, SIGNATURE, Package, listing
from referral.vault.sshsig import PackageSigner

AT = datetime(2026, 3, 2, 21, 30, 5, tzinfo=UTC)
MOMENT = int(AT.timestamp())
SIGNER = PackageSigner("package/invented", bytes(range(32)))
STRANGER = PackageSigner("package/stranger", bytes(range(1, 33)))
IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
OTHER = pyrage.x25519.Identity.generate()
GIB = 2**30
Files = dict[str, bytes]


def contents(**changes: Any) -> Contents:
    """Two invented cases."""
    members = tuple(
        Member(
            f"case-{n}.json",
            json.dumps({"first_name": "Kestrel", "n": n}).encode(),
            "agreed_fields",
            Classification.RESTRICTED,
            rests_on=("0195f1a0-0000-7000-8000-000000000031",),
            disclosure=f"0195f1a0-0000-7000-8000-00000000004{n}",
            handling=("not_passed_on",),
        )
        for n in (1, 2)
    )
    return replace(Contents("agreed_fields", AT, members), **changes)


def package(signer: PackageSigner = SIGNER, *keys: str, **changes: Any) -> Package:
    """A whole package; sealed to the one key, unless others are named."""
    return listing(contents(**changes), keys or (KEY,), signer).sealed()


@dataclass(frozen=True)
class Made:
    """What lies on disk."""

    file: bytes
    beside: bytes | None = None
    """The signature, where it does not lie in the file."""
    sparse: int = 0
    """Bytes that the file claims to have behind its own."""

    def write(self, folder: Path) -> Path:
        """Lay it into a folder."""
        path = folder / "package.tar"
        with path.open("wb") as file:
            file.write(self.file)
            if self.sparse:
                file.truncate(self.sparse)
        if self.beside is not None:
            path.with_name(path.name + SIGNATURE).write_bytes(self.beside)
        return path


def outside(payload: bytes, signature: bytes) -> Made:
    """Payload and signature in one file."""
    files = {SEALED: payload, SEALED + SIGNATURE: signature}
    return Made(archive.archived(files, OUTSIDE_AT))


def signed(payload: bytes, by: PackageSigner = SIGNER) -> Made:
    """A payload of any kind, with a signature that holds."""
    return outside(payload, by.sign(hashlib.sha512(payload).digest()))


def sealed(inner: bytes, to: str = KEY) -> Made:
    """An archive of any kind, sealed and signed."""
    key = pyrage.x25519.Recipient.from_str(to)
    return signed(bytes(pyrage.encrypt(inner, [key])))


def files_in() -> Files:
    """The files of a whole package, in order."""
    found = contents()
    manifest = found.manifest(package().recipients, SIGNER.key.fingerprint)
    return found.files(manifest)


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    """A header as somebody else would write one."""
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mtime = kind, link, MOMENT
    member.mode = 0o600
    return member


def tarred(
    members: list[tuple[tarfile.TarInfo, bytes]], how: int = tarfile.USTAR_FORMAT
) -> bytes:
    """An archive as somebody else would write one."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=how) as tar:
        for member, content in members:
            member.size = len(content) or member.size
            tar.addfile(member, io.BytesIO(content) if content else None)
    return out.getvalue()


def _behind(more: bytes) -> bytes:
    """The whole archive with more blocks behind its files."""
    whole = archive.archived(files_in(), MOMENT).rstrip(b"\0")
    whole += bytes(-len(whole) % archive.BLOCK)
    made = whole + more + bytes(2 * archive.BLOCK)
    return made + bytes(-len(made) % archive.RECORD)


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> Made:
    """One more member of some kind, behind whole files."""
    header = info(name, kind, link).tobuf(tarfile.USTAR_FORMAT)
    return sealed(_behind(header))


def _header(change: Callable[[bytearray], None]) -> Made:
    """One more plain file whose header somebody has edited, with its checksum."""
    raw = bytearray(archive._header("case-3.json", 0, MOMENT))
    change(raw)
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw)
    return sealed(_behind(bytes(raw)))


def _put(at: int, what: bytes) -> Callable[[bytearray], None]:
    def change(raw: bytearray) -> None:
        raw[at : at + len(what)] = what

    return change


def _again(files: Files) -> Made:
    """Other files in the one form."""
    return sealed(archive.archived(files, MOMENT))


def _manifest(change: Callable[[dict[str, Any]], None]) -> Made:
    """A manifest that says something else; the sums are made to fit."""
    files = files_in()
    said = json.loads(files[MANIFEST])
    change(said)
    return _said(json.dumps(said).encode(), files)


def _said(manifest: bytes, files: Files | None = None) -> Made:
    files = files or files_in()
    digest = hashlib.sha256(manifest).hexdigest()
    _, _, rest = files[SUMS].decode().partition("\n")
    sums = f"{digest}  {MANIFEST}\n{rest}".encode()
    return _again({**files, MANIFEST: manifest, SUMS: sums})


def _listed(**changes: Any) -> Made:
    return _manifest(lambda said: said["members"][0].update(changes))


def _without(name: str) -> Made:
    return _again({n: c for n, c in files_in().items() if n != name})


def _bomb() -> bytes:
    """A mebibyte of nothing, a thousand times smaller."""
    return gzip.compress(bytes(2**20))


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("case-1.json", bytes(2**20))
    return out.getvalue()


def _head(stanzas: list[bytes]) -> Made:
    """An age file with another head; its signature holds."""
    whole = package().payload
    mac = whole.index(b"\n---")
    begins, ends = whole[: whole.index(b"\n") + 1], whole[mac + 1 :]
    return signed(begins + b"".join(stanzas) + ends)


_STANZA = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
_SCRYPT = b"-> scrypt " + b"A" * 22 + b" 30\n" + b"A" * 43 + b"\n"


def _foreign_namespace() -> bytes:
    """A signature that was made for something else."""
    payload = package().payload
    made = SIGNER.sign(hashlib.sha512(payload).digest())
    key, _ = sshsig._read(made)
    blob = b"SSHSIG" + (1).to_bytes(4, "big")
    for part in (key.blob, b"file", b"", b"sha512"):
        blob += sshsig._string(part)
    inner = sshsig._string(b"ssh-ed25519") + sshsig._string(bytes(64))
    return sshsig._armour(blob + sshsig._string(inner))


def _replayed() -> Made:
    """The signature of another package."""
    return outside(package().payload, package().signature)


def _three() -> Made:
    found = package()
    files = {**found.files(), "more.json": b"{}"}
    return Made(archive.archived(files, OUTSIDE_AT))


def _renamed() -> Made:
    found = package()
    files = {"package.tar": found.payload, "other.sig": found.signature}
    return Made(archive.archived(files, OUTSIDE_AT))


def _cut(whole: bytes, at: int) -> bytes:
    return whole[:at]


NEST = b'{"format":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HOSTILE: Mapping[str, tuple[Callable[[], Made], str]] = {
    # names and kinds
    "way up": (lambda: _member("../evil.json"), r"'\.\./evil\.json' names a place out"),
    "from the root": (lambda: _member("/etc/passwd"), "names a place outside"),
    "deep": (lambda: _member("a/b/c.json"), "names a place outside"),
    "backslashes": (lambda: _member("..\\evil.json"), "names a place outside"),
    "two dots": (lambda: _member("case..json"), "names a place outside"),
    "a drive": (lambda: _member("c:evil.json"), "no name that is used here"),
    "another alphabet": (
        lambda: _member("\u0441ase-1.json"),
        r"'\\xd1\\x81ase-1.json' is no name that is used",
    ),
    "capital letters": (lambda: _member("Case-1.json"), "no name that is used here"),
    "a device's name": (lambda: _member("con.json"), "no name that is used here"),
    "no name": (lambda: _member(""), "no name that is used here"),
    "a link": (lambda: _member("x.json", tarfile.SYMTYPE, "/etc"), "is a link"),
    "a hard link": (lambda: _member("x.json", tarfile.LNKTYPE, "y"), "is a link"),
    "a device": (lambda: _member("x.json", tarfile.CHRTYPE), "is a device"),
    "a disk": (lambda: _member("x.json", tarfile.BLKTYPE), "is a device"),
    "a pipe": (lambda: _member("x.json", tarfile.FIFOTYPE), "is a pipe"),
    "a folder": (lambda: _member("x.json", tarfile.DIRTYPE), "is a folder"),
    "a sparse file": (
        lambda: _member("x.json", tarfile.GNUTYPE_SPARSE),
        "is a sparse file",
    ),
    "a long name": (
        lambda: _member("x.json", tarfile.GNUTYPE_LONGNAME),
        "a name of its own kind",
    ),
    "a long link": (
        lambda: _member("x.json", tarfile.GNUTYPE_LONGLINK),
        "a name of its own kind",
    ),
    "an own header": (lambda: _member("x.json", b"x"), "a header of its own kind"),
    "a header for all": (lambda: _member("x.json", b"g"), "a header of its own kind"),
    "an unknown kind": (lambda: _member("x.json", b"Q"), "is no plain file"),
    "a link's target": (lambda: _header(_put(157, b"/etc/x")), "leads to somewhere"),
    "a prefix": (lambda: _header(_put(345, b"../..")), "leads to somewhere else"),
    "twice": (lambda: _member("case-1.json"), "case-1.json is there twice"),
    # sizes
    "a gibibyte": (
        lambda: _header(_put(124, b"%011o\0" % GIB)),
        r"case-3\.json claims 1073741824 bytes, and \d+ are left",
    ),
    "eight gibibytes less one": (
        lambda: _header(_put(124, b"77777777777\0")),
        "claims 8589934591 bytes",
    ),
    "a size in binary": (
        lambda: _header(_put(124, b"\x80" + bytes(3) + b"\xff" * 8)),
        "a size or a moment that is no number",
    ),
    "a size below nothing": (
        lambda: _header(_put(124, b"-0000000001\0")),
        "a size or a moment that is no number",
    ),
    "a moment of its own": (
        lambda: _header(_put(136, b"00000000001\0")),
        "not of the one form",
    ),
    "an owner": (lambda: _header(_put(108, b"0001750\0")), "not of the one form"),
    "another checksum": (
        lambda: sealed(_behind(b"\1" + archive._header("case-3.json", 0, MOMENT)[1:])),
        "no archive, or a damaged one",
    ),
    "too many files": (
        lambda: _again({**files_in(), **{f"m-{n}.json": b"" for n in range(64)}}),
        "does not list m-0.json",
    ),
    "hidden between": (
        lambda: sealed(
            archive.archived(files_in(), MOMENT).replace(
                b"}" + bytes(40), b"}" + bytes(20) + b"\1" + bytes(19), 1
            )
        ),
        "hidden between its files",
    ),
    "hidden behind": (
        lambda: sealed(archive.archived(files_in(), MOMENT)[:-1] + b"\1"),
        "hidden between its files",
    ),
    "padded": (
        lambda: sealed(archive.archived(files_in(), MOMENT) + bytes(archive.RECORD)),
        "holds more than its files",
    ),
    "cut short": (
        lambda: sealed(_cut(archive.archived(files_in(), MOMENT), 3000)),
        "cut short|are left",
    ),
    "nothing inside": (lambda: sealed(b""), "no archive, or one that was cut short"),
    "compressed": (lambda: sealed(_bomb()), r"it is compressed \(gzip\)"),
    "a zip": (lambda: sealed(_zip_bomb()), r"it is compressed \(zip\)"),
    # the manifest
    "no manifest": (lambda: _without(MANIFEST), "manifest.json is missing"),
    "no sums": (lambda: _without(SUMS), "manifest-sha256.txt is missing"),
    "the manifest later": (
        lambda: _again(dict(sorted(files_in().items()))),
        "manifest.json is missing where it must be",
    ),
    "no JSON": (lambda: _said(b"{"), "the manifest cannot be read"),
    "no object": (lambda: _said(b"[]"), "the manifest cannot be read"),
    "no text": (lambda: _said(b"\xff\xfe{}"), "the manifest cannot be read"),
    "nested": (lambda: _said(NEST), "the manifest cannot be read"),
    "said twice": (
        lambda: _said(b'{"format": 1, "format": 2}'),
        "the manifest cannot be read",
    ),
    "a large manifest": (
        lambda: _said(b" " * (2**20 + 1)),
        "manifest.json is larger than it may be",
    ),
    "another version": (
        lambda: _manifest(lambda said: said.update(format="referral-package/v2")),
        "of a version that is not known here",
    ),
    "more words": (
        lambda: _manifest(lambda said: said.update(more=1)),
        "says more or less than this version says",
    ),
    "fewer words": (
        lambda: _manifest(lambda said: said.pop("about")),
        "says more or less than this version says",
    ),
    "no files": (
        lambda: _manifest(lambda said: said.update(members=[])),
        "the manifest lists no files",
    ),
    "another signer": (
        lambda: _manifest(lambda said: said.update(signed_by="SHA256:x")),
        "names another signer",
    ),
    "other keys": (
        lambda: _manifest(lambda said: said.update(sealed_for=["0" * 16])),
        "names other keys that it is sealed to",
    ),
    "listed only": (
        lambda: _again({n: c for n, c in files_in().items() if n != "case-2.json"}),
        "'case-2.json' is listed and is not there",
    ),
    "not listed": (
        lambda: _again({**files_in(), "case-3.json": b"{}"}),
        "does not list case-3.json",
    ),
    "another digest": (lambda: _listed(sha256="0" * 64), "is not what the manifest"),
    "another size": (lambda: _listed(bytes=GIB), "is not what the manifest lists"),
    "changed": (
        lambda: _again({**files_in(), "case-1.json": b"{}"}),
        "case-1.json is not what the manifest lists",
    ),
    "other sums": (
        lambda: _again({**files_in(), SUMS: files_in()[SUMS][:-1] + b" "}),
        "manifest-sha256.txt is not what",
    ),
    # seal and signature
    "not signed": (
        lambda: Made(package().payload),
        "it is not signed: no signature lies with it",
    ),
    "signed by a stranger": (
        lambda: signed(package().payload, STRANGER),
        f"a key that you did not name: {STRANGER.key.fingerprint}",
    ),
    "made by a stranger": (
        lambda: signed(package(STRANGER).payload),
        "its manifest names another signer",
    ),
    "signed for something else": (
        lambda: outside(package().payload, _foreign_namespace()),
        "was not made for referral-package",
    ),
    "replayed signature": (_replayed, "the signature does not hold"),
    "a long signature": (
        lambda: Made(package().payload, beside=b"x" * 5000),
        "too long to be one",
    ),
    "no signature there": (
        lambda: outside(package().payload, b"good"),
        "this is no SSH signature",
    ),
    "sealed to others": (
        lambda: Made(package(SIGNER, str(OTHER.to_public())).file()),
        "does not open with this identity",
    ),
    "a passphrase": (lambda: _head([_SCRYPT]), "sealed to a passphrase"),
    "many keys": (lambda: _head([_STANZA] * 70), "more keys than anybody has"),
    "a long head": (
        lambda: _head([b"-> x " + b"y" * 20_000 + b"\n\n"]),
        "damaged, or far too long",
    ),
    "a damaged head": (lambda: _head([b"-> \n\n"]), "damaged, or far too long"),
    "nobody's head": (lambda: _head([]), "damaged, or far too long"),
    "three outside": (_three, "does not hold just those two"),
    "other names outside": (_renamed, "does not hold just those two"),
    "a gibibyte on disk": (
        lambda: Made(package().payload, package().signature, sparse=GIB),
        "it is larger than",
    ),
    "a gibibyte of two": (
        lambda: Made(package().file(), sparse=GIB),
        "it is larger than",
    ),
    "nothing": (lambda: Made(b""), "not signed"),
    "noise": (lambda: Made(bytes(range(256)) * 80), "not signed"),
}
"""What somebody may send, and what is said of it."""
