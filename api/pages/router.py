"""All pages."""

from fastapi import APIRouter

from api.pages import (
    answering,
    case,
    consent,
    offering,
    recording,
    session,
    static,
    timeline,
    work,
)

router = APIRouter(include_in_schema=False)
for _part in (
    static,
    session,
    work,
    recording,
    consent,
    offering,
    case,
    answering,
    timeline,
):
    router.include_router(_part.router)
