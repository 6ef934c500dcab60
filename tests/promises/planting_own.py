"""What the person says themselves, and what is said of reaching them, with tokens."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from referral.rules.own_code import whole_number
from tests.promises.tokens import token

if TYPE_CHECKING:
    from tests.pages.conftest import Desk


def of_the_person(desk: "Desk", case: UUID) -> UUID:
    """A number, a message, a rule of contact; and somebody who wanted nothing.

    Returns:
        The case of whoever wanted nothing.
    """
    number = _asked(desk, "host", f"/v1/cases/{case}/own-code")["number"]
    seen = _own(desk, "view", {"code": number})
    text = token("OwnMessage.text")
    _own(desk, "messages", {"ticket": seen["ticket"], "text": text})
    wrong = desk.client.post("/v1/own/view", json={"code": whole_number(7)})
    assert wrong.status_code == 404  # unknown
    rule = {"channels": ["call"], "code_word": token("NewSafeContact.code_word")}
    version = desk.door.version("host", case)
    _asked(desk, "host", f"/v1/cases/{case}/safe-contact", rule, version=version)
    body = {"age_class": "adult", "region": "north"}
    refused = UUID(_asked(desk, "outreach", "/v1/refusals", body)["id"])
    _asked(desk, "outreach", f"/v1/cases/{refused}/own-code")
    return refused


def _asked(desk: "Desk", who: str, path: str, body: object = None, **words: Any) -> Any:
    answer = desk.door.ask(who, "POST", path, json=body, **words)
    assert answer.status_code < 300, answer.text  # done
    return answer.json()


def _own(desk: "Desk", path: str, body: object) -> Any:
    answer = desk.client.post(f"/v1/own/{path}", json=body)
    assert answer.status_code < 300, answer.text  # done
    return answer.json()
