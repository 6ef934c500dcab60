"""Handing on a timeline with nothing but the desk."""

import re
from typing import Any

from referral.rules.exporting import Profile
from tests.exchange.packaged import is_sealed
from tests.pages.conftest import Desk
from tests.spec.handing_on import KEY, REASON, unpack

BASE = "/desk/cases/{}/timeline"
NAME = re.compile(r'attachment; filename="package-[0-9a-f]{8}\.tar"')


def test_two_hand_it_on_and_it_is_downloaded_once(desk: Desk) -> None:
    case = desk.world.case().id
    base = BASE.format(case)
    form = f"{base}/handing-on"
    assert f'href="{form}"' in desk.get("outreach", base).text
    asked = desk.fill(
        "outreach", form, "/handing-on", profile="full", why=REASON, recipient=KEY
    )
    assert asked.headers["location"] == "/desk/together"
    shown = desk.get("coordinator", "/desk/together").text
    for told in ("A timeline to be handed on", "All of it", REASON, KEY, "Entries: 1"):
        assert told in shown
    assert "/file" not in shown
    assert desk.fill("coordinator", "/desk/together", "/approve").status_code == 303
    given = desk.fill("outreach", "/desk/together", "/file")
    assert given.status_code == 200
    assert NAME.fullmatch(given.headers["content-disposition"])
    assert is_sealed(given.content)
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["content-type"] == "application/octet-stream"
    assert "timeline.pdf" in unpack(given.content).files
    assert desk.get("outreach", "/desk/together").text.count("/file") == 0
    again = desk.post("outreach", str(given.request.url.path), {"_version": "1"})
    assert again.status_code == 409
    assert "takes no more answers" in again.text or "executed before" in again.text


def test_single_fields_are_ticked_and_proven(desk: Desk) -> None:
    case = desk.world.case().id
    form = f"{BASE.format(case)}/handing-on"
    page = desk.get("outreach", form).text
    assert 'value="1:age_class"' in page
    asked = desk.fill(
        "outreach",
        form,
        "/handing-on",
        profile="redacted",
        why=REASON,
        recipient=KEY,
        fields=["1:age_class", "1:immediate_danger"],
    )
    assert asked.status_code == 303
    shown = desk.get("coordinator", "/desk/together").text
    assert "age_class, immediate_danger" in shown


def test_what_identifies_nobody_is_downloaded_at_once(desk: Desk) -> None:
    case = desk.world.case().id
    form = f"{BASE.format(case)}/handing-on"
    for who in ("coordinator", "auditor"):
        given = desk.fill(
            who, form, "/handing-on", profile="anonymous", why=REASON, fields=["1:sex"]
        )
        assert NAME.fullmatch(given.headers["content-disposition"])
        assert not is_sealed(given.content)
        assert unpack(given.content).told
        timeline = desk.get("coordinator", BASE.format(case)).text
        assert given.headers["manifest-sha256"] in timeline
    offered = re.findall(r'value="(\w+)"', desk.get("auditor", form).text)
    assert Profile.FULL not in offered
    assert Profile.ANONYMOUS in offered


def test_a_form_that_cannot_be_read_says_why(desk: Desk) -> None:
    case = desk.world.case().id
    form = f"{BASE.format(case)}/handing-on"
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "Choose an answer or fill this in."),
        ({"profile": "full", "why": REASON}, "name the key it is sealed to"),
        (
            {"profile": "full", "why": REASON, "recipient": "age1nobody"},
            "This is no public key of this kind.",
        ),
    )
    for typed, told in wrong:
        answer = desk.fill("outreach", form, "/handing-on", **typed)
        assert answer.status_code == 422
        assert told in answer.text


def test_who_may_not_hand_it_on_is_not_offered_to(desk: Desk) -> None:
    case, _ = desk.world.accepted()
    assert desk.get("host", f"{BASE.format(case.id)}/handing-on").status_code == 403
