"""A first contact that somebody began, with a token in every step."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.promises.tokens import token

if TYPE_CHECKING:
    from tests.pages.conftest import Desk

FOREIGN = (
    "SELECT * FROM form_draft",
    "UPDATE form_draft SET ends_at = 1",
    "DELETE FROM form_draft",
)
"""Statements that forgot their filter."""


def of_a_contact(desk: "Desk") -> dict[str, list[UUID]]:
    """Two drafts of one worker, typed on pages: one is thrown away again.

    Returns:
        The one that is left, by the name of addresses.
    """
    kept, gone = _begun(desk), _begun(desk)
    desk.fill("outreach", "/desk", f"/{gone}/discard")
    typed: dict[str, Any] = {"content__narrative__what_i_saw": token("draft signs")}
    done = desk.fill("outreach", f"/desk/drafts/{kept}/signs", "/signs", **typed)
    assert done.status_code < 400, done.text  # done
    return {"draft_id": [kept]}


def _begun(desk: "Desk") -> UUID:
    page = "/desk/cases/new"
    typed: dict[str, Any] = {"content__contact__phone": token("draft safety")}
    done = desk.fill("outreach", page, page, facts__age_class="adult", **typed)
    return UUID(done.headers["location"].split("/")[3])
