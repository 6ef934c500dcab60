"""What is done to many cases at once, after all of them were looked at."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api import shapes_levers as shapes
from api import views_levers as views
from api.dependencies import ActorDep, Answer, KeyDep, MechanismDep, answer
from api.executor import in_thread
from api.routes import COMMON, WRITE, may_answer
from api.said_once import SaidOnce
from api.values import Moment
from referral.actions.in_bulk import Chosen
from referral.actions.offering_in_bulk import ManyOffers

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["in bulk"])
LOOKED_AT = {**WRITE, **may_answer(412)}
PREVIEW = {**COMMON, **may_answer(409)}
BodyId = Annotated[UUID, Query(description="Who holds the cases")]
ByDep = Annotated[
    UUID | None, Query(description="Only of cases that this actor looks after")
]
ToDep = Annotated[UUID | None, Query(description="Who would look after them")]
ServiceId = Annotated[UUID, Query(description="Who would be asked")]
DueDep = Annotated[Moment | None, Query(description="Until when they answer")]


@router.get("/reassignment", responses=PREVIEW)
async def preview_reassignment(
    organisation_id: BodyId,
    actor: ActorDep,
    mechanism: MechanismDep,
    looked_after_by: ByDep = None,
    colleague_id: ToDep = None,
) -> views.Reassignment:
    """Who looks after the open cases of an organisation, and what would be refused."""
    chosen = Chosen(organisation_id, looked_after_by)
    found = await in_thread(mechanism.preview_reassignment, actor, chosen, colleague_id)
    return views.Reassignment.model_validate(found)


@router.post("/reassignment", responses=LOOKED_AT)
async def reassign_cases(
    body: shapes.NewReassignment,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Name a colleague of the holder for many cases: all that may be, or none."""
    done = await in_thread(
        mechanism.reassign_cases,
        actor,
        body.chosen(),
        body.colleague_id,
        body.seen,
        leave_out=frozenset(body.leave_out),
        request=key,
    )
    return answer(done, response)


@router.get("/responsibility-offers", responses=PREVIEW)
async def preview_offers(
    service_id: ServiceId,
    actor: ActorDep,
    mechanism: MechanismDep,
    looked_after_by: ByDep = None,
    answer_by: DueDep = None,
) -> views.OffersInBulk:
    """What stands against offering responsibility for each of your cases."""
    wanted = ManyOffers(service_id, answer_by, looked_after_by)
    found = await in_thread(mechanism.preview_offers, actor, wanted)
    return views.OffersInBulk.model_validate(found)


@router.post("/responsibility-offers", responses=LOOKED_AT)
async def make_offers(
    body: shapes.NewOffersInBulk,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Offer responsibility for many cases, each by itself: all that may be, or none."""
    done = await in_thread(
        mechanism.make_offers,
        actor,
        body.wanted(),
        body.seen,
        leave_out=frozenset(body.leave_out),
        request=key,
    )
    return answer(done, response)
