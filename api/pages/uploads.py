"""A form with a document in it, read as it arrives (RFC 7578)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException

from api.executor import in_thread
from api.files import AT_ONCE
from api.pages.forms import FIELDS_OF_FILES, Sent, sent_from
from referral.actions.attachments import LONGEST, Spool

FILE = "file"
_LONGEST_FIELD = 1_000
_MOST_PARTS = 8
_BAD = HTTPException(400)
CALLS = (
    *("on_part_begin", "on_part_data", "on_part_end", "on_end"),
    *("on_header_field", "on_header_value", "on_header_end", "on_headers_finished"),
)


class _Reader:
    """What the parser calls: small fields into memory, the document into its spool."""

    def __init__(self, document: Spool) -> None:
        self.values: dict[str, list[str]] = {}
        self.name = ""
        """What the document is called: the last part of a path, if it was one."""
        self._document = document
        self._files = self._parts = 0
        self._header = bytearray()
        self._value = bytearray()
        self._said: dict[bytes, bytes] = {}
        self._field = ""
        self._text = bytearray()
        self._bytes = bytearray()

    def on_part_begin(self) -> None:
        """Another part."""
        self._parts += 1
        self._said.clear()
        self._text.clear()
        if self._parts > _MOST_PARTS:
            raise _BAD

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        """A part of a header's name."""
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        """A part of its value."""
        self._value += data[start:end]

    def on_header_end(self) -> None:
        """One header is whole."""
        self._said[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def on_headers_finished(self) -> None:
        """What this part is."""
        stated = self._said.get(b"content-disposition", b"")
        _, options = parse_options_header(stated)
        self._field = _text(options.get(b"name", b""))
        if self._field == FILE:
            self._files += 1
            called = _text(options.get(b"filename", b""))
            self.name = called.replace("\\", "/").rpartition("/")[2]
        if self._files > 1 or (self._field not in FIELDS_OF_FILES):
            raise _BAD

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Some of its content."""
        if self._field == FILE:
            self._bytes += data[start:end]
            return
        self._text += data[start:end]
        if len(self._text) > _LONGEST_FIELD:
            raise _BAD

    def on_part_end(self) -> None:
        """A field is whole."""
        if self._field != FILE:
            value = _text(bytes(self._text)).strip()
            self.values.setdefault(self._field, []).append(value)

    def on_end(self) -> None:
        """Everything was read."""

    def taken(self) -> bytes:
        """What came of the document since it was last asked for.

        Raises:
            HTTPException: 413 as soon as it is too large.
        """
        part = bytes(self._bytes)
        self._bytes.clear()
        if self._document.size + len(part) > LONGEST:
            raise HTTPException(413)
        return part


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise _BAD from None


@asynccontextmanager
async def sent_with_file(request: Request) -> AsyncIterator[tuple[Sent, str, Spool]]:
    """A form, what its document is called, and the document.

    Raises:
        HTTPException: 400 if it is no such form, 413 if the document is too large.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise _BAD
    with Spool() as document:
        reader = _Reader(document)
        calls: Any = {name: getattr(reader, name) for name in CALLS}
        try:
            parser = MultipartParser(options[b"boundary"], calls)
            waiting = 0
            async for part in request.stream():
                parser.write(part)
                waiting += len(part)
                if waiting >= AT_ONCE:
                    await in_thread(document.write, reader.taken())
                    waiting = 0
            parser.finalize()
        except MultipartParseError:
            raise _BAD from None
        await in_thread(document.write, reader.taken())
        path, digest = request.url.path, document.digest()
        yield sent_from(path, reader.values, digest), reader.name, document
