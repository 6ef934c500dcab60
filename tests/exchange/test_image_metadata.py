"""A picture keeps every pixel and loses everything it tells beside them."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageOps

from referral.errors import Malformed
from referral.exchange import image_metadata
from referral.exchange.attachment_kinds import IMAGES, Kind, kind_of
from referral.exchange.image_metadata import without_metadata
from tests.exchange.pictures import TELLING, drawn, jpeg, png, read, saved, spooled


def cleaned(raw: bytes) -> bytes:
    with spooled(raw) as document:
        return read(without_metadata(document, kind_of(document)))


def pixels(raw: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(raw))
    return picture.convert("RGBA" if "A" in picture.mode else "RGB")


@pytest.mark.parametrize("name", TELLING)
def test_the_picture_stays_and_what_it_tells_goes(name: str) -> None:
    raw = TELLING[name]()
    clean = cleaned(raw)

    assert b"planted" not in clean
    told = Image.open(io.BytesIO(clean))
    told.load()
    assert dict(told.getexif()) == {}
    assert {"exif", "comment", "xmp", "icc_profile"} & told.info.keys() == set()
    assert ImageChops.difference(pixels(raw), pixels(clean)).getbbox() is None
    assert cleaned(clean) == clean


def test_a_picture_tells_what_is_looked_for() -> None:
    """The control: left as it came, every telling picture would be noticed."""
    silent = {name for name, make in TELLING.items() if b"planted" not in make()}

    assert silent == {"webp_plain"}


@pytest.mark.parametrize("turning", range(1, 9))
def test_a_turned_picture_stays_turned_and_tells_no_more(turning: int) -> None:
    raw = jpeg(turning)
    clean = cleaned(raw)

    kept = dict(Image.open(io.BytesIO(clean)).getexif())
    assert kept == ({} if turning == 1 else {ExifTags.Base.Orientation: turning})
    assert b"planted" not in clean
    one, other = (ImageOps.exif_transpose(pixels_of(it)) for it in (raw, clean))
    assert ImageChops.difference(one, other).getbbox() is None


def pixels_of(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def huge_png() -> bytes:
    """A few bytes that say they are ten thousand million pixels."""
    words = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(words)) + b"IHDR" + words
    chunk += struct.pack(">I", zlib.crc32(b"IHDR" + words))
    raw = png()
    return raw[:8] + chunk + raw[33:]


def huge_jpeg() -> bytes:
    raw = jpeg()
    at = raw.index(b"\xff\xc0") + 5
    return raw[:at] + struct.pack(">HH", 60_000, 60_000) + raw[at + 4 :]


def moving(kind: str) -> bytes:
    other = ImageOps.invert(drawn())
    return saved(drawn(), kind, save_all=True, append_images=[other], duration=90)


REFUSED: dict[str, tuple[Callable[[], bytes], ...]] = {
    "too_many_pixels": (huge_png, huge_jpeg),
    "moving_picture": (lambda: moving("PNG"), lambda: moving("WEBP")),
    "not_a_sound_image": (
        lambda: jpeg()[:200],
        lambda: jpeg()[:-2],
        lambda: b"\xff\xd8\xff\xd9",
        lambda: b"\xff\xd8\xff\xda\0\x02\xff\xd9",
        lambda: b"\xff\xd8\xff\xd8" + bytes(40),
        lambda: b"\xff\xd8\xff\xe0\0\0" + bytes(40),
        lambda: png()[:60],
        lambda: png().replace(b"IDAT", b"IDAB", 1),
        lambda: png()[:8] + png()[33:],
        lambda: saved(drawn(), "WEBP")[:40],
        lambda: b"RIFF\x0c\0\0\0WEBPVP8X\0\0\0\0",
    ),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_picture_that_is_not_sound_is_refused(reason: str) -> None:
    for make in REFUSED[reason]:
        with pytest.raises(Malformed) as refusal:
            cleaned(make())
        assert refusal.value.faults == (("/file", reason),)


@given(
    st.sampled_from([make() for make in TELLING.values()]),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(1, 255)), max_size=6),
    st.integers(0, 2_000),
)
def test_no_broken_picture_is_anything_but_refused_or_silent(
    raw: bytes, turned: list[tuple[int, int]], cut: int
) -> None:
    broken = bytearray(raw)
    for at, mask in turned:
        broken[at % len(broken)] ^= mask
    del broken[len(broken) - cut % len(broken) :]
    for kind in IMAGES:
        with spooled(bytes(broken)) as document:
            try:
                found = read(without_metadata(document, kind))
            except Malformed:
                continue
        assert len(found) <= len(broken) + 64
        assert b"planted comment" not in found or kind is not Kind.JPEG


def test_a_build_that_keeps_comments_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(image_metadata, "_is_plain", lambda *_: True)

    assert b"planted comment" in cleaned(jpeg())
