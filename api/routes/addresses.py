"""Where services are: set, opened and granted by the organisation they belong to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import (
    ActorDep,
    Answer,
    KeyDep,
    MechanismDep,
    ReferralId,
    answer,
)
from api.executor import in_thread
from api.routes import OPENING, WRITE
from api.said_once import SaidOnce
from api.shapes_finding import NewAddress, NewGrant
from api.views_finding import Address
from workflows.vocabulary import Purpose

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["places"])
ServiceId = Annotated[UUID, Path(description="The service")]
PurposeDep = Annotated[Purpose, Query(description="What it is opened for")]


@router.post("/services/{service_id}/address", responses=WRITE)
async def set_address(
    service_id: ServiceId,
    body: NewAddress,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Write down, or replace, where one of your services is."""
    done = await in_thread(
        mechanism.set_address,
        actor,
        service_id,
        body.street,
        body.number,
        body.directions,
        request=key,
    )
    return answer(done, response)


@router.get("/services/{service_id}/address", responses=OPENING)
async def read_address(
    service_id: ServiceId, purpose: PurposeDep, actor: ActorDep, mechanism: MechanismDep
) -> Address:
    """Open where a service is: yours, or one whose address was granted to you."""
    found = await in_thread(mechanism.read_address, actor, service_id, purpose)
    return Address.model_validate(found)


@router.get("/placements/{token}/address", responses=OPENING)
async def read_placement(
    token: Annotated[UUID, Path(description="The token a case holds")],
    purpose: PurposeDep,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Address:
    """What a placement token stands for; only who gave it can ask."""
    found = await in_thread(mechanism.read_placement, actor, token, purpose)
    return Address.model_validate(found)


@router.post("/referrals/{referral_id}/address-grants", responses=WRITE)
async def grant_address(
    referral_id: ReferralId,
    body: NewGrant,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let the other body of an accepted offer open your address for a time."""
    done = await in_thread(
        mechanism.grant_address,
        actor,
        referral_id,
        body.service_id,
        body.until,
        request=key,
    )
    return answer(done, response)


@router.post("/address-grants/{grant_id}/end", responses=WRITE)
async def end_grant(
    grant_id: Annotated[UUID, Path(description="The grant")],
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Take a grant of your address back."""
    done = await in_thread(mechanism.end_grant, actor, grant_id, request=key)
    return answer(done, response)
