"""Consents of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

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
from api.routes import CHANGE, LEFT
from api.said_once import SaidOnce
from api.shapes import MinimalConsent
from api.shapes_consent import NewConsent

router = APIRouter(
    route_class=SaidOnce, prefix="/v1/cases/{case_id}/consents", tags=["consents"]
)


@router.get("", responses=LEFT)
async def list_consents(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.Consents:
    """All answers of the person, withdrawn and expired ones too."""
    found = await in_thread(mechanism.consents, actor, case_id)
    return views.Consents(items=[views.Consent.model_validate(row) for row in found])


@router.post("", status_code=201, responses=CHANGE)
async def record_consent(
    case_id: CaseId,
    body: NewConsent,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Record what the person said."""
    done = await in_thread(
        mechanism.record_consent,
        actor,
        case_id,
        body.answered(),
        recipient_id=body.recipient_id,
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/minimal", status_code=201, responses=CHANGE)
async def record_minimal_consent(
    case_id: CaseId,
    body: MinimalConsent,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Record a yes to a bed and a contact: the least, asked in one question."""
    done = await in_thread(
        mechanism.record_minimal_consent,
        actor,
        case_id,
        body.spoken(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/{consent_id}/withdrawal", responses=CHANGE)
async def withdraw_consent(
    case_id: CaseId,
    consent_id: Annotated[UUID, Path(description="The consent")],
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Take a consent back; every disclosure that rests on it ends now."""
    done = await in_thread(
        mechanism.withdraw_consent,
        actor,
        case_id,
        consent_id,
        expects=version,
        request=key,
    )
    return answer(done, response)
