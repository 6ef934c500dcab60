"""Corrections of what an entry recorded, and what stood there before."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api import shapes_asking as shapes
from api import views
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
from api.routes import CHANGE, OPENING
from api.said_once import SaidOnce
from workflows.vocabulary import Compartment, Purpose

router = APIRouter(
    route_class=SaidOnce, prefix="/v1/cases/{case_id}/timeline/{seq}", tags=["timeline"]
)
Seq = Annotated[int, Path(ge=1, le=2**31 - 1, description="The entry's number")]


@router.post("/correction", responses=CHANGE)
async def correct_entry(
    case_id: CaseId,
    seq: Seq,
    body: shapes.NewCorrection,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Record anew what an entry recorded wrongly; the wrong value stays a version."""
    corrects = body.correction(seq)
    act = (
        partial(mechanism.record_facts, changes=body.facts.changes())
        if body.facts is not None
        else partial(mechanism.record_content, content=body.drawers())
    )
    done = await in_thread(
        act, actor, case_id, expects=version, request=key, corrects=corrects
    )
    return answer(done, response)


@router.get("/content/{drawer}", responses=OPENING)
async def open_as_of(
    case_id: CaseId,
    seq: Seq,
    drawer: Annotated[Compartment, Path(description="The drawer")],
    purpose: Annotated[Purpose, Query(description="What it is opened for")],
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views.Drawer:
    """What a drawer held when the entry was written, also where that was wrong."""
    content = await in_thread(
        mechanism.open_as_of, actor, case_id, drawer, purpose, seq
    )
    return views.Drawer(drawer=drawer.value, content=content)
