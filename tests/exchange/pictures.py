"""Pictures that tell too much, drawn by a library of their own, and what they tell."""

import io
from collections.abc import Callable

from PIL import ExifTags, Image, PngImagePlugin

from referral.vault.spool import Spool

PLACE = b"planted-place-51.5"
COMMENT = b"planted comment"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>planted xmp</x:xmpmeta>"
PLANTED = (b"planted", b"Exif\0\0MM\0*\0\0\0\x08\0\x02")


def drawn(mode: str = "RGB", size: tuple[int, int] = (61, 43)) -> Image.Image:
    """A picture with something on every side."""
    picture = Image.radial_gradient("L").resize(size).convert(mode)
    picture.paste(Image.new(mode, (9, 5)), (3, 7))
    return picture


def exif(turning: int = 1) -> Image.Exif:
    """Where, with what, by whom, how turned."""
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = turning
    told[ExifTags.Base.Make] = "planted maker"
    told[ExifTags.Base.Artist] = "planted artist"
    told[ExifTags.Base.UserComment] = b"planted remark"
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitude] = (41.0, 19.0, 0.0)
    place[ExifTags.GPS.GPSAreaInformation] = PLACE
    return told


def saved(picture: Image.Image, kind: str, **words: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **words)
    return out.getvalue()


def jpeg(turning: int = 1, **words: object) -> bytes:
    told = {"comment": COMMENT, "xmp": XMP, "icc_profile": b"planted profile" * 9}
    return saved(drawn(), "JPEG", exif=exif(turning), **{**told, **words})


def progressive() -> bytes:
    return jpeg(progressive=True, quality=60)


def grey() -> bytes:
    return saved(drawn("L"), "JPEG", comment=COMMENT, exif=exif())


def cmyk() -> bytes:
    return saved(drawn("CMYK"), "JPEG", comment=COMMENT)


def trailed() -> bytes:
    """Another picture behind the end of the first, as some telephones write."""
    return jpeg() + jpeg() + b"planted tail"


def restarting() -> bytes:
    return jpeg(restart_marker_blocks=2)


def png(mode: str = "RGBA") -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "planted text")
    words.add_itxt("XML:com.adobe.xmp", "planted xmp")
    told = {"pnginfo": words, "exif": exif(), "icc_profile": b"planted profile" * 9}
    return saved(drawn(mode), "PNG", **told) + b"planted tail"


def palette() -> bytes:
    return png("P")


def webp(lossless: bool = False) -> bytes:  # noqa: FBT002 - a switch of the format
    told = {"exif": exif(), "xmp": XMP, "icc_profile": b"planted profile" * 9}
    return saved(drawn("RGBA"), "WEBP", lossless=lossless, **told) + b"planted tail"


def webp_lossless() -> bytes:
    return webp(lossless=True)


def webp_plain() -> bytes:
    return saved(drawn(), "WEBP")


TELLING: dict[str, Callable[[], bytes]] = {
    make.__name__: make
    for make in (
        *(jpeg, progressive, grey, cmyk, trailed, restarting),
        *(png, palette, webp, webp_lossless, webp_plain),
    )
}


def spooled(raw: bytes) -> Spool:
    """Bytes as they arrive."""
    spool = Spool()
    spool.write(raw)
    return spool


def read(spool: Spool) -> bytes:
    """All of a spool, which is closed then."""
    with spool:
        spool.seek(0)
        return spool.read()
