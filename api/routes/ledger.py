"""Everyone who ever received anything of a case."""

from fastapi import APIRouter

from api.dependencies import ActorDep, CaseId, MechanismDep
from api.executor import in_thread
from api.routes import COMMON
from api.said_once import SaidOnce
from api.views_ledger import Ledger

router = APIRouter(
    route_class=SaidOnce, prefix="/v1/cases/{case_id}/ledger", tags=["timeline"]
)


@router.get("", responses=COMMON)
async def read_ledger(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> Ledger:
    """Who received what, on what ground, and who has to be told something still."""
    found = await in_thread(mechanism.ledger, actor, case_id)
    return Ledger.model_validate(found)
