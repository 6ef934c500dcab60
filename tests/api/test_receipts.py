"""Every address that changes something answers with receipts, in header and body."""

import pytest

from api.app import describe
from api.description import operations
from tests.api.conftest import Door

CHANGES_NOTHING = {
    "sign_in": "a session: its entry stands on the organisation's timeline",
    "sign_out": "the same",
    "ask_passkey": "a question to a browser; nothing is written until it is answered",
    "ask_new_passkey": "the same",
    "ask_step_up": "the same",
    "sign_in_with_passkey": "as sign_in",
    "ask_openid": "a question to a provider; nothing is written until it is answered",
    "ask_openid_proof": "the same",
    "sign_in_with_openid": "as sign_in",
    "step_up_with_openid": "as step_up",
    "step_up": "a session: its entry stands on the organisation's timeline",
    "search": "looks for people",
    "look_outside": "looks at what a token is for: no address may hold it",
    "own_view": "the person looks, and is let in by a number: no address may hold it",
    "check_match": "looks at one",
    "ask_places": "asks where places are, and says nothing of a person",
    "verify": "looks at a timeline; its verdict is the answer",
}
"""Operations that are no GET and change no record of a case, with the reason."""
WRITES = [
    (method, path, operation)
    for method, path, operation in operations(describe())
    if method.lower() != "get"
]


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    WRITES,
    ids=[operation["operationId"] for _, _, operation in WRITES],
)
def test_every_write_says_that_it_answers_with_receipts(
    method: str, path: str, operation: dict[str, dict[str, dict[str, object]]]
) -> None:
    answers = [a for code, a in operation["responses"].items() if code.startswith("2")]
    told = all("Receipts" in a.get("headers", {}) for a in answers)  # type: ignore[operator] # headers by name
    assert told is (str(operation["operationId"]) not in CHANGES_NOTHING), (
        method,
        path,
    )


def test_the_receipts_of_header_and_body_are_the_same(door: Door) -> None:
    body = {"facts": {"age_class": "adult"}}
    answered = door.ask("outreach", "POST", "/v1/cases", json=body)
    assert answered.status_code == 201
    found = answered.json()["receipts"]
    assert found == answered.headers["receipts"].split(", ")
    case = answered.json()["id"]
    assert [each.rpartition(";")[0] for each in found] == [f"{case};1", f"{case};2"]
