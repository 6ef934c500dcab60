"""The person's own view: let in by the number they keep, without a session.

The number stands in the body and nowhere else: addresses are remembered by browsers.
"""

from fastapi import APIRouter, Request

from api import shapes_own as shapes
from api import views_own as views
from api.dependencies import Answer, MechanismDep
from api.executor import in_thread
from api.routes import OPEN_TO_ALL, may_answer
from api.said_once import SaidOnce
from api.source import source_of

router = APIRouter(route_class=SaidOnce, prefix="/v1/own", tags=["own view"])

_OWN = {**OPEN_TO_ALL, **may_answer(400, 404, 422, 429, 503, 507)}
_CHANGES = {**_OWN, **may_answer(409)}


@router.post("/view", responses=_OWN)
async def own_view(
    body: shapes.OwnKey, request: Request, mechanism: MechanismDep
) -> views.OwnView:
    """Look at one's own case. The ticket in the answer spares the number for a while.

    A number that is unknown, revoked or erased is answered alike. Five wrong ones from
    one address within a day are free; then every further one doubles the wait.
    """
    shown = body.shown(source_of(request))
    return views.OwnView.model_validate(await in_thread(mechanism.own_view, shown))


@router.post("/withdrawals", responses=_CHANGES)
async def own_withdrawal(
    body: shapes.OwnWithdrawal, request: Request, mechanism: MechanismDep
) -> Answer:
    """Take a consent back; every disclosure that rests on it ends now."""
    shown = body.shown(source_of(request))
    done = await in_thread(mechanism.own_withdrawal, shown, body.consent_id)
    return Answer.model_validate({**done.words(), "version": None, "details": {}})


@router.post("/messages", status_code=201, responses=_CHANGES)
async def own_message(
    body: shapes.OwnMessage, request: Request, mechanism: MechanismDep
) -> Answer:
    """Leave a message for whoever holds the case."""
    shown = body.shown(source_of(request))
    done = await in_thread(mechanism.own_message, shown, body.text)
    return Answer.model_validate(done.words())
