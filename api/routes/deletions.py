"""What a recipient may keep no more or was told wrongly, and that it says so."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import views_ledger as views
from api.dependencies import ActorDep, Answer, KeyDep, LimitDep, MechanismDep, answer
from api.executor import in_thread
from api.routes import LISTING, WRITE
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["disclosures"])


@router.get("/deletions", responses=LISTING)
async def list_deletions(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.Deletions:
    """What your organisation opened and may keep no more: delete it, and say so."""
    found = await in_thread(mechanism.deletions, actor, limit=limit)
    return views.Deletions(items=[views.Deletion.model_validate(x) for x in found])


@router.get("/corrections", responses=LISTING)
async def list_corrections(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.Corrections:
    """What your organisation was told and was recorded anew since."""
    found = await in_thread(mechanism.corrections, actor, limit=limit)
    return views.Corrections(items=[views.Correction.model_validate(x) for x in found])


@router.get("/restriction-notices", responses=LISTING)
async def list_restriction_notices(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.RestrictionNotices:
    """What your organisation has read, and may keep but not use for now."""
    found = await in_thread(mechanism.restriction_notices, actor, limit=limit)
    return views.RestrictionNotices(
        items=[views.RestrictionNotice.model_validate(row) for row in found]
    )


@router.post("/restriction-notices/{restriction_id}/noted", responses=WRITE)
async def note_restriction(
    restriction_id: Annotated[UUID, Path(description="The restriction")],
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Your organisation keeps what it has, and does not use it."""
    done = await in_thread(mechanism.note_restriction, actor, restriction_id, key)
    return answer(done, response)


@router.post("/corrections/{correction_id}/noted", responses=WRITE)
async def note_correction(
    correction_id: Annotated[UUID, Path(description="The entry of the correction")],
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Your organisation knows that what it was told was corrected."""
    done = await in_thread(mechanism.note_correction, actor, correction_id, key)
    return answer(done, response)


@router.post("/deletions/{disclosure_id}/confirmation", responses=WRITE)
async def confirm_deletion(
    disclosure_id: Annotated[UUID, Path(description="The sealed copy")],
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Your organisation has kept nothing of a sealed copy that ended."""
    done = await in_thread(mechanism.confirm_deletion, actor, disclosure_id, key)
    return answer(done, response)
