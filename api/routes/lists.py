"""An organisation's inbox, and the coordinator's list."""

from fastapi import APIRouter

from api import views, views_ledger
from api.dependencies import ActorDep, LimitDep, MechanismDep
from api.executor import in_thread
from api.routes import COMMON
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["lists"])


@router.get("/notices", responses=COMMON)
async def list_notices(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.Notices:
    """What stands in your organisation's inbox, newest first."""
    found = await in_thread(mechanism.notices, actor, limit=limit)
    return views.Notices(items=[views.Notice.model_validate(row) for row in found])


@router.get("/ending-consents", responses=COMMON)
async def list_ending_consents(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views_ledger.EndingConsents:
    """What the person said and ends, in cases you hold: ask again in time."""
    found = await in_thread(mechanism.ending_consents, actor, limit=limit)
    items = [views_ledger.EndingConsent.model_validate(row) for row in found]
    return views_ledger.EndingConsents(items=items)


@router.get("/exceptions", responses=COMMON)
async def list_exceptions(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.StandingExceptions:
    """What stands on the coordinator's list, the oldest first."""
    found = await in_thread(mechanism.exceptions, actor, limit=limit)
    items = [views.StandingException.model_validate(row) for row in found]
    return views.StandingExceptions(items=items)
