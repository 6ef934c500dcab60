"""Keys of partners' machines: asked for, fetched, followed, revoked, listed."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_machine_keys as shapes
from api import views_machine_keys as views
from api.dependencies import ActorDep, Answer, KeyDep, MechanismDep, answer
from api.executor import in_thread
from api.routes import COMMON, LISTING, WRITE
from api.said_once import SaidOnce
from referral.actions.work import Done

router = APIRouter(route_class=SaidOnce, prefix="/v1/directory", tags=["directory"])
ActorId = Annotated[UUID, Path(description="The machine")]
KeyId = Annotated[UUID, Path(description="The key")]
JointId = Annotated[UUID, Path(description="The joint act")]


@router.get("/actors/{actor_id}/keys", responses=COMMON)
async def list_machine_keys(
    actor_id: ActorId, actor: ActorDep, mechanism: MechanismDep
) -> views.MachineKeys:
    """Every key that a machine was given; never a secret."""
    found = await in_thread(mechanism.machine_keys, actor, actor_id)
    rows = [views.MachineKey.model_validate(each) for each in found]
    return views.MachineKeys(items=rows)


@router.post("/actors/{actor_id}/keys", status_code=201, responses=WRITE)
async def ask_machine_key(
    actor_id: ActorId,
    body: shapes.NewMachineKey,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Ask a coordinator to agree to a key. What is answered is the joint act."""
    asked, lasts = (actor, actor_id), body.lifetime()
    if public := body.public():
        register = mechanism.register_signing_key
        done = await in_thread(register, *asked, public, lasts, body.scope(), key)
    else:
        done = await in_thread(mechanism.issue_key, *asked, lasts, body.scope(), key)
    return answer(done, response)


@router.post("/keys/{key_id}/following", status_code=201, responses=WRITE)
async def follow_machine_key(
    key_id: KeyId,
    body: shapes.FollowingKey,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views.ToldKey:
    """Get the key that follows another, for the same acts; told once."""
    lasts, overlap = timedelta(days=body.days), timedelta(days=body.overlap_days)
    done = await in_thread(mechanism.follow_key, actor, key_id, lasts, overlap)
    return _told(done, response)


@router.post("/keys/{key_id}/revoking", responses=WRITE)
async def revoke_machine_key(
    key_id: KeyId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """End a key; the next request with it is refused."""
    done = await in_thread(mechanism.revoke_key, actor, key_id, key)
    return answer(done, response)


@router.get("/asked", responses=LISTING)
async def list_asked(actor: ActorDep, mechanism: MechanismDep) -> views.AllAsked:
    """What your organisation asked of coordinators and has not ended."""
    found = await in_thread(mechanism.asked, actor)
    return views.AllAsked(items=[views.Asked.model_validate(each) for each in found])


@router.post("/asked/{joint_id}/key", status_code=201, responses=WRITE)
async def fetch_machine_key(
    joint_id: JointId, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.ToldKey:
    """Fetch the key that you asked for and a coordinator agreed to; told once."""
    return _told(await in_thread(mechanism.fetch_key, actor, joint_id), response)


@router.post("/asked/{joint_id}/taking-back", responses=WRITE)
async def take_back_asked(
    joint_id: JointId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Take back what you asked a coordinator for."""
    done = await in_thread(mechanism.take_back, actor, joint_id, key)
    return answer(done, response)


def _told(done: Done, response: Response) -> views.ToldKey:
    response.headers["Receipts"] = ", ".join(done.receipts)
    return views.ToldKey.of(done)
