"""Steps that a body without an account confirms: asking, and what the body says."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api import shapes_notices as shapes
from api import views_notices as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    KeyDep,
    MechanismDep,
    StatedKeyDep,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.problems import too_many
from api.routes import CHANGE, OPEN_TO_ALL, may_answer
from api.said_once import SaidOnce
from referral.actions.work import Done

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["together"])
JointId = Annotated[UUID, Path(description="What was asked")]
_OUTSIDE = {**OPEN_TO_ALL, **may_answer(400, 404, 409, 422, 429, 503, 507)}


def _told(done: Done, response: Response) -> views.AskedOutside:
    response.headers["Receipts"] = ", ".join(done.receipts)
    return views.AskedOutside(
        joint_act_id=str(done.id),
        version=done.version or 0,
        receipts=list(done.receipts),
        outside_token=str(done.details["token"]),
        **{name: done.details[name] for name in ("body", "ends_at")},
    )


@router.post("/cases/{case_id}/confirmations", status_code=201, responses=CHANGE)
async def ask_outside(
    case_id: CaseId,
    body: shapes.NewConfirmation,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: StatedKeyDep,
) -> views.AskedOutside:
    """Ask a body without an account to confirm a step. Its token is told here once.

    Hand it on by another way than this. Trying again asks anew, whatever the key says.
    """
    _ = key
    step, given = body.asked()
    ask, request = mechanism.ask_outside, given.request(step)
    done = await in_thread(ask, actor, case_id, request, expects=version)
    return _told(done, response)


@router.post("/joint-acts/{joint_id}/token", status_code=201, responses=CHANGE)
async def renew_outside(
    joint_id: JointId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: StatedKeyDep,
) -> views.AskedOutside:
    """Get another token in place of one that was lost; it lasts no longer."""
    _ = key
    renew = mechanism.renew_outside
    return _told(await in_thread(renew, actor, joint_id, expects=version), response)


@router.post("/joint-acts/{joint_id}/take-back", responses=CHANGE)
async def take_back_outside(
    joint_id: JointId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Ask no more, or take note that the body outside said no or nothing."""
    done = await in_thread(
        mechanism.take_back_outside, actor, joint_id, expects=version, request=key
    )
    return answer(done, response)


@router.post("/outside/view", response_model=views.OutsideView, responses=_OUTSIDE)
async def look_outside(
    body: shapes.OutsideKey, request: Request, mechanism: MechanismDep
) -> views.OutsideView | Response:
    """Look at what a token is for, without an account."""
    if wait := request.app.state.visitors.wait_for(request):
        return too_many(wait)
    found = await in_thread(mechanism.look_outside, body.token)
    return views.OutsideView.model_validate(found)


@router.post(
    "/outside/answers", response_model=views.OutsideAnswered, responses=_OUTSIDE
)
async def answer_outside(
    body: shapes.OutsideSaid,
    request: Request,
    response: Response,
    mechanism: MechanismDep,
) -> views.OutsideAnswered | Response:
    """Say yes, no, or later with a token. A yes or a no counts once."""
    if wait := request.app.state.visitors.wait_for(request):
        return too_many(wait)
    done = await in_thread(mechanism.answer_outside, body.token, body.answer)
    response.headers["Receipts"] = ", ".join(done.receipts)
    said = str(done.details["answer"])
    return views.OutsideAnswered(answer=said, receipts=list(done.receipts))
