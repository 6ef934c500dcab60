"""What a recipient may keep no more, and that it says so."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import views_ledger as views
from api.dependencies import ActorDep, Answer, KeyDep, LimitDep, MechanismDep, answer
from api.executor import in_thread
from api.routes import LISTING, WRITE

router = APIRouter(prefix="/v1/deletions", tags=["disclosures"])


@router.get("", responses=LISTING)
async def list_deletions(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.Deletions:
    """What your organisation opened and may keep no more: delete it, and say so."""
    found = await in_thread(mechanism.deletions, actor, limit=limit)
    return views.Deletions(items=[views.Deletion.model_validate(x) for x in found])


@router.post("/{disclosure_id}/confirmation", responses=WRITE)
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
