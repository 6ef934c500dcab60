"""Hand-overs: arranged by two sides, looked for, and heard of later."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api import views_handover as views
from api.dependencies import (
    ActorDep,
    Answer,
    KeyDep,
    LimitDep,
    MechanismDep,
    ReferralId,
    answer,
)
from api.executor import in_thread
from api.routes import COMMON, LISTING, OPENING, WRITE
from api.said_once import SaidOnce
from api.shapes_handover import NewHandover, NewWhereabouts
from workflows.vocabulary import Purpose

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["hand-overs"])
HandoverId = Annotated[UUID, Path(description="What was proposed")]


@router.get("/referrals/{referral_id}/handovers", responses=COMMON)
async def handover(
    referral_id: ReferralId, actor: ActorDep, mechanism: MechanismDep
) -> views.HandoverState:
    """What is proposed and agreed, and when; nothing is opened."""
    found = await in_thread(mechanism.handover, actor, referral_id)
    return views.HandoverState.model_validate(found)


@router.post("/referrals/{referral_id}/handovers", responses=WRITE)
async def propose_handover(
    referral_id: ReferralId,
    body: NewHandover,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Propose who meets whom, where and when."""
    new = body.arrangement()
    done = await in_thread(
        mechanism.propose_handover, actor, referral_id, new, request=key
    )
    return answer(done, response)


@router.get("/referrals/{referral_id}/handovers/{handover_id}", responses=OPENING)
async def open_handover(
    referral_id: ReferralId,
    handover_id: HandoverId,
    purpose: Annotated[Purpose, Query(description="What it is opened for")],
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views.OpenedHandover:
    """Open who meets whom, and where."""
    found = await in_thread(
        mechanism.open_handover, actor, referral_id, handover_id, purpose
    )
    return views.OpenedHandover.model_validate(found)


@router.post(
    "/referrals/{referral_id}/handovers/{handover_id}/confirm", responses=WRITE
)
async def confirm_handover(
    referral_id: ReferralId,
    handover_id: HandoverId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Say yes to what the other side proposed."""
    done = await in_thread(
        mechanism.confirm_handover, actor, referral_id, handover_id, request=key
    )
    return answer(done, response)


@router.post("/referrals/{referral_id}/whereabouts", responses=WRITE)
async def note_whereabouts(
    referral_id: ReferralId,
    body: NewWhereabouts,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Say what came of looking for somebody who did not arrive."""
    done = await in_thread(
        mechanism.note_whereabouts, actor, referral_id, body.outcome, request=key
    )
    return answer(done, response)


@router.get("/stalled-handovers", responses=LISTING)
async def stalled_handovers(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.StalledHandovers:
    """Hand-overs that nobody arranged, and people to look for."""
    found = await in_thread(mechanism.stalled_handovers, actor, limit=limit)
    return views.StalledHandovers.model_validate(found)


@router.get("/feedback", responses=LISTING)
async def feedback(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.FeedbackList:
    """What became of the people your organisation met first, in a word each."""
    found = await in_thread(mechanism.feedback, actor, limit=limit)
    items = [views.Feedback.model_validate(each) for each in found]
    return views.FeedbackList(items=items)
