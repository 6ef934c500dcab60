"""The coordinator's levers at the desk: counted lists, a way on, many cases at once."""

import re

from tests.pages.conftest import Desk, filled, form
from tests.properties.acts_directory import newcomer

LIST, NAMING = "/desk/exceptions", "/desk/reassignment"
OFFERS = "/desk/responsibility-offers"


def cards(page: str) -> int:
    return page.count('<li class="desk-card')


def test_every_count_opens_as_many_lines(desk: Desk) -> None:
    world = desk.world
    for _ in range(26):
        world.case()
    world.offered()
    world.clock.advance(days=12)
    first = desk.get("coordinator", "/desk").text
    counts = dict(re.findall(r'exceptions\?kind=(\w+)"[^>]*>[^<]*: (\d+)<', first))
    assert counts == {"gap": "27", "offer_unread": "1"}
    assert f"({sum(map(int, counts.values()))})" in first
    for kind, count in counts.items():
        page = desk.get("coordinator", f"{LIST}?kind={kind}").text
        shown = cards(page)
        while more := re.search(r'href="(/desk/exceptions\?[^"]*after=[^"]*)"', page):
            page = desk.get("coordinator", more[1].replace("&amp;", "&")).text
            shown += cards(page)
        assert shown == int(count), kind
    assert desk.get("outreach", LIST).status_code == 403


def test_a_line_leads_to_a_question_that_is_already_written(desk: Desk) -> None:
    world = desk.world
    case, offer = world.offered()
    world.clock.advance(hours=7)
    world.mechanism.fire_due()
    page = desk.get("coordinator", f"{LIST}?kind=offer_overdue").text
    assert f"/desk/offers/{offer.id}#telephone" in page
    assert 'id="telephone"' in desk.get("coordinator", f"/desk/offers/{offer.id}").text
    (way,) = re.findall(r'href="(/desk/cases/[^"]*wish=place_anew)#ask"', page)
    asked = way.replace("&amp;", "&")
    assert asked.startswith(f"/desk/cases/{case.id}/questions?entry=")
    assert "Please look for another service" in desk.get("coordinator", asked).text
    body = str(world.bodies["ngo"])
    done = desk.fill("coordinator", asked, "/questions", addressee_id=body)
    assert done.status_code == 303
    assert len(world.mechanism.questions(world["outreach"])) == 1


def test_a_coordinator_looks_at_all_cases_and_names_somebody(desk: Desk) -> None:
    world = desk.world
    case, other = world.case(), world.case()
    anna, body = str(newcomer(world, "anna").id), str(world.bodies["ngo"])
    shown = desk.fill("coordinator", NAMING, "/look", organisation_id=body)
    assert all(str(each.details["code"]) in shown.text for each in (case, other))
    again = form(shown.text, "/look")
    asked = filled(again, {"organisation_id": body, "colleague_id": anna})
    ready = desk.post("coordinator", again.action, asked).text
    found = form(ready, "/reassignment")
    left = {"leave_out": [str(other.details["code"])]}
    kept = [pair for pair in found.fields if pair[0] != "leave_out[]"]
    typed = [*kept, ("leave_out[]", left["leave_out"][0])]
    assert desk.post("coordinator", found.action, typed).status_code == 303
    named = [world.entries(each.id).count("colleague_named") for each in (case, other)]
    assert named == [1, 0]
    assert desk.post("coordinator", found.action, typed).status_code in (303, 412)
    assert desk.get("auditor", NAMING).status_code == 403


def test_the_holder_offers_many_and_reads_why_others_are_not(desk: Desk) -> None:
    world = desk.world
    agreed, silent = world.case(), world.case()
    world.consent(agreed.id)
    service = str(world.services["shelter"])
    shown = desk.fill("outreach", OFFERS, "/look", service_id=service, within="72")
    assert shown.status_code == 200
    assert "Not possible now" in shown.text
    assert str(silent.details["code"]) in shown.text
    found = form(shown.text, "/responsibility-offers")
    kept = [pair for pair in found.fields if pair[0] != "leave_out[]"]
    assert desk.post("outreach", found.action, kept).status_code == 303
    assert "offer_made" in world.entries(agreed.id)
    assert "offer_made" not in world.entries(silent.id)
    assert desk.get("coordinator", OFFERS).status_code == 403
