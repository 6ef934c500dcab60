"""A bed is needed now: one page, the bed, the receipt, and what is asked later."""

import re
from typing import Any

from referral.actions.contact_rules import ContactRules
from tests.pages.conftest import Desk, form
from tests.pages.test_contact import NOW, cases
from workflows.vocabulary import SuspensionReason


def in_haste(desk: Desk, **more: Any) -> str:
    """A bed is needed now. Answers where that leads."""
    typed: dict[str, Any] = {
        "facts__immediate_danger": "yes",
        "facts__age_class": "adult",
        "facts__language": "sqi",
        "facts__region": "north",
        "minimal_consent__agrees": "true",
        **more,
    }
    answered = desk.fill("outreach", NOW, "/now", **typed)
    assert answered.status_code == 303, answered.text
    return str(answered.headers["location"])


def test_in_haste_three_pages_ask_for_a_bed(desk: Desk) -> None:
    world, bed = desk.world, in_haste(desk)
    (case,) = cases(world)
    assert bed == f"/desk/cases/{case}/bed"
    shown = desk.get("outreach", bed)
    assert "They see now" in shown.text
    assert "They see after yes" in shown.text
    ready = form(shown.text, "/bed")
    first, then = world.services["shelter"], world.services["haven"]
    assert {ready.value("first"), ready.value("then")} == {str(first), str(then)}
    assert ready.value("within") == "2"
    sent = desk.post("outreach", ready.action, ready.fields)
    receipt = desk.get("outreach", sent.headers["location"]).text
    (offer,) = world.mechanism.offers(world["outreach"])
    assert offer.code in receipt
    assert "A card to give" in receipt


def test_the_card_names_no_organisation_and_nobody(desk: Desk) -> None:
    world = desk.world
    ready = form(desk.get("outreach", in_haste(desk)).text, "/bed")
    sent = desk.post("outreach", ready.action, ready.fields)
    page = desk.get("outreach", sent.headers["location"]).text
    card = page.partition('class="desk-slip"')[2].partition("</section>")[0]
    (offer,) = world.mechanism.offers(world["outreach"])
    assert offer.code in card
    for body in ("Shelter", "Haven", "Ngo", "Police", offer.service_label):
        assert body not in card
    assert not re.search(r"traf+i|victim|exploit|case|shelter", card, re.IGNORECASE)
    assert desk.get("host", sent.headers["location"]).status_code == 404


def test_what_was_left_out_is_asked_later_and_then_it_is_done(desk: Desk) -> None:
    world, mechanism = desk.world, desk.world.mechanism
    in_haste(desk)
    (case,) = cases(world)

    def waits() -> set[str]:
        return {
            one.kind
            for one in mechanism.tasks(world["outreach"], limit=20).items
            if one.kind.endswith("_later")
        }

    assert waits() == {"signs_later", "needs_later", "consent_later"}
    work = desk.get("outreach", "/desk").text
    for place in ("signs", "facts", "consents/new"):
        assert f'href="/desk/cases/{case}/{place}"' in work
    signs = desk.fill(
        "outreach", f"/desk/cases/{case}/signs", "/signs", indicators=["CD01"]
    )
    assert signs.status_code == 303
    assert waits() == {"needs_later", "consent_later"}
    facts = f"/desk/cases/{case}/facts"
    desk.fill("outreach", facts, "/facts", needs=["medical"])
    assert waits() == {"consent_later"}
    world.consent(case)
    assert waits() == set()


def test_a_child_in_danger_is_asked_for_on_a_ground_that_somebody_confirms(
    desk: Desk,
) -> None:
    child: dict[str, Any] = {
        "facts__age_class": "child",
        "minimal_consent__agrees": "",
        "ground": "danger_to_life",
        "child_view": "wants",
    }
    bed = in_haste(desk, **child)
    (case,) = cases(desk.world)
    assert "joint_act_asked" in desk.world.entries(case)
    ready = form(desk.get("outreach", bed).text, "/bed")
    assert desk.post("outreach", ready.action, ready.fields).status_code == 303


def test_where_no_bed_fits_the_page_says_what_to_do_and_others_are_told(
    desk: Desk,
) -> None:
    world = desk.world
    for service in world.services.values():
        why = SuspensionReason.PREMISES
        world.mechanism.close_service(world["coordinator"], service, why)
    shown = desk.get("outreach", in_haste(desk)).text
    assert "nobody can be asked now" in shown
    assert "No telephone on duty is set here" in shown
    world.mechanism.take_contacts_by(ContactRules(duty_phone="112 233"))
    (case,) = cases(world)
    assert "112 233" in desk.get("outreach", f"/desk/cases/{case}/bed").text
    assert str(case) in desk.get("outreach", "/desk").text
    (line,) = world.mechanism.needing_place(world["outreach"])
    assert line.case_id == case


def test_without_a_yes_nothing_is_sent(desk: Desk) -> None:
    bed = in_haste(desk, minimal_consent__agrees="")
    shown = desk.get("outreach", bed).text
    assert "nothing that may be told to them yet" in shown
    assert "Send the offer" not in shown
