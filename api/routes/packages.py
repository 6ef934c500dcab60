"""Sealed packages: taken, signed, sealed to whom; and links for those outside."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_packages as shapes
from api import views_packages as views
from api.dependencies import (
    ActorDep,
    Answer,
    KeyDep,
    MechanismDep,
    ReferralId,
    StatedKeyDep,
    answer,
)
from api.executor import in_thread
from api.files import Given
from api.pages.entrance import LETTER
from api.routes import COMMON, PACKAGE, SIGNED_IN, WRITE
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["packages"])
BodyId = Annotated[UUID, Path(description="The organisation")]
KeyId = Annotated[UUID, Path(description="The key")]
_TAKEN = {**WRITE, **PACKAGE}


@router.get("/package-signers", responses=SIGNED_IN)
async def package_signers(
    actor: ActorDep, mechanism: MechanismDep
) -> views.PackageSigners:
    """Who signs packages here: hand it to those who open them."""
    _ = actor
    found = await in_thread(mechanism.package_signers)
    return views.PackageSigners(
        allowed=list(found.allowed),
        keys=[dict(each) for each in found.keys],
        fingerprints=list(found.fingerprints),
    )


@router.post(
    "/referrals/{referral_id}/package/file", response_class=Response, responses=_TAKEN
)
async def take_package(
    referral_id: ReferralId,
    body: shapes.NewPackage,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: StatedKeyDep,
) -> Response:
    """Take what you learn after saying yes, sealed. Each request opens it anew.

    It is sealed to the keys that are listed for your organisation; that it was opened
    is entered each time.
    """
    _ = key
    take, asked = mechanism.sealed_package, (actor, referral_id)
    return Given(await in_thread(take, *asked, body.purpose, body.form))


@router.post("/referrals/{referral_id}/link", status_code=201, responses=WRITE)
async def send_link(
    referral_id: ReferralId,
    body: shapes.NewLink,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: StatedKeyDep,
) -> views.SentLink:
    """Make a link for an addressee outside. It is told here once.

    One that was out before ends. Trying again makes another, whatever the key says.
    """
    _ = key
    send, lasts = mechanism.send_link, body.lasts()
    sent = await in_thread(send, actor, referral_id, LETTER, lasts)
    response.headers["Receipts"] = ", ".join(sent.receipts)
    return views.SentLink.of(sent)


@router.get("/referrals/{referral_id}/link", responses=COMMON)
async def read_link(
    referral_id: ReferralId, actor: ActorDep, mechanism: MechanismDep
) -> views.OfferLink:
    """What became of the link that was sent last; never the link."""
    found = await in_thread(mechanism.link, actor, referral_id)
    return views.OfferLink.model_validate(found)


@router.delete("/referrals/{referral_id}/link", responses=WRITE)
async def end_link(
    referral_id: ReferralId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
) -> Answer:
    """End the link that is out; it opens nothing from now on."""
    done = await in_thread(mechanism.end_link, actor, referral_id)
    return answer(done, response)


@router.post("/referrals/{referral_id}/link/deletion", responses=WRITE)
async def record_deletion_told(
    referral_id: ReferralId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Write down that an addressee outside said by telephone that it kept nothing."""
    record = mechanism.record_deletion_told
    done = await in_thread(record, actor, referral_id, key)
    return answer(done, response)


@router.get("/directory/organisations/{organisation_id}/keys", responses=COMMON)
async def list_recipient_keys(
    organisation_id: BodyId, actor: ActorDep, mechanism: MechanismDep
) -> views.RecipientKeys:
    """The keys that packages for an organisation are sealed to."""
    found = await in_thread(mechanism.recipient_keys, actor, organisation_id)
    rows = [views.RecipientKey.model_validate(each) for each in found]
    return views.RecipientKeys(items=rows)


@router.post(
    "/directory/organisations/{organisation_id}/keys", status_code=201, responses=WRITE
)
async def ask_recipient_key(
    organisation_id: BodyId,
    body: shapes.NewRecipientKey,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Ask a coordinator to agree to a key of an organisation."""
    ask, words = mechanism.list_recipient_key, (body.form, body.public)
    done = await in_thread(ask, actor, organisation_id, *words, key)
    return answer(done, response)


@router.post("/directory/recipient-keys/{key_id}/ending", responses=WRITE)
async def end_recipient_key(
    key_id: KeyId,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Seal nothing to a key any more; letters that it opens end with it."""
    done = await in_thread(mechanism.end_recipient_key, actor, key_id, key)
    return answer(done, response)
