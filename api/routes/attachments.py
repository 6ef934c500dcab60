"""Documents attached to a case: add, list, fetch, remove."""

from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Request, Response

from api import views_attachments as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    MechanismDep,
    StatedKeyDep,
    answer,
)
from api.executor import in_thread
from api.files import GivenOut, spooled
from api.routes import OPENING, WRITE
from api.routes.cases import PurposeDep
from api.said_once import SaidOnce
from referral.actions.attachments import NewAttachment
from referral.actions.work import RequestKey, fingerprint
from referral.errors import Malformed
from workflows.vocabulary import Compartment

router = APIRouter(
    route_class=SaidOnce, prefix="/v1/cases/{case_id}/attachments", tags=["attachments"]
)

AttachmentId = Annotated[UUID, Path(description="The attachment")]
DrawerDep = Annotated[Compartment, Query(description="The drawer it belongs to")]
NameDep = Annotated[
    str,
    Header(
        alias="Attachment-Name",
        pattern=r"^[!-~]*$",
        max_length=1_000,
        description="What the document is called, percent-encoded UTF-8. It is sealed "
        "with the document; what is given out has a neutral name.",
        examples=["court%20letter.pdf"],
    ),
]
_BYTES = {"type": "string", "format": "binary"}
_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "PDF, JPEG, PNG, WebP, plain text, DOCX, ODT, MP3, M4A, Ogg, "
        "FLAC or WAV, at most 50 MiB. What it is, its content says.",
        "content": {
            "application/octet-stream": {"schema": _BYTES, "example": "%PDF-1.7 ..."}
        },
    }
}
_GIVEN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document, as a download",
        "content": {
            "application/octet-stream": {"schema": _BYTES, "example": "%PDF-1.7 ..."}
        },
        "headers": {
            "Content-Disposition": {
                "description": "Always a download, under a neutral name",
                "required": True,
                "schema": {"type": "string"},
                "example": 'attachment; filename="document.pdf"',
            }
        },
    }
}


@router.post("", status_code=201, responses=WRITE, openapi_extra=_SENT)
async def add_attachment(
    case_id: CaseId,
    request: Request,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: StatedKeyDep,
    drawer: DrawerDep,
    name: NameDep = "",
) -> Answer:
    """Attach a document to a drawer. Places and devices that a picture tells go."""
    called = _decoded(name)
    async with spooled(request) as document:
        asked = {"drawer": drawer, "key": key, "sha256": document.digest()}
        named = RequestKey(key, fingerprint("POST", request.url.path, asked))
        new = NewAttachment(drawer, called, document)
        done = await in_thread(mechanism.add_attachment, actor, case_id, new, named)
    response.headers["Location"] = f"/v1/cases/{case_id}/attachments/{done.id}"
    return answer(done, response)


def _decoded(name: str) -> str:
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        fault = ("header Attachment-Name", "percent_encoded_utf_8")
        raise Malformed("The name cannot be read.", faults=(fault,)) from None


@router.get("", responses=OPENING)
async def list_attachments(
    case_id: CaseId,
    actor: ActorDep,
    mechanism: MechanismDep,
    drawer: DrawerDep,
    purpose: PurposeDep,
) -> views.Attachments:
    """What is attached to one drawer, for a purpose that the timeline keeps."""
    found = await in_thread(mechanism.attachments, actor, case_id, drawer, purpose)
    items = [views.Attachment.model_validate(one) for one in found]
    return views.Attachments(items=items)


@router.get(
    "/{attachment_id}", response_class=Response, responses={**OPENING, **_GIVEN}
)
async def fetch_attachment(
    case_id: CaseId,
    attachment_id: AttachmentId,
    purpose: PurposeDep,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Response:
    """Fetch one document, for a purpose that the timeline keeps."""
    return GivenOut(
        await in_thread(
            mechanism.fetch_attachment, actor, case_id, attachment_id, purpose
        )
    )


@router.delete("/{attachment_id}", responses=OPENING)
async def remove_attachment(
    case_id: CaseId,
    attachment_id: AttachmentId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Answer:
    """Delete one document. That it was there stays in the timeline."""
    done = await in_thread(mechanism.remove_attachment, actor, case_id, attachment_id)
    return answer(done, response)
