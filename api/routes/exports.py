"""A case's timeline as one file for whoever is outside."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api.dependencies import ActorDep, Answer, CaseId, KeyDep, MechanismDep, answer
from api.executor import in_thread
from api.files import Given
from api.pages.language import chosen
from api.pages.paper import sheets
from api.routes import PACKAGE, WRITE, may_answer
from api.said_once import SaidOnce
from api.shapes_exporting import NewExport
from referral.actions.hand_on import Paper

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["timeline"])
JointId = Annotated[UUID, Path(description="The joint act")]
_AT_ONCE = {**WRITE, **PACKAGE}
_AGREED = {**_AT_ONCE, **may_answer(412)}


@router.post("/cases/{case_id}/timeline/exports", status_code=201, responses=WRITE)
async def ask_export(
    case_id: CaseId,
    body: NewExport,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Ask a second person to agree to an export that shows fields."""
    done = await in_thread(
        mechanism.ask_export, actor, case_id, body.wanted(), request=key
    )
    response.headers["Location"] = f"/v1/joint-acts/{done.id}"
    return answer(done, response)


@router.post(
    "/cases/{case_id}/timeline/exports/file",
    response_class=Response,
    responses=_AT_ONCE,
)
async def draw_export(
    case_id: CaseId,
    body: NewExport,
    request: Request,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Response:
    """Hand on what shows no field, at once. Each request draws a file of its own."""
    _ = key
    return Given(
        await in_thread(
            mechanism.export_timeline, actor, case_id, body.wanted(), _paper(request)
        )
    )


@router.post("/joint-acts/{joint_id}/file", response_class=Response, responses=_AGREED)
async def draw_agreed_export(
    joint_id: JointId,
    request: Request,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Response:
    """Hand on, once, the timeline that a second person has agreed to."""
    _ = key
    return Given(
        await in_thread(mechanism.draw_export, actor, joint_id, _paper(request))
    )


def _paper(request: Request) -> Paper:
    """What draws the sheets, in the language that was asked for."""
    return sheets(chosen("", request.headers.get("accept-language", "")))
