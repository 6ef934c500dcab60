"""Being told outside the desk, and confirming from outside; a token in an address."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from api.pages.mail_texts import words
from referral.actions.post_office import PostRules
from tests.promises.tokens import token
from tests.properties.acts_notices import Kept, code_in
from tests.spec.test_confirmed_outside import STEP, returning

if TYPE_CHECKING:
    from tests.pages.conftest import Desk

WISHES = {
    "kinds": ["answer", "reminder", "news", "alarm", "list"],
    "zone": "Europe/Belgrade",
    "language": "sq",
}
FOREIGN = (
    *("SELECT * FROM mail_setting", "SELECT * FROM mail", "SELECT * FROM mail_line"),
    *("SELECT * FROM calendar_feed", "SELECT * FROM outside_token"),
    *("UPDATE outside_token SET ends_at = 9", "DELETE FROM calendar_feed"),
)
"""Statements that show a bystander nothing."""
TOLD = ("host", "coordinator", "warden")
"""Who is told. The last of them is nobody whose doors are knocked at."""


def told_outside(desk: "Desk") -> dict[str, list[UUID]]:
    """Addresses with a token in them, confirmed; calendars; something confirmed.

    Returns:
        The secret of a calendar, by the name of its place in an address.
    """
    kept = Kept()
    desk.world.mechanism.tell_by(PostRules({"mail": kept}, words(), calendars=True))
    secrets = [_told(desk, kept, who) for who in TOLD]
    _confirmed(desk)
    return {"secret": [cast("UUID", secrets[0])]}


def _told(desk: "Desk", kept: Kept, who: str) -> str:
    _ask(desk, who, "POST", "/v1/me/notices", json=WISHES)
    where = f"{token('NewNoticeAddress.address')}.{who}@mail.example"
    address = {"address": where}
    _ask(desk, who, "POST", "/v1/me/notices/address", json=address)
    desk.world.mechanism.post_due()
    code = {"code": code_in(kept.messages)}
    _ask(desk, who, "POST", "/v1/me/notices/address/code", json=code)
    path = _ask(desk, who, "POST", "/v1/me/calendar")["path"]
    return str(path).rpartition("/")[2]


def _confirmed(desk: "Desk") -> None:
    case = returning(desk.world).id
    version = desk.door.version("outreach", case)
    path, body = f"/v1/cases/{case}/confirmations", {"step": STEP.step}
    asked = _ask(desk, "outreach", "POST", path, json=body, version=version)
    key = {"token": asked["outside_token"]}
    assert desk.client.post("/v1/outside/view", json=key).status_code == 200
    said = desk.client.post("/v1/outside/answers", json={**key, "answer": "later"})
    assert said.status_code == 200


def _ask(desk: "Desk", who: str, method: str, path: str, **words: Any) -> Any:
    answer = desk.door.ask(who, method, path, **words)
    assert answer.status_code < 300, answer.text  # done
    return answer.json()
