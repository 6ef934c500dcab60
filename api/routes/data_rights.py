"""The sheet for the person, their data, restrictions, the record of processing."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from api import shapes_data_rights as shapes
from api import views_data_rights as views
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
from api.pages.language import chosen, plain, speak
from api.pages.sheet_paper import PDF, paper
from api.pages.spoken_sheet import spoken
from api.routes import CHANGE, LEFT, LISTING, OPENING, Responses
from api.said_once import SaidOnce
from referral.errors import NotFound
from workflows.vocabulary import IdentityProof

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["data rights"])
RestrictionId = Annotated[UUID, Path(description="The restriction")]
_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
_DRAWN: Responses = {
    200: {
        "description": "A PDF with its fonts in it; the same sheet, the same bytes",
        "content": {PDF: {"schema": _BYTES, "example": "%PDF-1.7 ..."}},
    }
}


@router.get("/sheet", responses=LISTING)
async def read_sheet(
    request: Request, actor: ActorDep, mechanism: MechanismDep
) -> views.Sheet:
    """What people are told in writing, by the procedure as it is now."""
    code = _language(request)
    found = await in_thread(mechanism.sheet, actor, None, code)
    return views.Sheet.model_validate(spoken(found, plain))


@router.get("/cases/{case_id}/sheet", responses=LEFT)
async def read_case_sheet(
    case_id: CaseId, request: Request, actor: ActorDep, mechanism: MechanismDep
) -> views.Sheet:
    """What this person is told in writing, by the version that the case walks."""
    code = _language(request)
    found = await in_thread(mechanism.sheet, actor, case_id, code)
    return views.Sheet.model_validate(spoken(found, plain))


@router.get(
    "/cases/{case_id}/sheet/paper",
    response_class=Response,
    responses={**LEFT, **_DRAWN},
)
async def draw_case_sheet(
    case_id: CaseId, request: Request, actor: ActorDep, mechanism: MechanismDep
) -> Response:
    """The same as a PDF; not found where this server cannot draw one."""
    code = _language(request)
    found = await in_thread(mechanism.sheet, actor, case_id, code)
    drawn = await in_thread(paper, found, code)
    if drawn is None:
        raise NotFound
    return Response(drawn, media_type=PDF)


@router.get("/cases/{case_id}/person-data", responses=OPENING)
async def give_person_data(
    case_id: CaseId,
    identity: Annotated[
        IdentityProof, Query(description="How you know that it is the person")
    ],
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views.PersonData:
    """Everything that is held about the person, for the person who asks for it."""
    found = await in_thread(mechanism.person_data, actor, case_id, identity)
    return views.PersonData.model_validate(found)


@router.get("/cases/{case_id}/restrictions", responses=LEFT)
async def read_restrictions(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.UseRestrictions:
    """What of a case is, or was, only kept and not used."""
    found = await in_thread(mechanism.restrictions, actor, case_id)
    return views.UseRestrictions.model_validate(found)


@router.post("/cases/{case_id}/restrictions", status_code=201, responses=CHANGE)
async def restrict_use(
    case_id: CaseId,
    body: shapes.NewUseRestriction,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Keep a case, or one drawer of it, and use it no more."""
    done = await in_thread(
        mechanism.restrict_use,
        actor,
        case_id,
        body.restriction(),
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/cases/{case_id}/restrictions"
    return answer(done, response)


@router.post("/cases/{case_id}/restrictions/{restriction_id}/lifting", responses=CHANGE)
async def lift_restriction(
    case_id: CaseId,
    restriction_id: RestrictionId,
    body: shapes.NewRestrictionEnd,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Use it again, after the person was told."""
    done = await in_thread(
        mechanism.lift_restriction,
        actor,
        case_id,
        restriction_id,
        body.reason,
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.get("/processing-record", responses=LISTING)
async def read_processing_record(
    actor: ActorDep, mechanism: MechanismDep
) -> views.ProcessingRecord:
    """The record of processing, from what the mechanism is configured as."""
    found = await in_thread(mechanism.processing_record, actor)
    return views.ProcessingRecord.model_validate(found)


def _language(request: Request) -> str:
    """Speak the language that was asked for in this request; its code."""
    asked = chosen("", request.headers.get("accept-language", ""))
    return speak(asked).language.code
