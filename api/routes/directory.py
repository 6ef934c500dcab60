"""Who takes part: admitting, naming, roles, and how somebody leaves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_directory as shapes
from api import views_directory as views
from api.dependencies import ActorDep, Answer, KeyDep, MechanismDep, answer
from api.executor import in_thread
from api.routes import COMMON, LISTING, WRITE, may_answer
from api.said_once import SaidOnce
from workflows.vocabulary import Role

router = APIRouter(route_class=SaidOnce, prefix="/v1/directory", tags=["directory"])
BodyId = Annotated[UUID, Path(description="The organisation")]
ActorId = Annotated[UUID, Path(description="The actor")]
RoleWord = Annotated[Role, Path(description="The role")]
LOOKED_AT = {**WRITE, **may_answer(412)}


@router.get("", responses=LISTING)
async def read_directory(actor: ActorDep, mechanism: MechanismDep) -> views.Directory:
    """Every organisation with everybody who acts for it. It tells of no case."""
    found = await in_thread(mechanism.directory, actor)
    return views.Directory(items=[views.Body.model_validate(each) for each in found])


@router.post("/organisations", status_code=201, responses=WRITE)
async def admit_organisation(
    body: shapes.NewBody,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let an organisation take part."""
    done = await in_thread(
        mechanism.admit_organisation, actor, body.body(), request=key
    )
    return answer(done, response)


@router.post("/organisations/{organisation_id}/naming", responses=WRITE)
async def change_organisation(
    organisation_id: BodyId,
    body: shapes.BodyNaming,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Call an organisation otherwise. What kind of body it is never changes."""
    done = await in_thread(
        mechanism.change_organisation,
        actor,
        organisation_id,
        body.change(),
        request=key,
    )
    return answer(done, response)


@router.get("/organisations/{organisation_id}/closing", responses=COMMON)
async def preview_closing(
    organisation_id: BodyId, actor: ActorDep, mechanism: MechanismDep
) -> views.Closing:
    """What would end with an organisation if it stopped now."""
    found = await in_thread(mechanism.preview_closing, actor, organisation_id)
    return views.Closing.model_validate(found)


@router.post("/organisations/{organisation_id}/closing", responses=LOOKED_AT)
async def end_organisation(
    organisation_id: BodyId,
    body: shapes.ClosingBody,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let an organisation take part no more, once it holds no open case."""
    done = await in_thread(
        mechanism.end_organisation, actor, organisation_id, body.seen, request=key
    )
    return answer(done, response)


@router.post("/actors", status_code=201, responses=WRITE)
async def admit_actor(
    body: shapes.NewColleague,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Admit somebody. Roles wait for a coordinator: `asked` names the joint acts."""
    done = await in_thread(mechanism.admit_actor, actor, body.actor(), request=key)
    return answer(done, response)


@router.post("/actors/{actor_id}/first-password", status_code=201, responses=WRITE)
async def give_first_password(
    actor_id: ActorId, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.FirstPassword:
    """Make a first password for who never came in, told once. The next ends it."""
    done = await in_thread(mechanism.give_first_password, actor, actor_id)
    response.headers["Receipts"] = ", ".join(done.receipts)
    return views.FirstPassword.of(done)


@router.post("/actors/{actor_id}/naming", responses=WRITE)
async def rename_actor(
    actor_id: ActorId,
    body: shapes.ActorNaming,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let somebody sign in under another name."""
    done = await in_thread(
        mechanism.rename_actor, actor, actor_id, body.sign_in_name, request=key
    )
    return answer(done, response)


@router.post("/actors/{actor_id}/roles", status_code=201, responses=WRITE)
async def give_role(
    actor_id: ActorId,
    body: shapes.RoleGiven,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Ask a coordinator to agree that somebody is given one more role."""
    done = await in_thread(mechanism.give_role, actor, actor_id, body.role, request=key)
    return answer(done, response)


@router.post("/actors/{actor_id}/roles/{role}/taking", responses=WRITE)
async def take_role(
    actor_id: ActorId,
    role: RoleWord,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Take a role away, at once."""
    done = await in_thread(mechanism.take_role, actor, actor_id, role, request=key)
    return answer(done, response)


@router.get("/actors/{actor_id}/departure", responses=COMMON)
async def preview_departure(
    actor_id: ActorId, actor: ActorDep, mechanism: MechanismDep
) -> views.Departure:
    """What somebody would leave behind if they left now."""
    found = await in_thread(mechanism.preview_departure, actor, actor_id)
    return views.Departure.model_validate(found)


@router.post("/actors/{actor_id}/departure", responses=LOOKED_AT)
async def end_actor(
    actor_id: ActorId,
    body: shapes.LeavingActor,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let somebody in no more: sessions and keys end, colleagues take over."""
    done = await in_thread(
        mechanism.end_actor, actor, actor_id, body.leaving(), request=key
    )
    return answer(done, response)
