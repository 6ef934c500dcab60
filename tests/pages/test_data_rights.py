"""What a person may ask, and the register of breaches, at the desk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.pages.breaches import BreachForm
from api.values import TYPED
from referral.rules.breaches import due_at
from tests.pages.conftest import Desk
from tests.properties.acts_data_rights import restricted
from tests.spec.evidence import chain_of
from workflows.data_protection import time_to_tell_authority
from workflows.vocabulary import Purpose

NOTHING = "Nothing waits for you."


def test_data_are_put_together_once_it_is_known_who_asks(desk: Desk) -> None:
    case = desk.world.accepted()[0].id
    rights = f"/desk/cases/{case}/data-rights"
    asked = desk.fill("outreach", rights, "/data", identity="")
    assert asked.status_code == 422
    shown = desk.fill("outreach", rights, "/data", identity="known_in_person")
    assert shown.status_code == 200
    assert "Kestrel" in shown.text
    assert "A safe place" in shown.text
    assert "Shelter" not in shown.text
    assert chain_of(desk.world, case)[-1][0] == "person_data_given"
    told = desk.door.ask(
        "outreach",
        "GET",
        f"/v1/cases/{case}/person-data",
        params={"identity": "document_seen"},
    ).json()
    assert told["held"]["code"] in shown.text
    assert 'action="' + rights + '/data"' not in desk.get("coordinator", rights).text


def test_a_restriction_is_set_shown_and_lifted(desk: Desk) -> None:
    case = desk.world.case().id
    rights = f"/desk/cases/{case}/data-rights"
    done = desk.fill("outreach", rights, "/restrictions", reason="objection_pending")
    assert done.status_code == 303
    there = desk.get("outreach", f"/desk/cases/{case}").text
    assert "Use is restricted" in there
    assert "The whole case" in there
    drawer = f"/desk/cases/{case}/drawers/identity"
    refused = desk.post("outreach", drawer, {"purpose": "care"})
    assert refused.status_code == 409
    assert "Use of this record is restricted" in refused.text
    assert desk.post("outreach", drawer, {"purpose": "person_asked"}).status_code == 200
    lifted = desk.fill("coordinator", rights, "/lifting", reason="objection_decided")
    assert lifted.status_code == 303
    assert "Use is restricted" not in desk.get("outreach", f"/desk/cases/{case}").text


def test_a_breach_is_kept_at_the_desk(desk: Desk) -> None:
    register = "/desk/breaches"
    assert desk.get("outreach", register).status_code == 403
    wrong = desk.fill("coordinator", register, "/breaches", day="", time="9")
    assert wrong.status_code == 422
    typed: dict[str, Any] = {
        "day": "2 3 2026",
        "time": "20:15",
        "what_happened": "A bag was left.",
    }
    done = desk.fill("coordinator", register, "/breaches", **typed)
    assert done.status_code == 303
    shown = desk.get("coordinator", register).text
    address = f"{register}/{shown.partition('/desk/breaches/')[2][:36]}"
    early = desk.fill("coordinator", address, "/authority")
    assert early.status_code == 409
    more: dict[str, Any] = {"nature[]": "integrity"}
    added = desk.fill("coordinator", address, "/additions", **more)
    assert added.status_code == 303
    assert desk.fill("coordinator", address, "/authority").status_code == 303
    assert desk.fill("coordinator", address, "/people").status_code == 303
    assert desk.fill("coordinator", address, "/closing").status_code == 303
    closed = desk.get("coordinator", address).text
    assert "A bag was left." in closed
    assert "/closing" not in closed


def test_an_overdue_breach_is_on_my_work(desk: Desk) -> None:
    body = {"aware_at": "2026-02-26T20:00:00Z", "what_happened": "A bag was left."}
    desk.door.ask("coordinator", "POST", "/v1/breaches", json=body)
    assert "the authority was not told in time" in desk.get("coordinator", "/desk").text


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("27 3 2026", datetime(2026, 3, 30, 13, 30, tzinfo=UTC)),
        ("23 10 2026", datetime(2026, 10, 26, 12, 30, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
def test_a_form_gives_the_authority_its_hours_when_the_clocks_change(
    day: str, due: datetime
) -> None:
    typed = {"day": day, "time": "14:30", "what_happened": "A bag was left."}
    form = BreachForm.model_validate(typed, context=TYPED)
    known = form.aware_at("Europe/Tirane")
    assert due_at(known, time_to_tell_authority(), due) == due


def test_what_is_only_kept_is_on_the_work_of_whoever_has_read_it(desk: Desk) -> None:
    world = desk.world
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert NOTHING in desk.get("host", "/desk").text
    held = restricted(world, case.id).id
    shown = desk.get("host", "/desk").text
    assert "Keep it, and do not use it" in shown
    assert NOTHING not in shown
    sent = desk.fill("host", "/desk", f"/restriction-notices/{held}")
    assert sent.status_code == 303
    assert "Your organisation knows." in desk.get("host", "/desk").text


def test_a_yes_that_ends_leads_to_asking_again(desk: Desk) -> None:
    world = desk.world
    case = world.case().id
    world.consent(case, expires_at=world.clock() + timedelta(days=1))
    shown = desk.get("outreach", "/desk").text
    assert f"/desk/cases/{case}/consents/new" in shown
    assert NOTHING not in shown
    assert "A yes ends" not in desk.get("host", "/desk").text
