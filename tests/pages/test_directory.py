"""Who takes part, at the desk: admitted, given roles, and how somebody leaves."""

from referral.records.actors import roles_of
from tests.pages.conftest import Desk
from tests.properties.acts_directory import newcomer
from tests.records.raw import act
from tests.spec.test_leaving import keeper
from tests.world import CONTENT
from workflows.vocabulary import Role

ROOT = "/desk/directory"
REGIME = "regime"


def administers(desk: Desk) -> None:
    desk.world.people["keeper"] = keeper(desk.world)


def test_somebody_is_admitted_and_a_coordinator_agrees(desk: Desk) -> None:
    administers(desk)
    desk.world.case()
    made = desk.fill(
        "keeper",
        f"{ROOT}/organisations/new",
        "/new",
        times=2,
        label="Clinic",
        code="clinic",
        kind="health",
        regime="gdpr",
    )
    body = made.headers["location"]
    assert "Nobody acts for this organisation." in desk.get("keeper", body).text
    of, new = body.rpartition("/")[2], f"{ROOT}/actors/new"
    odd = {"organisation_id": of, "sign_in_name": "оutreach", "kind": "person"}
    told = desk.fill("keeper", new, "/new", times=1, **odd)
    assert told.status_code == 422
    assert "mixes letters of two alphabets" in told.text
    well = {**odd, "sign_in_name": "mira"}
    made = desk.fill("keeper", new, "/new", times=1, roles=["case_manager"], **well)
    page = made.headers["location"]
    assert "Waits for a coordinator to agree." in desk.get("keeper", page).text
    waits = desk.get("coordinator", "/desk/together").text
    assert "mira · Clinic" in waits
    assert "case manager" in waits
    assert desk.fill("coordinator", "/desk/together", "/approve").status_code == 303
    assert desk.fill("coordinator", "/desk/together", "/execute").status_code == 303
    assert "/case_manager/taking" in desk.get("keeper", page).text
    assert desk.fill("keeper", page, "/taking").status_code == 303
    assert "can do nothing" in desk.get("keeper", page).text


def test_a_role_is_asked_for_and_names_are_changed(desk: Desk) -> None:
    administers(desk)
    desk.world.case()
    whom = desk.world["warden"].id
    page = f"{ROOT}/actors/{whom}"
    assert desk.fill("keeper", page, "/roles", role="case_manager").status_code == 303
    held = act(desk.world, lambda unit: roles_of(unit.session, whom))
    assert held == {Role.SERVICE_PROVIDER}
    taken = desk.fill("keeper", page, "/naming", sign_in_name="host")
    assert "This name is taken" in taken.text
    assert desk.fill("keeper", page, "/naming", sign_in_name="ward").status_code == 303
    body = f"{ROOT}/organisations/{desk.world.bodies['haven']}"
    named = desk.fill("keeper", body, "/naming", label="Haven of the south")
    assert named.status_code == 303
    assert "Haven of the south" in desk.get("keeper", ROOT).text


def test_a_departure_is_looked_at_before_it_is_done(desk: Desk) -> None:
    administers(desk)
    world = desk.world
    case, other = world.case(), world.case()
    anna = newcomer(world, "anna").id
    page = f"{ROOT}/actors/{world['outreach'].id}/departure"
    shown = desk.get("keeper", page).text
    assert all(str(each.details["code"]) in shown for each in (case, other))
    assert not [w for w in CONTENT.values() if str(next(iter(w.values()))) in shown]
    refused = desk.fill("keeper", page, "/departure")
    assert refused.status_code == 409
    assert "Somebody would be left without anybody" in refused.text
    stale = desk.fill("keeper", page, "/departure", seen="0" * 64)
    assert stale.status_code == 412
    done = desk.fill("keeper", page, "/departure", colleague_id=str(anna))
    assert done.headers["location"] == ROOT
    assert desk.get("outreach", "/desk").status_code == 303
    assert "colleague_named" in world.entries(case.id)


def test_what_nobody_takes_over_stands_on_the_coordinators_list(desk: Desk) -> None:
    administers(desk)
    world = desk.world
    case = world.case()
    page = f"{ROOT}/actors/{world['outreach'].id}/departure"
    desk.fill("keeper", page, "/departure", coordinator="coordinator")
    told = desk.get("coordinator", "/desk").text
    assert "Somebody left: nobody there can work on the case" in told
    assert f"/desk/cases/{case.id}" in told
    assert desk.fill("coordinator", "/desk", "/end").status_code == 303


def test_an_organisation_is_ended_at_the_desk(desk: Desk) -> None:
    administers(desk)
    world = desk.world
    case = world.case()
    page = f"{ROOT}/organisations/{world.bodies['ngo']}/closing"
    shown = desk.get("keeper", page).text
    assert str(case.details["code"]) in shown
    assert 'name="seen"' not in shown
    page = f"{ROOT}/organisations/{world.bodies['haven']}/closing"
    assert desk.fill("keeper", page, "/closing").status_code == 303
    assert "takes part no more" in desk.get("keeper", ROOT).text


def test_who_does_not_administer_has_no_such_page(desk: Desk) -> None:
    administers(desk)
    assert "/desk/directory" in desk.get("keeper", "/desk").text
    for who in ("coordinator", "outreach", "auditor"):
        assert "/desk/directory" not in desk.get(who, "/desk").text
        for path in ("", "/actors/new", "/organisations/new"):
            assert desk.get(who, f"{ROOT}{path}").status_code == 403
    nowhere = f"{ROOT}/actors/{desk.world.bodies['ngo']}"
    assert desk.get("keeper", nowhere).status_code == 404
