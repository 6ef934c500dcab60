"""The sheets that lie beside a timeline: drawn for reading, bound to the file.

WeasyPrint draws them where the extra `pdf` is installed with its libraries (Pango);
elsewhere a timeline goes without. Nothing is fetched, and nothing of the machine or
of whoever draws is written into them: the same timeline gives the same bytes.
"""

import json
import logging
from collections.abc import Mapping
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import segno
from markupsafe import Markup

from api.pages.language import N_, gettext, speak, speaking
from api.pages.templating import template
from referral.actions.hand_on import ForPaper, Paper
from referral.clock import from_millis
from referral.rules.happened import written_later

MOST = 1_000
"""Entries of the longest timeline that is drawn: up to twenty seconds of work."""
WITHOUT = (
    "There is no PDF in it: that needs the extra `pdf`, Pango, and at most "
    f"{MOST:,} entries."
)
THE_PERSON = N_("the person")
"""Who acts for no organisation: whoever shows the number that the person keeps."""
_ID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the sheets show it; of an anonymous one, `h` and `index` alone."""

    h: str
    index: int
    seq: int = 0
    utc: str = ""
    local: str = ""
    happened: str = ""
    """When it happened, where that was not when it was written; in both zones."""
    type: str = ""
    lane: str = ""
    who: str = ""
    purpose: str = ""
    track: str = ""
    before: str = ""
    after: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    withheld: int = 0
    erased: bool = False


@cache
def _engine() -> Any | None:  # noqa: ANN401 # a library that may be missing
    """WeasyPrint, quiet; None where it or a library of the system is missing."""
    for name in ("weasyprint", "fontTools"):  # they tell which letters a text holds
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        import weasyprint  # noqa: PLC0415 # an extra
    except (ImportError, OSError):
        return None
    return weasyprint


def sheets(code: str) -> Paper:
    """What draws the sheets in a language.

    Args:
        code: The language, as `sq`; English for one that there is no catalogue of.
    """

    def draw(said: ForPaper) -> bytes | None:
        return copy_context().run(_drawn, said, code)

    return draw


def _drawn(said: ForPaper, code: str) -> bytes | None:
    if len(said.drawn.export["entries"]) > MOST:
        return None
    speak(code)
    return pdf_of(written(said), said.timeline_sha256[:_ID_DIGITS])


def can_draw() -> bool:
    """True if paper can be drawn here."""
    return _engine() is not None


def pdf_of(html: str, identifier: str) -> bytes | None:
    """A page as a PDF, with its fonts and tags; None where nothing can draw it.

    Args:
        html: The whole page. Nothing that it names is fetched.
        identifier: What makes the file that one, so that the same page is the same.
    """
    engine = _engine()
    if engine is None:
        return None
    page = engine.HTML(string=html, url_fetcher=_Nothing())
    drawn: bytes = page.write_pdf(pdf_identifier=identifier.encode(), pdf_tags=True)
    return drawn


class _Nothing:
    """Fetches nothing: whatever a sheet would ask for is left out."""

    _fail_on_errors = False

    def __call__(self, *_: object, **__: object) -> NoReturn:
        """Refuse.

        Raises:
            ValueError: always; the address is not told.
        """
        raise ValueError("sheets fetch nothing")


def written(said: ForPaper) -> str:
    """The sheets as HTML, in the language that is spoken now."""
    export = said.drawn.export
    note: str = export["checkpoint"]
    return template("paper.html").render(
        language=speaking().language,
        profile=export["profile"],
        whole=export["whole"],
        code=said.drawn.code,
        zone=said.drawn.zone,
        made_at=said.at.isoformat(timespec="seconds"),
        timeline_sha256=said.timeline_sha256,
        checkpoint=note.partition("\n\n")[0],
        qr=qr_of(note),
        lines=[line_of(said, entry) for entry in export["entries"]],
    )


def qr_of(note: str) -> Markup | None:
    """A signed note as a QR code; None for one too long for any."""
    try:
        code = segno.make(note, error="l", micro=False)
    except segno.DataOverflowError:
        return None
    return Markup(code.svg_inline(scale=2.2, border=4))  # noqa: S704 # drawn here


def line_of(said: ForPaper, entry: Mapping[str, Any]) -> Line:
    """One entry of an export."""
    header = entry.get("header")
    if header is None:
        return Line(entry["h"], entry["index"])
    at, drawn = from_millis(header["at"]), said.drawn
    shown = entry.get("fields", {})
    stages = drawn.stages.get(header["track"] or "", {})
    return Line(
        h=entry["h"],
        index=entry["index"],
        seq=header["seq"],
        utc=_moment(at),
        local=_moment(at.astimezone(ZoneInfo(drawn.zone))),
        happened=_happened(at, header["occurred_at"], drawn.zone),
        type=header["type"],
        lane=header["lane"],
        who=_who(said, header),
        purpose=header["purpose"] or "",
        track=header["track"] or "",
        before=stages.get(header["from"] or "", header["from"] or ""),
        after=stages.get(header["to"] or "", header["to"] or ""),
        fields=tuple((name, _text(value)) for name, (_, value) in shown.items()),
        withheld=len(entry.get("commitments", ())) - len(shown),
        erased="commitments" not in entry,
    )


def _who(said: ForPaper, header: Mapping[str, Any]) -> str:
    """The organisation; and who acted for it, where that is shown."""
    if header["actor"] and not header["organisation"]:
        return gettext(THE_PERSON)
    body = said.drawn.bodies.get(header["organisation"] or "", "")
    person = said.drawn.people.get(header["actor"] or "", "")
    return ", ".join(each for each in (body, person) if each)


def _happened(at: datetime, millis: int | None, zone: str) -> str:
    earlier = from_millis(millis) if millis is not None else None
    if earlier is None or not written_later(at, earlier):
        return ""
    local = _moment(earlier.astimezone(ZoneInfo(zone)))
    return f"{_moment(earlier)} UTC · {local} {zone}"


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


def _text(value: object) -> str:
    """A value as it was written; lists and numbers as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
