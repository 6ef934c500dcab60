"""Questions about an entry of a case, and their answers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_asking as shapes
from api import views_silence as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    KeyDep,
    LimitDep,
    MechanismDep,
    answer,
)
from api.executor import in_thread
from api.routes import LEFT, LISTING, WRITE
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["questions"])
QuestionId = Annotated[UUID, Path(description="The question")]


@router.get("/questions", responses=LISTING)
async def list_questions(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.Questions:
    """What your organisation is asked and has not answered; without its text."""
    found = await in_thread(mechanism.questions, actor, limit=limit)
    return views.Questions(items=[views.Question.model_validate(x) for x in found])


@router.get("/cases/{case_id}/questions", responses=LEFT)
async def case_questions(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.Questions:
    """The questions of a case; texts for the two sides of each alone."""
    found = await in_thread(mechanism.case_questions, actor, case_id)
    return views.Questions(items=[views.Question.model_validate(x) for x in found])


@router.post("/cases/{case_id}/questions", status_code=201, responses=WRITE)
async def ask_question(
    case_id: CaseId,
    body: shapes.NewAsking,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Ask an organisation about an entry of the case."""
    done = await in_thread(mechanism.ask_question, actor, case_id, body.question(), key)
    response.headers["Location"] = f"/v1/cases/{case_id}/questions"
    return answer(done, response)


@router.post("/questions/{question_id}/answer", responses=WRITE)
async def answer_question(
    question_id: QuestionId,
    body: shapes.NewAnswer,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Answer what your organisation was asked."""
    done = await in_thread(
        mechanism.answer_question, actor, question_id, body.text, key
    )
    return answer(done, response)


@router.post("/questions/{question_id}/withdrawal", responses=WRITE)
async def withdraw_question(
    question_id: QuestionId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Take a question back: no answer is needed any more."""
    done = await in_thread(mechanism.withdraw_question, actor, question_id, key)
    return answer(done, response)
