"""A document is what its content says; what is not on the list is not taken."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import Malformed
from referral.exchange import attachment_kinds
from referral.exchange.attachment_kinds import (
    MOST_ENTRIES,
    MOST_UNPACKED,
    Kind,
    kind_of,
)
from referral.vault.spool import BLOCK
from tests.exchange.pictures import TELLING, spooled

MAIN = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
ODT = b"application/vnd.oasis.opendocument.text"


def packed(entries: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(more: dict[str, bytes] | None = None, main: bytes = MAIN) -> bytes:
    types = b'<Types><Override ContentType="' + main + b'"/></Types>'
    document = {"[Content_Types].xml": types, "word/document.xml": b"<w/>"}
    return packed({**document, **(more or {})})


def kind(raw: bytes) -> Kind:
    with spooled(raw) as document:
        return kind_of(document)


def told(raw: bytes) -> Kind | None:
    """The kind, or nothing where it is refused; anything else is the test's."""
    try:
        return kind(raw)
    except Malformed:
        return None


def refusal(raw: bytes) -> str:
    with pytest.raises(Malformed) as refused:
        kind(raw)
    ((where, code),) = refused.value.faults
    assert where == "/file"
    return code


TAKEN: dict[Kind, tuple[bytes, ...]] = {
    Kind.PDF: (b"%PDF-1.4\n", b"%PDF-2.0\n"),
    Kind.JPEG: (TELLING["jpeg"](), TELLING["progressive"]()),
    Kind.PNG: (TELLING["png"](),),
    Kind.WEBP: (TELLING["webp"](), TELLING["webp_lossless"](), TELLING["webp_plain"]()),
    Kind.TEXT: (b"x", "një letër, зелёный\r\n\tçaj".encode(), b"a" * (3 * BLOCK)),
    Kind.DOCX: (docx(),),
    Kind.ODT: (packed({"mimetype": ODT, "content.xml": b"<x/>"}),),
    Kind.MP3: (b"ID3\x03\0", b"\xff\xfb\x90\x64"),
    Kind.M4A: (b"\0\0\0\x20ftypM4A \0",),
    Kind.OGG: (b"OggS\0\x02",),
    Kind.FLAC: (b"fLaC\0\0\0\x22",),
    Kind.WAV: (b"RIFF\x24\0\0\0WAVEfmt ",),
}


@pytest.mark.asvs("V5.2.2")
@pytest.mark.parametrize("expected", TAKEN)
def test_a_kind_that_is_taken_is_known_by_its_content(expected: Kind) -> None:
    for raw in TAKEN[expected]:
        assert kind(raw) is expected
    assert set(TAKEN) == set(Kind)


NOT_TAKEN = {
    "a program": b"MZ\x90\0\x03\0",
    "another program": b"\x7fELF\x02\x01\x01\0",
    "a moving picture": b"GIF89a\x01\0\x01\0\0",
    "a film": b"\0\0\0\x20ftypisom\0\0\2\0",
    "a picture of another kind": b"II*\0\x08\0\0\0",
    "an archive": packed({"holiday.txt": b"x"}),
    "a table": docx(main=b"application/sheet.main+xml"),
    "a document that is none": packed({"word/document.xml": b"<w/>"}),
    "an archive that is cut": docx()[:40],
    "an archive with a false list": docx().replace(b"PK\x01\x02", b"PK\x09\x09"),
    "half a character": b"\xc3",
    "another encoding": "letër".encode("latin-1"),
    "a bell": b"text\x07",
    "a zero": b"a" * BLOCK + b"\0",
    "no pdf": b"\n\x00%PDF-1.7",
}


@pytest.mark.asvs("V5.2.2")
@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_is_not_on_the_list_is_not_taken(name: str) -> None:
    assert refusal(NOT_TAKEN[name]) == "kind_not_taken"


def test_nothing_at_all_is_not_taken() -> None:
    assert refusal(b"") == "empty"


def claiming(raw: bytes, unpacked: int) -> bytes:
    """An archive whose list says that its first entry unpacks to so much."""
    at = raw.index(b"PK\x01\x02") + 24
    return raw[:at] + struct.pack("<I", unpacked) + raw[at + 4 :]


@pytest.mark.asvs("V5.2.3")
@pytest.mark.parametrize(
    "make",
    [
        lambda: docx({"word/media/bomb": bytes(80 * 2**20)}),
        lambda: claiming(docx(), MOST_UNPACKED + 1),
        lambda: packed({f"word/{n}": b"" for n in range(MOST_ENTRIES + 1)}),
    ],
    ids=["packed tightly", "claims too much", "too many entries"],
)
def test_what_would_unpack_to_too_much_is_not_taken(make: Callable[[], bytes]) -> None:
    assert refusal(make()) == "unpacks_to_too_much"


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/VBAPROJECT", "run.exe", "x/a.JS", "b.vbs"]
)
def test_what_carries_a_program_is_not_taken(name: str) -> None:
    assert refusal(docx({name: b"x"})) == "carries_a_program"


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", docx()[:80]]))
def test_no_bytes_at_all_are_anything_but_a_kind_or_refused(
    raw: bytes, head: bytes
) -> None:
    assert told(head + raw) in {*Kind, None}


@given(st.integers(0, len(docx()) - 1), st.integers(1, 255))
def test_no_broken_document_is_anything_but_a_kind_or_refused(
    at: int, mask: int
) -> None:
    broken = bytearray(docx())
    broken[at] ^= mask
    assert told(bytes(broken)) in {*Kind, None}


def test_a_build_without_bounds_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment_kinds, "_check_bounds", lambda _: None)

    assert kind(docx({"word/vbaProject.bin": b"x"})) is Kind.DOCX
    assert kind(claiming(docx(), MOST_UNPACKED + 1)) is Kind.DOCX
