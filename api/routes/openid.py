"""Coming from an identity provider: begun, answered, proven once more, unlinked.

A browser comes back to one fixed address of the desk; a program that lets somebody
sign in reads state and code from that address, and sends them here.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api import views_openid as views
from api.dependencies import ActorDep, Answer, MechanismDep, answer
from api.executor import in_thread
from api.routes import LISTING, OPEN_TO_ALL, WRITE, may_answer
from api.said_once import SaidOnce
from api.shapes_openid import OpenidAnswer
from api.source import source_of
from api.views import Session
from api.views_signing_in import SteppedUp

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["session"])

_DOOR = {**OPEN_TO_ALL, **may_answer(400, 401, 404, 422, 429, 503, 507)}
_PROVES = {**WRITE, **may_answer(429)}
LinkId = Annotated[UUID, Path(description="The link")]


@router.post("/session/openid-options", responses=_DOOR)
async def ask_openid(request: Request, mechanism: MechanismDep) -> views.OpenidRequest:
    """Begin a sign-in at the organisation's provider. It is good for ten minutes."""
    begun = await in_thread(mechanism.ask_openid, "", source_of(request))
    return views.OpenidRequest.model_validate(begun)


@router.post("/session/openid", status_code=201, responses=_DOOR)
async def sign_in_with_openid(
    body: OpenidAnswer, request: Request, mechanism: MechanismDep
) -> Session:
    """Open a session for whoever the provider names, if they are linked to it."""
    come, source = mechanism.sign_in_with_openid, source_of(request)
    opened, _ = await in_thread(come, body.request, body.returned(), source)
    return Session.model_validate(opened)


@router.post("/session/openid-step-up-options", responses=_PROVES)
async def ask_openid_proof(
    request: Request, actor: ActorDep, mechanism: MechanismDep
) -> views.OpenidRequest:
    """Begin to prove once more, at the provider, who acts."""
    _ = actor
    ask, token = mechanism.ask_openid_proof, request.state.token
    begun = await in_thread(ask, token, "", source_of(request))
    return views.OpenidRequest.model_validate(begun)


@router.post("/session/openid-step-up", responses=_PROVES)
async def step_up_with_openid(
    body: OpenidAnswer, request: Request, actor: ActorDep, mechanism: MechanismDep
) -> SteppedUp:
    """Prove by the provider who acts. The session goes on with the answer's token."""
    _ = actor
    prove, token = mechanism.step_up_with_openid, request.state.token
    said = (body.request, body.returned(), token, source_of(request))
    opened, _ = await in_thread(prove, *said)
    return SteppedUp.of(opened)


@router.get("/me/openid-links", responses=LISTING)
async def openid_links(actor: ActorDep, mechanism: MechanismDep) -> views.OpenidLinks:
    """Whether one may come from the provider."""
    found = await in_thread(mechanism.openid_links, actor)
    rows = [views.OpenidLink.model_validate(row) for row in found]
    return views.OpenidLinks(items=rows)


@router.delete("/me/openid-links/{link_id}", responses=WRITE)
async def end_openid_link(
    link_id: LinkId, actor: ActorDep, mechanism: MechanismDep, response: Response
) -> Answer:
    """End one's own link, and every session that it opened."""
    done = await in_thread(mechanism.end_openid_link, actor, link_id)
    return answer(done, response)
