"""A case on paper: it asks first, leaves names out, and leaves an entry."""

from uuid import UUID

import pytest

from referral.errors import NotFound, NotPermitted
from tests.pages.conftest import Desk
from tests.spec.evidence import chain_of
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

NAME = "Kestrel"
PURPOSE = Purpose.PROTECTION


def at(case: UUID) -> str:
    return f"/desk/cases/{case}/print"


def printed(world: World, case: UUID) -> list[tuple[str, dict[str, object]]]:
    return [
        (kind, fields)
        for kind, fields in chain_of(world, case)
        if kind in ("case_printed", "content_opened")
    ]


def test_it_asks_what_for_before_anything_is_printed(desk: Desk) -> None:
    case = desk.world.case().id
    assert "desk-paper" not in desk.get("outreach", at(case)).text
    refused = desk.post("outreach", at(case), {"include[]": "identity"})
    assert refused.status_code == 422
    assert "desk-paper" not in refused.text
    assert NAME not in refused.text
    assert printed(desk.world, case) == []


def test_names_and_contact_stay_out_unless_they_are_asked_for(desk: Desk) -> None:
    case = desk.world.case()
    asked = desk.get("outreach", at(case.id)).text
    assert "checked" not in asked
    paper = desk.fill("outreach", at(case.id), "/print", purpose="protection").text
    assert "desk-paper" in paper
    assert str(case.details["code"]) in paper
    assert NAME not in paper
    ((kind, fields),) = printed(desk.world, case.id)
    assert (kind, fields["printed"]) == ("case_printed", "")
    assert {"identity", "contact"} <= set(str(fields["left_out"]).split())


def test_what_is_asked_for_is_opened_for_the_purpose_and_told(desk: Desk) -> None:
    case = desk.world.case().id
    both = ["identity", "narrative"]
    sent = desk.fill("outreach", at(case), "/print", purpose="protection", include=both)
    paper = sent.text
    assert NAME in paper
    told = printed(desk.world, case)
    assert [kind for kind, _ in told] == [*["content_opened"] * 2, "case_printed"]
    assert told[-1][1]["printed"] == "identity narrative"
    assert "identity" not in str(told[-1][1]["left_out"])


def test_who_may_not_open_a_drawer_may_not_print_it(world: World) -> None:
    case = world.case().id
    drawn = world.mechanism.print_case(world["coordinator"], case, PURPOSE)
    assert (dict(drawn.content), drawn.purpose) == ({}, PURPOSE)
    with pytest.raises(NotPermitted):
        world.mechanism.print_case(
            world["coordinator"], case, PURPOSE, frozenset({Compartment.IDENTITY})
        )
    with pytest.raises(NotFound):
        world.mechanism.print_case(world["host"], case, PURPOSE)


def test_what_came_back_past_a_lock_is_shown_and_not_printed(desk: Desk) -> None:
    case = desk.world.case().id
    fields = {"purpose": "protection", "_again": "1"}
    shown = desk.post("outreach", at(case), fields)
    assert shown.status_code == 200
    assert "desk-paper" not in shown.text
    assert printed(desk.world, case) == []
