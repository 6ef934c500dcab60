"""What services state, their places, who may ask whom, and who fits."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api import shapes_services as shapes
from api import views_services as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    KeyDep,
    MechanismDep,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.routes import CHANGE, LEFT, LISTING, WRITE, may_answer
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["services"])
ServiceId = Annotated[UUID, Path(description="The service")]
ServiceType = Annotated[
    str | None,
    Query(alias="type", pattern=r"^[a-z_]{1,40}$", description="Only this type"),
]
ASKING = {**LISTING, **may_answer(400)}


@router.get("/services/directory", responses=LISTING)
async def service_directory(
    actor: ActorDep, mechanism: MechanismDep, service_type: ServiceType = None
) -> views.ServiceDirectory:
    """Every service that takes part, with what it states and told of its places."""
    found = await in_thread(mechanism.service_directory, actor, service_type)
    now, zone = await in_thread(mechanism.now), mechanism.pathway.time_zone
    return views.ServiceDirectory(items=[views.listed(one, now, zone) for one in found])


@router.post("/services/availability", responses=ASKING)
async def ask_places(
    body: shapes.PlacesWanted, actor: ActorDep, mechanism: MechanismDep
) -> views.ServiceMatches:
    """Ask for a place by coded words, of nobody. What is kept of it names no case."""
    found = await in_thread(mechanism.ask_places, actor, body.wanted())
    return views.matches(found, await in_thread(mechanism.now))


@router.get("/cases/{case_id}/service-matches", responses=LEFT)
async def match_services(
    case_id: CaseId,
    actor: ActorDep,
    mechanism: MechanismDep,
    service_type: ServiceType = None,
) -> views.ServiceMatches:
    """Which services fit a case; where none does, coordinators are told."""
    found = await in_thread(mechanism.match_services, actor, case_id, service_type)
    return views.matches(found, await in_thread(mechanism.now))


@router.get("/services/allowed", responses=LISTING)
async def list_allowed(actor: ActorDep, mechanism: MechanismDep) -> views.AllowedBodies:
    """Which organisations yours agreed to ask and be asked by, and which agreed."""
    found = await in_thread(mechanism.allowed, actor)
    return views.AllowedBodies.model_validate(found)


@router.post("/services/allowed", responses=WRITE)
async def state_allowed(
    body: shapes.AllowedStated,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Agree for your organisation that it and another ask each other, or end that."""
    done = await in_thread(
        mechanism.state_allowed,
        actor,
        body.organisation_id,
        agrees=body.agrees,
        request=key,
    )
    return answer(done, response)


@router.post("/services/allow-rule", responses=WRITE)
async def set_allow_rule(
    body: shapes.AllowRuleSet,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let everybody ask everybody, or only those who agreed to each other."""
    done = await in_thread(mechanism.set_allow_rule, actor, body.rule, request=key)
    return answer(done, response)


@router.get("/services/suspensions", responses=LISTING)
async def list_suspensions(
    actor: ActorDep, mechanism: MechanismDep
) -> views.Suspensions:
    """What takes nobody now, why, and until when."""
    found = await in_thread(mechanism.suspensions, actor)
    items = [views.Suspension.model_validate(each) for each in found]
    return views.Suspensions(items=items)


@router.post("/services/suspensions", status_code=201, responses=WRITE)
async def suspend(
    body: shapes.NewSuspensionShape,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let a service, or all of an organisation, take nobody: what is offered ends."""
    done = await in_thread(mechanism.suspend, actor, body.suspension(), request=key)
    return answer(done, response)


@router.post("/services/suspensions/{suspension_id}/lifting", responses=WRITE)
async def lift_suspension(
    suspension_id: Annotated[UUID, Path(description="The suspension")],
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let it be asked again."""
    done = await in_thread(mechanism.lift_suspension, actor, suspension_id, request=key)
    return answer(done, response)


@router.post("/services/{service_id}/terms", responses=CHANGE)
async def state_terms(
    service_id: ServiceId,
    body: shapes.ServiceTerms,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
    version: VersionDep,
) -> Answer:
    """State whom a service takes, when; If-Match is `terms_version`, or "0"."""
    done = await in_thread(
        mechanism.state_terms,
        actor,
        service_id,
        body.terms(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/services/{service_id}/capacity", responses=WRITE)
async def tell_capacity(
    service_id: ServiceId,
    body: shapes.CapacityTold,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Tell how many places of a kind your service has, and how many are free."""
    done = await in_thread(
        mechanism.tell_capacity,
        actor,
        service_id,
        body.kind,
        body.total,
        body.free,
        request=key,
    )
    return answer(done, response)


@router.post("/services/{service_id}/holds", status_code=201, responses=WRITE)
async def hold_places(
    service_id: ServiceId,
    body: shapes.NewPlaceHold,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Keep places free for two hours. An offer made meanwhile uses them."""
    done = await in_thread(
        mechanism.hold_places, actor, service_id, body.kind, body.places, request=key
    )
    return answer(done, response)


@router.post("/services/holds/{place_hold_id}/release", responses=WRITE)
async def release_hold(
    place_hold_id: Annotated[UUID, Path(description="The hold")],
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Give places back that you hold."""
    done = await in_thread(mechanism.release_hold, actor, place_hold_id, request=key)
    return answer(done, response)


@router.post("/services/{service_id}/closing", responses=WRITE)
async def close_service(
    service_id: ServiceId,
    body: shapes.ServiceClosing,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Let a service take part no more; another place is asked for whom it had."""
    done = await in_thread(
        mechanism.close_service, actor, service_id, body.reason, request=key
    )
    return answer(done, response)
