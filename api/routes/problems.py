"""Pages about the kinds of problems, open to everybody."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from api.problem_pages import page
from api.problem_table import KINDS
from api.routes import OPEN_TO_ALL, may_answer
from api.said_once import SaidOnce
from referral.errors import NotFound

router = APIRouter(route_class=SaidOnce, prefix="/problems", tags=["problems"])

_PAGE = {"content": {"text/html": {"example": page(KINDS["consent-missing"])}}}


@router.get(
    "/{code}",
    response_class=HTMLResponse,
    responses={**OPEN_TO_ALL, **may_answer(404, 422), 200: _PAGE},
)
async def explain_problem(
    code: Annotated[
        str,
        Path(
            pattern=r"^[a-z]{1,20}(-[a-z]{1,20}){0,5}$",
            description="The `code` of a problem document",
            examples=["consent-missing"],
        ),
    ],
) -> HTMLResponse:
    """Say what a kind of problem means, and what to do. Every `type` leads here."""
    kind = KINDS.get(code)
    if kind is None:
        raise NotFound
    return HTMLResponse(page(kind))
