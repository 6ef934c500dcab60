"""Offers on pages: nothing that waits disappears, and what cannot be done says why."""

import re
from dataclasses import replace

from referral.actions.administer import NewActor
from tests.pages.conftest import Desk, form
from workflows.vocabulary import ReferralKind, Role


def test_an_old_offer_that_nobody_answered_stays_on_the_first_page(desk: Desk) -> None:
    world = desk.world
    _, old = world.offered()
    world.clock.advance(hours=7)
    for _ in range(4):
        _, newer = world.offered()
        world.mechanism.answer_offer(world["host"], newer.id, "decline", reason="full")
    found = world.mechanism.work_list(world["host"], limit=2)
    assert [one.id for one in found.answers] == [old.id]
    assert str(old.id) in desk.get("host", "/desk").text


def test_a_long_list_says_that_there_is_more(desk: Desk) -> None:
    world = desk.world
    offers = [world.offered()[1].id for _ in range(3)]
    found = world.mechanism.work_list(world["host"], limit=2)
    assert [one.id for one in found.answers] == offers[:2]
    assert found.more == {"answers"}
    everything = world.mechanism.work_list(world["host"], limit=3)
    assert everything.more == frozenset()


def test_what_came_back_leaves_the_list_once_the_case_is_offered_again(
    desk: Desk,
) -> None:
    world = desk.world
    case, offer = world.offered()
    world.mechanism.answer_offer(world["host"], offer.id, "decline", reason="full")
    came = world.mechanism.work_list(world["outreach"]).came_back
    assert [one.id for one in came] == [offer.id]
    world.clock.advance(minutes=1)
    world.offer(case.id, to="haven")
    assert world.mechanism.work_list(world["outreach"]).came_back == ()


def test_who_became_responsible_sees_and_takes_back_what_was_offered_before(
    desk: Desk,
) -> None:
    world = desk.world
    case = world.case()
    world.consent(case.id)
    waiting = world.offer(case.id, to="haven")
    moved = world.offer(case.id, kind=ReferralKind.RESPONSIBILITY)
    world.mechanism.answer_offer(world["host"], moved.id, "accept")
    world.mechanism.answer_offer(world["host"], moved.id, "arrived")

    page = desk.get("host", f"/desk/cases/{case.id}")
    assert page.status_code == 200
    assert str(waiting.id) in page.text
    shown = desk.get("host", f"/desk/offers/{waiting.id}")
    assert "responsible before you" in shown.text
    back = form(shown.text, "withdraw")
    assert desk.post("host", back.action, back.fields).status_code == 303
    former = desk.get("outreach", f"/desk/offers/{waiting.id}")
    assert "Take the offer back" not in former.text


def test_whoever_may_not_answer_reads_who_may(desk: Desk) -> None:
    world = desk.world
    _, offer = world.offered()
    new = NewActor(world.bodies["shelter"], "mia", frozenset({Role.CASE_MANAGER}))
    done = world.admit(new)
    world.people["mia"] = replace(world["host"], id=done.id, roles=new.roles)
    path = f"/desk/offers/{offer.id}"
    refused = desk.get("mia", path).text
    assert "You cannot answer here" in refused
    assert "(service)" in refused
    assert "You cannot answer here" not in desk.get("host", path).text


def test_accepting_and_then_declining_is_told_as_what_it_is(desk: Desk) -> None:
    world = desk.world
    _, offer = world.offered()
    page = desk.get("host", f"/desk/offers/{offer.id}").text
    yes, no = form(page, "accept"), form(page, "decline")
    assert yes.value("_key") != no.value("_key")
    assert desk.post("host", yes.action, yes.fields).status_code == 303
    late = desk.post("host", no.action, [*no.fields, ("reason", "full")])
    assert late.status_code in (409, 412)
    assert "with other answers" not in late.text


def test_a_reason_that_was_left_out_is_asked_for_beside_its_field(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    page = desk.get("outreach", f"/desk/cases/{case.id}").text
    step = form(page, "steps/close")
    answered = desk.post("outreach", step.action, step.fields)
    assert answered.status_code == 422
    anchors = set(re.findall(r'href="#(close-[a-z]+)"', answered.text))
    assert anchors == {"close-reason", "close-outcome"}
    for anchor in anchors:
        assert f'id="{anchor}"' in answered.text
        assert f'id="{anchor}-error"' in answered.text


def test_a_consent_to_one_organisation_names_it(desk: Desk) -> None:
    world = desk.world
    case = world.case()
    path = f"/desk/cases/{case.id}/consents/new"
    for answer in ("no", "yes"):
        found = form(desk.get("outreach", path).text, "new")
        said = [
            ("purpose", "referral"),
            ("answer", answer),
            ("recipient", str(world.bodies["shelter"])),
            ("compartments[]", "identity"),
            ("interpreter", "true"),
        ]
        assert desk.post("outreach", path, [*found.fields, *said]).status_code == 303
        newest = world.mechanism.consents(world["outreach"], case.id)[-1]
        assert newest.recipient_id == world.bodies["shelter"]
        assert newest.recipient_class is None
    assert "Shelter" in desk.get("outreach", f"/desk/cases/{case.id}").text


def test_a_kind_of_service_that_there_is_none_of_is_refused(desk: Desk) -> None:
    case = desk.world.case()
    path = f"/desk/cases/{case.id}/consents/new"
    found = form(desk.get("outreach", path).text, "new")
    said = [
        *(("purpose", "referral"), ("answer", "yes")),
        *(("recipient", "nonsense"), ("interpreter", "true")),
    ]
    answered = desk.post("outreach", path, [*found.fields, *said])
    assert answered.status_code == 422
    assert "This kind of service is not known" in answered.text
    assert 'href="#recipient"' in answered.text


def test_a_worker_that_is_not_there_is_noticed(desk: Desk) -> None:
    world = desk.world
    world.offered()
    assert "Reminders are not being sent" not in desk.get("coordinator", "/desk").text
    world.clock.advance(hours=3, minutes=6)
    desk.door.tokens.clear()
    assert world.mechanism.behind()
    assert "Reminders are not being sent" in desk.get("coordinator", "/desk").text
    assert "Reminders are not being sent" not in desk.get("host", "/desk").text
