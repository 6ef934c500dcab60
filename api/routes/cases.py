"""Cases: opening, looking, recording, steps."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api import shapes, views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    CursorDep,
    KeyDep,
    LimitDep,
    MechanismDep,
    VersionDep,
    answer,
    cursor,
    next_link,
)
from api.executor import in_thread
from api.routes import CHANGE, COMMON, LEFT, LISTING, OPENING, WRITE
from api.said_once import SaidOnce
from workflows.vocabulary import Compartment, Purpose

router = APIRouter(route_class=SaidOnce, prefix="/v1/cases", tags=["cases"])

STEP = r"^[a-z][a-z0-9_]{0,63}$"
PurposeDep = Annotated[Purpose, Query(description="What it is opened for")]


@router.get("", responses=LISTING)
async def list_cases(  # what a page needs
    request: Request,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    after: CursorDep,
    limit: LimitDep = 50,
) -> views.CasePage:
    """A page of the cases you may know of, newest first."""
    found = await in_thread(mechanism.cases, actor, after=after, limit=limit)
    page = cursor(found[-1].id) if len(found) == limit else None
    next_link(request, response, page, limit=limit)
    items = [views.Case.model_validate(view) for view in found]
    return views.CasePage(items=items, next=page)


@router.post("", status_code=201, responses=WRITE)
async def open_case(
    body: shapes.NewCase,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Open a case from an identification; your organisation holds it."""
    identification = body.identification()
    done = await in_thread(mechanism.open_case, actor, identification, key)
    response.headers["Location"] = f"/v1/cases/{done.id}"
    return answer(done, response)


@router.get("/{case_id}", responses=COMMON)
async def read_case(
    case_id: CaseId, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.Case:
    """The header of a case."""
    found = await in_thread(mechanism.read_case, actor, case_id)
    response.headers["ETag"] = f'"{found.version}"'
    return views.Case.model_validate(found)


@router.post("/{case_id}/facts", responses=CHANGE)
async def record_facts(
    case_id: CaseId,
    body: shapes.Facts,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Record coded facts."""
    done = await in_thread(
        mechanism.record_facts,
        actor,
        case_id,
        body.changes(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/{case_id}/content", responses=CHANGE)
async def record_content(
    case_id: CaseId,
    body: shapes.Content,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Add or correct sealed fields; what was there before is kept as a version."""
    done = await in_thread(
        mechanism.record_content,
        actor,
        case_id,
        body.drawers(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.get("/{case_id}/content/{drawer}", responses=OPENING)
async def open_content(
    case_id: CaseId,
    drawer: Annotated[Compartment, Path(description="The drawer")],
    purpose: PurposeDep,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views.Drawer:
    """Open one drawer, for a purpose that the timeline keeps."""
    content = await in_thread(mechanism.open_content, actor, case_id, drawer, purpose)
    return views.Drawer(drawer=drawer.value, content=content)


@router.get("/{case_id}/disclosures", responses=OPENING)
async def open_disclosures(
    case_id: CaseId, purpose: PurposeDep, actor: ActorDep, mechanism: MechanismDep
) -> views.Packages:
    """The copies of a case that were released to your organisation."""
    found = await in_thread(mechanism.disclosures, actor, case_id, purpose)
    items = [views.Package.model_validate(copy) for copy in found]
    return views.Packages(items=items)


@router.get("/{case_id}/steps", responses=LEFT)
async def explain_steps(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.Steps:
    """Every step of the pathway: possible for you now, or what is missing."""
    found = await in_thread(mechanism.steps, actor, case_id)
    return views.Steps(items=[views.Step.model_validate(step) for step in found])


@router.post("/{case_id}/steps/{step}", responses=CHANGE)
async def take_step(
    case_id: CaseId,
    step: Annotated[str, Path(pattern=STEP, description="Its name on the pathway")],
    body: shapes.NewStep,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Take one step."""
    done = await in_thread(
        mechanism.take_step,
        actor,
        case_id,
        body.request(step),
        expects=version,
        request=key,
    )
    return answer(done, response)
