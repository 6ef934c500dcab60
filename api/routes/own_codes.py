"""Refusals, the number a person keeps, what they left, and how to reach them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import shapes_own as shapes
from api import views_own as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    KeyDep,
    MechanismDep,
    StatedKeyDep,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.routes import CHANGE, LEFT, OPENING, WRITE
from api.said_once import SaidOnce
from referral.errors import NotFound
from workflows.vocabulary import Purpose

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["own view"])
PurposeDep = Annotated[Purpose, Query(description="What it is opened for")]


@router.post("/refusals", status_code=201, responses=WRITE)
async def record_refusal(
    body: shapes.NewRefusal,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Record that an adult wanted nothing. Nothing that names is taken."""
    done = await in_thread(mechanism.record_refusal, actor, body.refusal(), key)
    response.headers["Location"] = f"/v1/cases/{done.id}/refusal"
    return answer(done, response)


@router.post("/cases/{case_id}/refusal", responses=CHANGE)
async def refuse_all(
    case_id: CaseId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """The adult wants nothing of a case that was begun: its keys are destroyed."""
    done = await in_thread(
        mechanism.refuse_all, actor, case_id, expects=version, request=key
    )
    return answer(done, response)


@router.get("/cases/{case_id}/refusal", responses=LEFT)
async def read_refusal(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.Refusal:
    """All that is left of who wanted nothing."""
    found = await in_thread(mechanism.refusal, actor, case_id)
    if found is None:
        raise NotFound
    return views.Refusal.model_validate(found)


@router.post("/cases/{case_id}/own-code", status_code=201, responses=WRITE)
async def issue_own_code(
    case_id: CaseId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: StatedKeyDep,
) -> views.IssuedCode:
    """Give the person a number. It is told here once; one from before ends.

    Trying again gives another number, whatever the key says: none is kept.
    """
    _ = key
    done = await in_thread(mechanism.issue_own_code, actor, case_id)
    response.headers["Receipts"] = ", ".join(done.receipts)
    number = str(done.details["number"])
    return views.IssuedCode(number=number, receipts=list(done.receipts))


@router.get("/cases/{case_id}/own-code", responses=LEFT)
async def own_code(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.OwnCode:
    """Whether a number is out, and whether the person wrote something."""
    found = await in_thread(mechanism.own_code, actor, case_id)
    return views.OwnCode.model_validate(found)


@router.delete("/cases/{case_id}/own-code", responses=WRITE)
async def revoke_own_code(
    case_id: CaseId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Answer:
    """End the number that is out; it opens nothing from now on."""
    done = await in_thread(mechanism.revoke_own_code, actor, case_id)
    return answer(done, response)


@router.get("/cases/{case_id}/messages", responses=OPENING)
async def messages(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep, purpose: PurposeDep
) -> views.Messages:
    """What the person left. It counts as read from now on."""
    found = await in_thread(mechanism.messages, actor, case_id, purpose)
    return views.Messages(items=[views.Message.model_validate(row) for row in found])


@router.post("/cases/{case_id}/safe-contact", responses=CHANGE)
async def set_safe_contact(
    case_id: CaseId,
    body: shapes.NewSafeContact,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Write down when and how the person may be reached."""
    done = await in_thread(
        mechanism.set_safe_contact,
        actor,
        case_id,
        body.rule(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.get("/cases/{case_id}/safe-contact", responses=OPENING)
async def safe_contact(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep, purpose: PurposeDep
) -> views.SafeContact:
    """When and how the person may be reached, and what is open at this moment."""
    found = await in_thread(mechanism.safe_contact, actor, case_id, purpose)
    return views.SafeContact.of(found)
