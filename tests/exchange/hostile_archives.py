"""Archives made to do harm: names, kinds and sizes that no plain file here has."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable

from referral.vault import archive
from tests.exchange.making import (
    GIB,
    MOMENT,
    Hostile,
    Made,
    again,
    files_in,
    info,
    sealed,
)


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


def _bomb() -> bytes:
    """A mebibyte of nothing, a thousand times smaller."""
    return gzip.compress(bytes(2**20))


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("case-1.json", bytes(2**20))
    return out.getvalue()


def _cut(whole: bytes, at: int) -> bytes:
    return whole[:at]


ARCHIVES: Hostile = {
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
        lambda: again({**files_in(), **{f"m-{n}.json": b"" for n in range(64)}}),
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
}
