"""Who is kept away, who opens what is not theirs, who may see what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_access as shapes
from api import views_access as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    KeyDep,
    LimitDep,
    MechanismDep,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.routes import CHANGE, COMMON, LEFT, LISTING, WRITE
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["access"])
ConflictId = Annotated[UUID, Path(description="The conflict")]
GlassId = Annotated[UUID, Path(description="The broken glass")]
AlarmId = Annotated[UUID, Path(description="The alarm")]


@router.get("/cases/{case_id}/conflicts", responses=COMMON)
async def read_conflicts(
    case_id: CaseId, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.CaseConflicts:
    """Who is, or was, kept away from a case."""
    found = await in_thread(mechanism.case_conflicts, actor, case_id)
    response.headers["ETag"] = f'"{found.version}"'
    return views.CaseConflicts.model_validate(found)


@router.post("/cases/{case_id}/conflicts", status_code=201, responses=CHANGE)
async def state_conflict(
    case_id: CaseId,
    body: shapes.NewCaseConflict,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Keep an actor, or a whole organisation, away from a case."""
    done = await in_thread(
        mechanism.state_conflict,
        actor,
        case_id,
        body.conflict(),
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/conflicts"
    return answer(done, response)


@router.post(
    "/cases/{case_id}/conflicts/{conflict_id}/lifting",
    status_code=201,
    responses=CHANGE,
)
async def ask_conflict_lifting(
    case_id: CaseId,
    conflict_id: ConflictId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Ask a second person to agree that they may have to do with the case again."""
    done = await in_thread(
        mechanism.ask_conflict_lifting,
        actor,
        case_id,
        conflict_id,
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/joint-acts/{done.id}"
    return answer(done, response)


@router.get("/cases/{case_id}/access", responses=COMMON)
async def read_case_access(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.CaseAccess:
    """Who can open which drawer of a case now, and why."""
    found = await in_thread(mechanism.case_access, actor, case_id)
    return views.CaseAccess.model_validate(found)


@router.get("/permissions", responses=LISTING)
async def read_permissions(
    actor: ActorDep, mechanism: MechanismDep
) -> views.Permissions:
    """Who may do and see what, from the tables that decide."""
    found = await in_thread(mechanism.permissions, actor)
    lines = [views.PermissionLine.model_validate(each) for each in found]
    return views.Permissions(items=lines)


@router.get("/glasses", responses=LISTING)
async def list_glasses(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.Glasses:
    """What was broken: all of it for whoever watches, your own for you."""
    found = await in_thread(mechanism.glasses, actor, limit=limit)
    return views.Glasses(items=[views.Glass.model_validate(each) for each in found])


@router.post("/glasses", status_code=201, responses=WRITE)
async def break_glass(
    body: shapes.NewBrokenGlass,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Open a case that is not yours for four hours, where a life is at risk."""
    done = await in_thread(mechanism.break_glass, actor, body.glass(), request=key)
    response.headers["Location"] = "/v1/glasses"
    return answer(done, response)


@router.get("/glasses/{glass_id}", responses=LEFT)
async def read_glass(
    glass_id: GlassId, actor: ActorDep, mechanism: MechanismDep
) -> views.GlassWithWhy:
    """Why it was broken, for whoever reviews it."""
    found = await in_thread(mechanism.glass, actor, glass_id)
    return views.GlassWithWhy.model_validate(found)


@router.post("/glasses/{glass_id}/review", responses=WRITE)
async def review_glass(
    glass_id: GlassId,
    body: shapes.GlassReview,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Say whether it was needed. What was not opens nothing any more."""
    done = await in_thread(
        mechanism.review_glass, actor, glass_id, body.outcome, request=key
    )
    return answer(done, response)


@router.post("/alarms/{alarm_id}/end", responses=WRITE)
async def end_alarm(
    alarm_id: AlarmId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Say that what an alarm tells was dealt with."""
    done = await in_thread(mechanism.end_alarm, actor, alarm_id, request=key)
    return answer(done, response)
