"""The log over all timelines: how far it reaches, and that it only grew."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import views_log
from api.dependencies import ActorDep, MechanismDep
from api.executor import in_thread
from api.routes import SIGNED_IN, may_answer
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1/checkpoint", tags=["timeline"])

_PROVES = {**SIGNED_IN, **may_answer(404, 422)}
_SIZE = Query(ge=1, le=2**62, description="Entries the log had")


@router.get("", responses=SIGNED_IN)
async def read_checkpoint(
    actor: ActorDep, mechanism: MechanismDep
) -> views_log.Checkpoint:
    """How far the log over all timelines reaches, signed: keep it elsewhere."""
    _ = actor
    found = await in_thread(mechanism.checkpoint)
    return views_log.Checkpoint.model_validate(found)


@router.get("/consistency", responses=_PROVES)
async def prove_consistency(
    actor: ActorDep,
    mechanism: MechanismDep,
    old: Annotated[int, _SIZE],
    new: Annotated[int | None, _SIZE] = None,
) -> views_log.Consistency:
    """Show that the log only grew between two sizes; to the newest, if none is said."""
    _ = actor
    found = await in_thread(mechanism.consistency, old, new)
    return views_log.Consistency.model_validate(found)
