"""An organisation's inbox, and the coordinator's list."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import views, views_ledger, views_levers
from api.dependencies import ActorDep, LimitDep, MechanismDep, next_link
from api.executor import in_thread
from api.line_cursor import LineDep, line_cursor
from api.routes import COMMON
from api.said_once import SaidOnce
from workflows.vocabulary import ExceptionKind

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["lists"])
KindDep = Annotated[
    ExceptionKind | None, Query(description="Only lines of this kind; left out: all")
]


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
async def list_exceptions(  # what a page needs
    request: Request,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    after: LineDep,
    kind: KindDep = None,
    limit: LimitDep = 50,
) -> views_levers.StandingExceptions:
    """A page of the coordinator's list, the oldest first, with counts of each kind."""
    found = await in_thread(
        mechanism.exception_list, actor, kind=kind, after=after, limit=limit
    )
    page = line_cursor(found.next)
    next_link(request, response, page, kind=kind, limit=limit)
    items = [views.StandingException.model_validate(row) for row in found.items]
    return views_levers.StandingExceptions(
        items=items, total=found.total, counts=dict(found.counts), next=page
    )
