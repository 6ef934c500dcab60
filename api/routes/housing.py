"""Who lives with a service: still here, or not any more."""

from fastapi import APIRouter, Response

from api.dependencies import (
    ActorDep,
    Answer,
    KeyDep,
    LimitDep,
    MechanismDep,
    ReferralId,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.routes import CHANGE, LISTING, WRITE
from api.said_once import SaidOnce
from api.shapes_offers import Completion
from api.views_offers import HousedList

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["referrals"])


@router.get("/housed", responses=LISTING)
async def housed(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> HousedList:
    """Who lives with your services, whoever was heard of longest ago first."""
    found = await in_thread(mechanism.housed, actor, limit=limit)
    return HousedList.model_validate({"items": found})


@router.post("/referrals/{referral_id}/still-here", responses=WRITE)
async def confirm_stay(
    referral_id: ReferralId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Say that whoever arrived by an offer is still there; asked for every week."""
    done = await in_thread(mechanism.confirm_stay, actor, referral_id, key)
    return answer(done, response)


@router.post("/referrals/{referral_id}/departure", responses=CHANGE)
async def record_departure(
    referral_id: ReferralId,
    body: Completion,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Say that they are not there any more, and how the service ended."""
    record = mechanism.record_departure
    done = await in_thread(
        record, actor, referral_id, body.outcome, expects=version, request=key
    )
    return answer(done, response)
