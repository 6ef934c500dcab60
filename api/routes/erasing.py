"""Erasure by two people, legal holds, and how long records are kept."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_erasing as shapes
from api import views_erasing as views
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
from api.routes import CHANGE, COMMON, LISTING
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["erasing"])
HoldId = Annotated[UUID, Path(description="The legal hold")]


@router.post("/cases/{case_id}/erasure", status_code=201, responses=CHANGE)
async def ask_erasure(
    case_id: CaseId,
    body: shapes.NewErasure,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Ask a second person to agree that everything known of a person is erased."""
    done = await in_thread(
        mechanism.ask_erasure,
        actor,
        case_id,
        body.reason,
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/joint-acts/{done.id}"
    return answer(done, response)


@router.post("/cases/{case_id}/holds", status_code=201, responses=CHANGE)
async def set_hold(
    case_id: CaseId,
    body: shapes.NewLegalHold,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Keep a case from being erased, until two people lift the hold."""
    done = await in_thread(
        mechanism.set_hold,
        actor,
        case_id,
        body.hold(),
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/retention"
    return answer(done, response)


@router.post(
    "/cases/{case_id}/holds/{hold_id}/lifting", status_code=201, responses=CHANGE
)
async def ask_lifting(
    case_id: CaseId,
    hold_id: HoldId,
    body: shapes.NewLifting,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Ask a second person to agree that a hold is lifted."""
    done = await in_thread(
        mechanism.ask_lifting,
        actor,
        case_id,
        hold_id,
        body.reason,
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/joint-acts/{done.id}"
    return answer(done, response)


@router.get("/cases/{case_id}/retention", responses=COMMON)
async def read_retention(
    case_id: CaseId, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.Retention:
    """How long a case is kept, what keeps it longer, and how far its erasure is."""
    found = await in_thread(mechanism.case_retention, actor, case_id)
    response.headers["ETag"] = f'"{found.version}"'
    return views.Retention.of(found)


@router.get("/retention", responses=LISTING)
async def list_retention(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.RetentionList:
    """Cases whose period is over, and erasures that are not complete."""
    found = await in_thread(mechanism.retention_list, actor, limit=limit)
    return views.RetentionList.model_validate(found)
