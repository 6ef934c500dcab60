"""The plan of a case, its follow-up, what waits; how a case ends and begins again."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from api import shapes_plan as shapes
from api import views_plan as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    KeyDep,
    LimitDep,
    MechanismDep,
    VersionDep,
    answer,
    next_link,
)
from api.executor import in_thread
from api.line_cursor import LineDep, line_cursor
from api.routes import CHANGE, LISTING, OPENING, WRITE
from api.said_once import SaidOnce
from workflows.vocabulary import Purpose

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["plans"])
PurposeDep = Annotated[Purpose, Query(description="What it is opened for")]
PlanVersionDep = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="A version; left out: the newest")
]
OnlyDep = Annotated[
    Literal["overdue"] | None,
    Query(description="Only what is past its time; left out: all"),
]
LineId = Annotated[UUID, Path(description="The planned service")]
FollowUpId = Annotated[UUID, Path(description="The follow-up contact")]


@router.get("/tasks", responses=LISTING)
async def list_tasks(  # what a page needs
    request: Request,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    after: LineDep,
    only: OnlyDep = None,
    limit: LimitDep = 50,
) -> views.Tasks:
    """A page of what waits in the cases that your organisation holds."""
    late = only is not None
    found = await in_thread(
        mechanism.tasks, actor, overdue=late, after=after, limit=limit
    )
    page = line_cursor(found.next)
    next_link(request, response, page, only=only, limit=limit)
    return views.Tasks(
        items=[views.CaseTask.model_validate(each) for each in found.items],
        total=found.total,
        waiting=found.waiting,
        overdue=found.overdue,
        next=page,
    )


@router.get("/cases/{case_id}/plan", responses=OPENING)
async def read_plan(
    case_id: CaseId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    purpose: PurposeDep,
    version: PlanVersionDep = None,
) -> views.Plan:
    """The plan as it stands, or stood, with what came of it."""
    found = await in_thread(mechanism.plan, actor, case_id, purpose, version)
    response.headers["ETag"] = f'"{found.newest}"'
    return views.Plan.model_validate(found)


@router.post("/cases/{case_id}/plan", responses=CHANGE)
async def write_plan(
    case_id: CaseId,
    body: shapes.NewPlan,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Write the plan anew. If-Match is the plan's version: "0" where there is none."""
    done = await in_thread(
        mechanism.write_plan,
        actor,
        case_id,
        body.plan(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/cases/{case_id}/plan/services", status_code=201, responses=CHANGE)
async def plan_service(
    case_id: CaseId,
    body: shapes.NewPlannedService,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Plan one more service. If-Match is the plan's version."""
    done = await in_thread(
        mechanism.plan_service,
        actor,
        case_id,
        body.line(),
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/plan"
    return answer(done, response)


@router.post("/planned-services/{line_id}/note", responses=WRITE)
async def note_service(
    line_id: LineId,
    body: shapes.ServiceNoted,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Note that a planned service began without an offer, or is at an end."""
    done = await in_thread(mechanism.note_service, actor, line_id, body.note, key)
    return answer(done, response)


@router.post("/cases/{case_id}/follow-ups", status_code=201, responses=WRITE)
async def set_follow_up(
    case_id: CaseId,
    body: shapes.NewFollowUp,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Set a follow-up contact, in a way and at an hour that is safe."""
    done = await in_thread(
        mechanism.set_follow_up, actor, case_id, body.at, body.channel, key
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/plan"
    return answer(done, response)


@router.post("/follow-ups/{follow_up_id}/result", responses=WRITE)
async def end_follow_up(
    follow_up_id: FollowUpId,
    body: shapes.FollowUpEnded,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Record what came of a follow-up contact."""
    done = await in_thread(
        mechanism.end_follow_up, actor, follow_up_id, body.end(), key
    )
    return answer(done, response)


@router.post("/cases/{case_id}/outcomes", status_code=201, responses=WRITE)
async def record_outcomes(
    case_id: CaseId,
    body: shapes.NewOutcomes,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Look at every outcome that the pathway names; set the follow-up it asks for."""
    done = await in_thread(
        mechanism.record_outcomes, actor, case_id, body.looked_at(), key
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/plan"
    return answer(done, response)


@router.post("/cases/{case_id}/closing", responses=CHANGE)
async def close_case(
    case_id: CaseId,
    body: shapes.CaseClosing,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Look at every outcome, and take the step that closes the case: both, or none."""
    done = await in_thread(
        mechanism.close_case,
        actor,
        case_id,
        body.closing(),
        body.looked_at(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/cases/{case_id}/reopening", responses=CHANGE)
async def reopen_case(
    case_id: CaseId,
    body: shapes.CaseReopening,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Open a closed case again by the pathway's own step, for one of its reasons."""
    done = await in_thread(
        mechanism.reopen_case,
        actor,
        case_id,
        body.reason_code,
        expects=version,
        request=key,
    )
    return answer(done, response)
