"""The key of a partner's machine: enough for an offer's whole life, and no more."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from api.app import describe
from api.description import operations
from api.gate import OPEN
from referral.actions.administer import NewActor
from referral.rules.acts import Act
from referral.rules.machine_scope import PARTNER, acts_of
from tests.api.conftest import Door
from workflows.vocabulary import ActorKind, Role

SERVES_FOR = frozenset(
    {
        *("list_offers", "read_offer", "question_offer", "accept", "decline"),
        *("confirm", "dispute", "open_package", "take_package", "open_disclosures"),
        *("arrived", "no_show", "return_person", "start_service", "complete"),
        *("list_deletions", "confirm_deletion", "stalled_handovers"),
        *("list_corrections", "note_correction"),
        *("housed", "confirm_stay", "record_departure"),
        *("list_restriction_notices", "note_restriction"),
    }
)
"""Operations that the acts of a partner's machine lead to."""
TOLD_TO_EVERYBODY = frozenset(
    {
        *("who_am_i", "the_pathway", "read_checkpoint", "prove_consistency"),
        "package_signers",
    }
)
"""Who one is, how this country does it, how far the log reaches, who signs packages:
nobody's data."""
OF_A_SESSION = frozenset(
    {"sign_out", "step_up", "ask_openid_proof", "step_up_with_openid"}
)
"""Operations that ask for a session; a key is none."""
WORDS = {"seq": "1", "drawer": "identity", "clock": "reflection", "role": "auditor"}
WORDS |= {"step": "bring_to_safety"}
ASKED = {"purpose": "care", "drawer": "identity", "identity": "document_seen"}
ASKED |= {"old": "1", "size": "1", "new": "1"}


@pytest.fixture
def partner(door: Door) -> Door:
    """The machine of the shelter, with a key for what a partner does."""
    world, roles = door.world, frozenset({Role.SERVICE_PROVIDER})
    body = world["host"].organisation_id
    new = NewActor(body, "house-machine", roles, ActorKind.MACHINE)
    machine = world.mechanism.admit_actor(world.system, new).id
    lasts = timedelta(days=30)
    issued = world.mechanism.issue_key(world.system, machine, lasts, PARTNER)
    door.tokens["machine"] = str(issued.details["key"])
    return door


def an_example(operation: Mapping[str, Any]) -> Any:
    """A body of the right shape, from the description."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    return describe()["components"]["schemas"].get(name, {}).get("examples", [None])[0]


def knocked(door: Door, method: str, path: str, operation: Any) -> httpx2.Response:
    """One request of the right shape, about what exists nowhere."""

    def word(found: re.Match[str]) -> str:
        return WORDS.get(found[1], str(uuid4()))

    query = {
        each["name"]: ASKED.get(each["name"], str(uuid4()))
        for each in operation.get("parameters", [])
        if each["in"] == "query" and each.get("required")
    }
    address = re.sub(r"\{(\w+)\}", word, path)
    words: dict[str, Any] = {"params": query, "version": 1}
    if (body := an_example(operation)) is not None:
        words["json"] = body
    elif "requestBody" in operation:
        words["content"] = b"%PDF-1.4"
    return door.ask("machine", method.upper(), address, **words)


def test_its_acts_are_of_an_addressees_role_and_none_is_of_a_case() -> None:
    assert acts_of({Role.SERVICE_PROVIDER}) >= PARTNER
    assert not PARTNER & {Act.OPEN_CASE, Act.READ_CASE, Act.TAKE_STEP, Act.MAKE_OFFER}


@pytest.mark.asvs("V8.2.1")
def test_it_serves_for_an_offers_life_and_for_nothing_else(partner: Door) -> None:
    wrong, told = {}, set()
    for method, path, operation in operations(describe()):
        name = operation["operationId"]
        if (method.upper(), path) in OPEN or name in OF_A_SESSION:
            continue
        answered = knocked(partner, method, path, operation)
        said = answered.json() if answered.content else {}
        lacks = answered.status_code == 403 and said["missing"][:1] != []
        refused = lacks and said["missing"][0].startswith("scope_")
        told |= set() if refused else {name}
        if answered.status_code not in (200, 403, 404, 410):
            wrong[name] = (answered.status_code, said.get("errors"))
    assert wrong == {}, "a request of the right shape is answered by rule"
    assert told == SERVES_FOR | TOLD_TO_EVERYBODY


def test_a_machine_begins_no_sign_in_of_a_person(partner: Door) -> None:
    for path, body in (
        ("/v1/me/passkey-options", None),
        ("/v1/session/step-up-options", None),
        (
            "/v1/me/password",
            {"old": "a-password-of-old", "new": "twenty-nine blue doors"},
        ),
    ):
        refused = partner.ask("machine", "POST", path, json=body)
        assert (refused.status_code, refused.json()["missing"]) == (
            403,
            ["scope_keep_sign_in"],
        )


def test_an_offers_whole_life_is_lived_with_it(partner: Door) -> None:
    offer = str(partner.world.offered()[1].id)
    at = f"/v1/referrals/{offer}"
    for word, body in (
        ("question", {"text": "Any stairs?"}),
        ("accept", None),
        ("arrived", None),
        ("start", None),
        ("completion", {"outcome": "aim_reached"}),
    ):
        version = partner.ask("machine", "GET", at).json()["version"]
        done = partner.ask(
            "machine", "POST", f"{at}/{word}", json=body, version=version
        )
        assert done.status_code == 200, done.text
        if word == "accept":
            opened = partner.ask(
                "machine", "GET", f"{at}/package", params={"purpose": "care"}
            )
            assert opened.status_code == 200, opened.text
    (owed,) = partner.ask("machine", "GET", "/v1/deletions").json()["items"]
    path = f"/v1/deletions/{owed['id']}/confirmation"
    assert partner.ask("machine", "POST", path).status_code == 200
    assert partner.ask("machine", "GET", "/v1/deletions").json() == {"items": []}
