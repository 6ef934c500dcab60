"""The register of breaches."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_data_rights as shapes
from api import views_data_rights as views
from api.dependencies import (
    ActorDep,
    Answer,
    KeyDep,
    LimitDep,
    MechanismDep,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.routes import CHANGE, COMMON, LISTING, WRITE
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1/breaches", tags=["breaches"])
BreachId = Annotated[UUID, Path(description="The breach")]


@router.get("", responses=LISTING)
async def list_breaches(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.Breaches:
    """The register, open ones first; it opens nothing."""
    found = await in_thread(mechanism.breaches, actor, limit=limit)
    return views.Breaches.model_validate({"items": found})


@router.post("", status_code=201, responses=WRITE)
async def open_breach(
    body: shapes.NewBreach,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Write down that there was a breach; the clock runs from when it was known."""
    done = await in_thread(
        mechanism.open_breach, actor, body.aware_at, body.content(), request=key
    )
    response.headers["Location"] = f"/v1/breaches/{done.id}"
    return answer(done, response)


@router.get("/{breach_id}", responses=COMMON)
async def read_breach(
    breach_id: BreachId, actor: ActorDep, mechanism: MechanismDep
) -> views.Breach:
    """One breach, with what is known of it and what is still to be said."""
    found = await in_thread(mechanism.breach, actor, breach_id)
    return views.Breach.model_validate(found)


@router.post("/{breach_id}/additions", responses=CHANGE)
async def add_to_breach(
    breach_id: BreachId,
    body: shapes.BreachDetails,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Write down more of it; what was written stays as a version."""
    done = await in_thread(
        mechanism.add_to_breach,
        actor,
        breach_id,
        body.content(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/{breach_id}/authority", responses=CHANGE)
async def tell_authority(
    breach_id: BreachId,
    body: shapes.AuthorityTold,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Write down that the authority was told."""
    done = await in_thread(
        mechanism.tell_authority,
        actor,
        breach_id,
        body.delay,
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/{breach_id}/people", responses=CHANGE)
async def tell_people(
    breach_id: BreachId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Write down that the people concerned were told."""
    done = await in_thread(
        mechanism.tell_people, actor, breach_id, expects=version, request=key
    )
    return answer(done, response)


@router.post("/{breach_id}/closing", responses=CHANGE)
async def close_breach(
    breach_id: BreachId,
    body: shapes.BreachClosing,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Close it, with the reason for whoever was not told."""
    done = await in_thread(
        mechanism.close_breach,
        actor,
        breach_id,
        body.authority,
        body.people,
        expects=version,
        request=key,
    )
    return answer(done, response)
