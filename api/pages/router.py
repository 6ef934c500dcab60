"""All pages."""

from fastapi import APIRouter

from api.pages import (
    access,
    account,
    addresses,
    answering,
    attachments,
    breaches,
    case,
    consent,
    correcting,
    data_rights,
    deleting,
    directory,
    directory_actors,
    erasing,
    facts,
    handing_on,
    ledger,
    offering,
    openid,
    own,
    own_codes,
    questions,
    recording,
    search,
    session,
    sheets,
    static,
    timeline,
    together,
    work,
)

PARTS = (
    static.router,
    session.router,
    account.router,
    openid.router,
    work.router,
    recording.router,
    search.router,
    facts.router,
    consent.router,
    offering.router,
    attachments.router,
    case.router,
    erasing.router,
    handing_on.router,
    ledger.router,
    together.router,
    addresses.router,
    answering.router,
    timeline.router,
    questions.router,
    deleting.router,
    correcting.router,
    sheets.router,
    data_rights.router,
    breaches.router,
    access.router,
    directory.router,
    directory_actors.router,
    own_codes.router,
    own.router,
)
"""In the order in which addresses are tried."""

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part)
