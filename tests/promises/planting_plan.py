"""A plan, a service, follow-up and outcomes, with a token in every free text."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.promises.planting_contact import of_a_contact
from tests.promises.tokens import token

if TYPE_CHECKING:
    from tests.pages.conftest import Desk

_OUTCOMES = ("safe_home", "standard_of_living", "well_being", "opportunity", "support")
_AT = {"at": "2027-03-20T09:00:00Z", "channel": "in_person"}


def of_plans(desk: "Desk", case: UUID) -> dict[str, list[UUID]]:
    """What was planned with the person, and what came of it; a contact begun.

    Returns:
        The planned services, the follow-up contacts and what is unfinished, by the
        names of addresses.
    """
    base = f"/v1/cases/{case}"
    texts = {name: token(f"NewPlan.{name}") for name in ("goals", "wishes")}
    plan = {"needs": ["medical"], "agreement": "agrees", **texts}
    _post(desk, f"{base}/plan", plan, version=0)
    line = {"service": "medical", "begins_on": "2027-03-09"}
    lines = [_post(desk, f"{base}/plan/services", line, version=1)]
    waits, ended = (_post(desk, f"{base}/follow-ups", _AT) for _ in range(2))
    result = {"result": "well", "channel": "in_person"}
    result["note"] = token("FollowUpEnded.note")
    _post(desk, f"/v1/follow-ups/{ended}/result", result)
    looked_at = {"results": dict.fromkeys(_OUTCOMES, "partly")}
    _post(desk, f"{base}/outcomes", {**looked_at, "note": token("NewOutcomes.note")})
    _closed_and_opened_again(desk, looked_at)
    return {"line_id": lines, "follow_up_id": [waits], **of_a_contact(desk)}


def _closed_and_opened_again(desk: "Desk", looked_at: dict[str, Any]) -> None:
    case = desk.world.case("host").id
    end = {"step": "close", "outcome": "recovered", "reason": "goals_met"}
    body = {**looked_at, **end, "note": token("CaseClosing.note")}
    version = desk.door.version("host", case)
    _post(desk, f"/v1/cases/{case}/closing", body, version=version)
    version = desk.door.version("host", case)
    again = {"reason_code": "person_asks"}
    _post(desk, f"/v1/cases/{case}/reopening", again, version=version)


def _post(desk: "Desk", path: str, body: object, **words: Any) -> UUID:
    answer = desk.door.ask("host", "POST", path, json=body, **words)
    assert answer.status_code < 300, answer.text  # done
    return UUID(answer.json()["id"])
