"""The code of conduct: read, accepted, published, and who has not accepted it."""

from fastapi import APIRouter, Response

from api import shapes_conduct as shapes
from api import views_conduct as views
from api.dependencies import ActorDep, Answer, KeyDep, MechanismDep, answer
from api.executor import in_thread
from api.routes import LISTING, WRITE, may_answer
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1/conduct", tags=["conduct"])
READ_BEFORE = {**WRITE, **may_answer(412)}


@router.get("", responses=LISTING)
async def read_conduct(actor: ActorDep, mechanism: MechanismDep) -> views.Conduct:
    """The code of conduct in force, and whether you accepted it."""
    return views.Conduct.model_validate(await in_thread(mechanism.conduct, actor))


@router.post("", status_code=201, responses=WRITE)
async def publish_conduct(
    body: shapes.NewConduct,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Put a code of conduct in force. Everybody is asked to accept it anew."""
    done = await in_thread(mechanism.publish_conduct, actor, body.code(), request=key)
    return answer(done, response)


@router.post("/acceptance", responses=READ_BEFORE)
async def accept_conduct(
    body: shapes.Accepting,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Accept the code of conduct in force, for yourself."""
    accept = mechanism.accept_conduct
    done = await in_thread(accept, actor, body.version, request=key)
    return answer(done, response)


@router.get("/missing", responses=LISTING)
async def list_conduct(
    actor: ActorDep, mechanism: MechanismDep
) -> views.ConductMissing:
    """Who has not accepted the code of conduct in force."""
    found = await in_thread(mechanism.conduct_missing, actor)
    return views.ConductMissing.model_validate(found)
