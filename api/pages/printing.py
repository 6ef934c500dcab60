"""A page of a case for paper: asks what for, and prints no more than is asked for."""

from fastapi import APIRouter, Response

from api.dependencies import CaseId
from api.pages import labels
from api.pages.case import CASE
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, in_thread
from api.shapes import Shape
from referral.actions.printing import DRAWERS
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, Purpose

router = APIRouter()
PRINT = f"{CASE}/print"


class Printing(Shape):
    """What the paper is for, and which drawers are printed with it."""

    purpose: Purpose
    include: frozenset[Compartment] = frozenset()


@router.get(PRINT)
async def print_page(page: PageDep, case_id: CaseId) -> Response:
    """Ask what is printed, and what for."""
    return await _asked(page, case_id, Draft(), 200)


async def _asked(page: Page, case_id: CaseId, draft: Draft, code: int) -> Response:
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    open_to_me = case.erased_at is None and page.may(Act.OPEN_CONTENT, *case.relations)
    names = labels.choices("compartment")
    return page.show(
        "print.html",
        code,
        case=case,
        draft=draft,
        purposes=labels.choices("purpose"),
        drawers={word: names[word] for word in DRAWERS} if open_to_me else {},
    )


@router.post(PRINT)
async def case_on_paper(page: PageDep, case_id: CaseId) -> Response:
    """The page for paper; drawing it is an entry."""
    form = await sent(page.request)

    async def do() -> Response:
        asked = form.read(Printing)
        mechanism, actor = page.mechanism, page.actor
        drawn = await in_thread(
            mechanism.print_case, actor, case_id, asked.purpose, asked.include
        )
        left = drawn.case.erased_at is None
        return page.show(
            "case_paper.html",
            paper=drawn,
            case=drawn.case,
            stages=drawn.case.stage_labels,
            clocks=await in_thread(mechanism.clocks, actor, case_id) if left else (),
        )

    async def show(draft: Draft, code: int) -> Response:
        return await _asked(page, case_id, draft, code)

    return await page.attempt(form, do, show)
