"""The sheet of questions for a talk without a screen: on a page, and on paper.

It is drawn from the same list as the form into which it is typed, from the signs of the
catalogue, the least that is asked, and the pathway's own name. The same sheet gives the
same bytes.
"""

from contextvars import copy_context
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Response

from api.pages.entrance import PREFIX
from api.pages.first_questions import PARTS, answers
from api.pages.frame import Page, PageDep, in_thread
from api.pages.language import speak, speaking
from api.pages.paper import can_draw, pdf_of
from api.pages.sheet_paper import PDF
from api.pages.templating import template
from referral.errors import NotFound, NotPermitted
from referral.rules.acts import Act
from workflows.minimal_consent import minimal_consent
from workflows.schema import Pathway

router = APIRouter()
SHEET = f"{PREFIX}/question-sheet"
NAME = "questions.pdf"
_ID_DIGITS = 32


@router.get(SHEET)
async def question_sheet(page: PageDep) -> Response:
    """The questions in order, to be printed as they stand."""
    _check(page)
    on_paper = await in_thread(can_draw)
    words = _words(page.mechanism.pathway)
    return page.show("question_sheet.html", on_paper=on_paper, **words)


@router.get(f"{SHEET}/paper")
async def question_sheet_on_paper(page: PageDep) -> Response:
    """The same as a PDF, under a name that tells nothing."""
    _check(page)
    code, pathway = speaking().language.code, page.mechanism.pathway
    drawn = await in_thread(questions_on_paper, pathway, code)
    if drawn is None:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return Response(drawn, media_type=PDF, headers=headers)


def _check(page: Page) -> None:
    if not page.may(Act.OPEN_CASE):
        raise NotPermitted


def _words(pathway: Pathway) -> dict[str, Any]:
    return {
        "parts": PARTS,
        "answers": answers,
        "read_aloud": minimal_consent().say,
        "pathway": pathway,
    }


def questions_on_paper(pathway: Pathway, code: str) -> bytes | None:
    """The sheet as a PDF in a language; None where nothing here can draw one.

    Args:
        pathway: Whose name and version stand at its foot.
        code: The language, as `sq`.
    """
    return copy_context().run(_drawn, pathway, code)


def _drawn(pathway: Pathway, code: str) -> bytes | None:
    speak(code)
    written = template("question_sheet_paper.html").render(
        language=speaking().language, spoken=pathway.written_in, **_words(pathway)
    )
    identifier = sha256(written.encode()).hexdigest()[:_ID_DIGITS]
    return pdf_of(written, identifier)
