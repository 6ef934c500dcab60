"""The sheet for the person on paper: the same sheet gives the same bytes."""

from contextvars import copy_context
from hashlib import sha256

from api.pages.language import speak, speaking
from api.pages.paper import pdf_of
from api.pages.spoken_sheet import spoken
from api.pages.templating import template
from referral.rules.sheet import Sheet

PDF = "application/pdf"
_ID_DIGITS = 32


def paper(sheet: Sheet, code: str) -> bytes | None:
    """The sheet as a PDF in a language; None where nothing here can draw one.

    Args:
        sheet: What the rules answer.
        code: The language, as `sq`.
    """
    return copy_context().run(_drawn, sheet, code)


def _drawn(sheet: Sheet, code: str) -> bytes | None:
    speak(code)
    said = spoken(sheet)
    written = template("sheet_paper.html").render(
        sheet=said, language=speaking().language, spoken=sheet.written_in
    )
    identifier = sha256(written.encode()).hexdigest()[:_ID_DIGITS]
    return pdf_of(written, identifier)
