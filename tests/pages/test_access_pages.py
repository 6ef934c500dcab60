"""Keeping somebody away, opening in an emergency, and the table, at the desk."""

import json
from typing import Any
from uuid import UUID

from api.pages.entrance import ACCOUNT
from tests.pages.conftest import Desk, filled, form
from tests.records.raw import run
from tests.software_key import SoftwareKey
from tests.spec.breaking import TEXT
from tests.spec.test_tripwire import canary, opened
from workflows.vocabulary import Compartment

ORGANISATION = "organisation_id"


def registered(desk: Desk, who: str) -> SoftwareKey:
    """A passkey of somebody."""
    key, me = SoftwareKey(), desk.world[who]
    made = key.register(desk.world.mechanism.ask_new_passkey(me))
    desk.world.mechanism.register_passkey(me, made, "blue key")
    return key


def prove(desk: Desk, who: str, key: SoftwareKey) -> None:
    """Somebody shows once more who they are, with their passkey."""
    asked = desk.get(who, f"{ACCOUNT}/step-up").json()
    answer = {"answer": json.dumps(key.answer(asked))}
    assert desk.post(who, f"{ACCOUNT}/step-up", answer).status_code == 303


def test_a_coordinator_keeps_somebody_away_and_sees_who_can_see_what(
    desk: Desk,
) -> None:
    world = desk.world
    case = world.case()
    page = f"/desk/cases/{case.id}/access"
    typed = {
        ORGANISATION: str(world.bodies["ngo"]),
        "actor": "outreach",
        "reason": "related",
    }
    done = desk.fill("coordinator", page, "/conflicts", times=2, **typed)
    assert done.status_code == 303
    shown = desk.get("coordinator", page).text
    assert "A relative" in shown
    assert "Kept away" in shown
    assert desk.get("outreach", f"/desk/cases/{case.id}").status_code == 404
    lifting = desk.fill("coordinator", page, "/lifting")
    assert lifting.headers["location"].startswith("/desk/together")
    asked = desk.get("coordinator", "/desk/together").text
    assert "Somebody may have to do with a case again" in asked
    headers = desk.get("auditor", page).text
    assert "A relative" not in headers
    assert "/conflicts" not in headers


def test_an_emergency_is_opened_and_reviewed_at_the_desk(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    key = registered(desk, "stranger")
    typed: dict[str, Any] = {
        "code": str(case.details["code"]),
        "reason": "medical_emergency",
        "text": TEXT,
        "drawers": ["health"],
    }
    page = "/desk/glasses"
    refused = desk.fill("stranger", page, page, **typed)
    assert refused.status_code == 403
    assert f'href="{ACCOUNT}#prove"' in refused.text
    assert TEXT in refused.text, "nothing that was typed is lost"
    prove(desk, "stranger", key)
    again = desk.post("stranger", page, filled(form(refused.text, page), {}))
    assert again.status_code == 303
    found = UUID(bytes=run(world, "SELECT id FROM glass_broken")[0][0])
    mine = desk.get("stranger", "/desk/glasses").text
    assert str(case.details["code"]) in mine
    told = desk.fill("stranger", "/desk/glasses", "/drawers/health")
    assert "asthma" in told.text
    assert TEXT not in mine

    page = f"/desk/glasses/{found}"
    assert TEXT in desk.get("coordinator", page).text
    assert desk.get("stranger", page).status_code == 403
    assert page in desk.get("coordinator", "/desk/glasses").text
    done = desk.fill("coordinator", page, "/review", outcome="not_upheld")
    assert done.status_code == 303
    assert "It was not needed" in desk.get("stranger", "/desk/glasses").text


def test_an_alarm_stands_at_my_work_until_it_was_dealt_with(desk: Desk) -> None:
    opened(desk.world, canary(desk.world).id, Compartment.CONTACT)
    assert "A made-up case was opened" in desk.get("coordinator", "/desk").text
    assert desk.fill("coordinator", "/desk", "/end").status_code == 303
    assert "A made-up case was opened" not in desk.get("coordinator", "/desk").text


def test_the_table_is_for_whoever_watches(desk: Desk) -> None:
    for who in ("coordinator", "auditor"):
        shown = desk.get(who, "/desk/permissions").text
        assert "review_glass" in shown
        assert "administrator" in shown
    assert desk.get("outreach", "/desk/permissions").status_code == 403
