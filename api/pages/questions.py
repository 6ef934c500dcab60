"""Questions about an entry: asked, answered, taken back."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import CaseId
from api.pages.entrance import PREFIX
from api.pages.forms import Draft, sent
from api.pages.frame import Page, PageDep, back_to, in_thread
from api.pages.labels_levers import PLACE_ANEW
from api.pages.language import gettext
from api.shapes import Shape
from api.shapes_asking import NewAnswer, NewAsking
from referral.actions.work import Done
from referral.rules.acts import Act

router = APIRouter()
QUESTIONS = PREFIX + "/cases/{case_id}/questions"
QuestionId = Annotated[UUID, Path(description="The question")]


@router.get(QUESTIONS)
async def questions_page(
    page: PageDep,
    case_id: CaseId,
    entry: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    wish: Annotated[Literal["place_anew"] | None, Query()] = None,
) -> Response:
    """The questions of a case, and the forms of whoever asks or answers."""
    said = gettext(PLACE_ANEW) if wish else ""
    return await _show(page, case_id, Draft(), 200, entry, wish=said)


async def _show(
    page: Page,
    case_id: UUID,
    draft: Draft,
    code: int,
    entry: int | None = None,
    *,
    wish: str = "",
) -> Response:
    found = await in_thread(page.mechanism.case_questions, page.actor, case_id)
    case = await in_thread(page.mechanism.read_case, page.actor, case_id)
    bodies = []
    if page.may(Act.ASK_QUESTION, *case.relations):
        bodies = await in_thread(page.mechanism.organisations, page.actor)
    return page.show(
        "questions.html",
        code,
        case=case,
        questions=found,
        bodies={str(body.id): body.label for body in bodies},
        entry=entry,
        wish=wish,
        draft=draft,
        may_ask=page.may(Act.ASK_QUESTION, *case.relations),
        may_answer=page.may(Act.ANSWER_QUESTION, *case.relations),
        may_read_timeline=page.may(Act.READ_TIMELINE, *case.relations),
    )


def _then(case_id: UUID, word: str, _: Done) -> str:
    return back_to(f"{PREFIX}/cases/{case_id}/questions", word)


@router.post(QUESTIONS)
async def ask_question(page: PageDep, case_id: CaseId) -> Response:
    """Ask an organisation about an entry."""
    form = await sent(page.request)

    async def act(new: NewAsking) -> Done:
        return await in_thread(
            page.mechanism.ask_question,
            page.actor,
            case_id,
            new.question(),
            form.request,
        )

    then, show = partial(_then, case_id, "question"), partial(_show, page, case_id)
    alias = {"text": "question"}
    return await page.settle(form, NewAsking, act, then, show, alias)


@router.post(f"{QUESTIONS}/{{question_id}}/answer")
async def answer_question(
    page: PageDep, case_id: CaseId, question_id: QuestionId
) -> Response:
    """Answer for the organisation that was asked."""
    form = await sent(page.request)

    async def act(new: NewAnswer) -> Done:
        return await in_thread(
            page.mechanism.answer_question,
            page.actor,
            question_id,
            new.text,
            form.request,
        )

    then, show = partial(_then, case_id, "answered"), partial(_show, page, case_id)
    alias = {"text": f"answer-{question_id}"}
    return await page.settle(form, NewAnswer, act, then, show, alias)


@router.post(f"{QUESTIONS}/{{question_id}}/withdrawal")
async def withdraw_question(
    page: PageDep, case_id: CaseId, question_id: QuestionId
) -> Response:
    """Take a question back."""
    form = await sent(page.request)

    async def act(_: Shape) -> Done:
        return await in_thread(
            page.mechanism.withdraw_question, page.actor, question_id, form.request
        )

    then = partial(_then, case_id, "question_withdrawn")
    return await page.settle(form, Shape, act, then, partial(_show, page, case_id))
