"""Images without what they tell beside the picture: place, device, comments, previews.

The picture itself is copied bit for bit: nothing is decoded, so no hostile picture
meets a decoder here, and evidence loses no quality. What may stay is listed; all else
goes: EXIF, XMP, GPS, IPTC, colour profiles, comments, times, and whatever lies behind
the picture's end. Of EXIF only the turning is kept, written anew.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator

from referral.errors import Malformed
from referral.exchange.attachment_kinds import Kind
from referral.vault.spool import Spool

MOST_PIXELS = 100_000_000
"""Twice the largest camera of a telephone; more is made to fill a memory."""
_U16, _U32 = struct.Struct(">H"), struct.Struct(">I")


def without_metadata(document: Spool, kind: Kind) -> Spool:
    """The same picture in a new spool.

    Raises:
        Malformed: if it is no sound image, moves, or has too many pixels.
    """
    document.seek(0)
    raw = document.read()
    clean = Spool()
    try:
        for part in _PARTS[kind](raw):
            clean.write(part)
    except (struct.error, IndexError):
        clean.close()
        raise _refused("not_a_sound_image") from None
    except BaseException:
        clean.close()
        raise
    return clean


def _refused(code: str) -> Malformed:
    return Malformed("This picture is not taken.", faults=(("/file", code),))


def _check_pixels(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise _refused("too_many_pixels")


# JPEG: ISO/IEC 10918-1 annex B.
_SOI, _EOI, _SOS, _APP0, _APP1, _APP14, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0xFE
_SOF, _FRAMES = 0xC0, frozenset({0xC0, 0xC1, 0xC2})
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _jpeg(raw: bytes) -> Iterator[bytes]:
    yield b"\xff\xd8"
    at, seen = 2, set[int]()
    while True:
        marker, at = _marker(raw, at)
        if marker == _EOI and _SOF in seen:
            yield b"\xff\xd9"
            return
        (length,) = _U16.unpack_from(raw, at)
        segment, at = raw[at : at + length], at + length
        if len(segment) != max(length, 2):
            raise _refused("not_a_sound_image")
        yield from _kept(marker, segment, seen)
        if marker == _SOS:
            end = _scan_end(raw, at)
            yield raw[at:end]
            at = end


def _kept(marker: int, segment: bytes, seen: set[int]) -> Iterator[bytes]:
    """What of one segment stays: all of it, a turning, or nothing."""
    if marker == _APP1:
        if _APP1 not in seen and (turning := _turning(segment[2:])):
            seen.add(_APP1)
            yield _exif_of(turning)
        return
    if marker in _FRAMES or marker == _SOS:
        _check_frame(marker, segment, seen)
    elif marker not in _TABLES and not _is_plain(marker, segment):
        return
    yield _segment(marker, segment)


def _check_frame(marker: int, segment: bytes, seen: set[int]) -> None:
    """One frame, of bearable size, before the first scan."""
    if (marker == _SOS) != (_SOF in seen):
        raise _refused("not_a_sound_image")
    if marker != _SOS:
        height, width = struct.unpack_from(">HH", segment, 3)
        _check_pixels(width, height)
        seen.add(_SOF)


def _marker(raw: bytes, at: int) -> tuple[int, int]:
    if raw[at] != 0xFF:  # noqa: PLR2004 # every marker begins with it
        raise _refused("not_a_sound_image")
    while raw[at] == 0xFF:  # noqa: PLR2004 # fill bytes
        at += 1
    return raw[at], at + 1


def _segment(marker: int, segment: bytes) -> bytes:
    return bytes((0xFF, marker)) + segment


def _is_plain(marker: int, segment: bytes) -> bool:
    """JFIF without a preview, and how Adobe programs mixed the colours."""
    if not _APP0 <= marker <= _COM:
        raise _refused("not_a_sound_image")
    if marker == _APP0:
        return segment[2:7] == b"JFIF\0" and segment[14:16] == b"\0\0"
    return marker == _APP14 and segment[2:7] == b"Adobe" and len(segment) == 14  # noqa: PLR2004 # its one length


def _scan_end(raw: bytes, at: int) -> int:
    found = _SCAN_END.search(raw, at)
    if found is None:
        raise _refused("not_a_sound_image")
    return found.start()


def _turning(exif: bytes) -> int:
    """How the picture is turned, 2 to 8, or 0 if it is not or nobody can tell."""
    if not exif.startswith(b"Exif\0\0"):
        return 0
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, first)
        for entry in range(entries):
            tag, kind, many, value = struct.unpack_from(
                order + "HHIH", tiff, first + 2 + 12 * entry
            )
            if (tag, kind, many) == (0x0112, 3, 1):
                return value if 2 <= value <= 8 else 0  # noqa: PLR2004 # the eight turnings
    except struct.error:
        return 0
    return 0


def _exif_of(turning: int) -> bytes:
    """EXIF that says how the picture is turned, and nothing else."""
    tiff = b"MM\0\x2a" + _U32.pack(8) + _U16.pack(1)
    tiff += struct.pack(">HHIHH", 0x0112, 3, 1, turning, 0) + _U32.pack(0)
    body = b"Exif\0\0" + tiff
    return _segment(_APP1, _U16.pack(len(body) + 2) + body)


# PNG: ISO/IEC 15948.
_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_PNG = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"}
)
_MOVES = b"acTL"


def _png(raw: bytes) -> Iterator[bytes]:
    yield _PNG
    at, first = len(_PNG), True
    while True:
        (length,) = _U32.unpack_from(raw, at)
        name, data = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + length]
        (check,) = _U32.unpack_from(raw, at + 8 + length)
        if check != zlib.crc32(name + data) or first != (name == b"IHDR"):
            raise _refused("not_a_sound_image")
        if first:
            _check_pixels(*struct.unpack_from(">II", data))
        if name == _MOVES:
            raise _refused("moving_picture")
        if name in _KEPT_PNG:
            yield raw[at : at + 12 + length]
        elif not name[0] & 0x20:
            raise _refused("not_a_sound_image")  # a chunk nobody may skip
        if name == b"IEND":
            return
        at, first = at + 12 + length, False


# WebP: RFC 9649.
_KEPT_WEBP = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
_ALPHA, _MOVING = 0x10, 0x02


def _webp(raw: bytes) -> Iterator[bytes]:
    (size,) = struct.unpack_from("<I", raw, 4)
    kept: list[bytes] = []
    at, end = 12, min(8 + size, len(raw))
    while at < end:
        name = raw[at : at + 4]
        (length,) = struct.unpack_from("<I", raw, at + 4)
        data = raw[at + 8 : at + 8 + length]
        if len(data) < length:
            raise _refused("not_a_sound_image")
        if name in (b"ANIM", b"ANMF"):
            raise _refused("moving_picture")
        if name in _KEPT_WEBP:
            data = _webp_data(name, data)
            kept.append(name + struct.pack("<I", length) + data + b"\0" * (length & 1))
        at += 8 + length + (length & 1)
    if not any(part[:4] in (b"VP8 ", b"VP8L") for part in kept):
        raise _refused("not_a_sound_image")
    body = b"WEBP" + b"".join(kept)
    yield b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_data(name: bytes, data: bytes) -> bytes:
    if name == b"VP8X":
        width = int.from_bytes(data[4:7], "little") + 1
        height = int.from_bytes(data[7:10], "little") + 1
        data = bytes((data[0] & _ALPHA,)) + data[1:]
    elif name == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 1)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif name == b"VP8 ":
        wide, high = struct.unpack_from("<HH", data, 6)
        width, height = wide & 0x3FFF, high & 0x3FFF
    else:
        return data
    _check_pixels(width, height)
    return data


_PARTS: dict[Kind, Callable[[bytes], Iterator[bytes]]] = {
    Kind.JPEG: _jpeg,
    Kind.PNG: _png,
    Kind.WEBP: _webp,
}
