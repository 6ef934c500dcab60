"""A code leads whoever may know of it to a case or offer, and tells others nothing."""

import pytest

from referral.actions.find_by_code import Coded, Found
from referral.actions.identify import new_code
from referral.errors import Malformed
from tests.properties.acts_access import kept_away
from tests.spec.evidence import chain_of
from tests.world import World
from workflows.vocabulary import ReferralKind


def test_a_code_leads_each_side_to_its_case_or_offer(world: World) -> None:
    case, offer = world.offered()
    code, asked = str(case.details["code"]), str(offer.details["code"])
    find = world.mechanism.find_by_code
    for who in ("outreach", "coordinator", "auditor"):
        assert find(world[who], code) == Found(Coded.CASE, case.id)
    for who in ("outreach", "host", "coordinator"):
        assert find(world[who], asked) == Found(Coded.OFFER, offer.id)
    typed = f" {code.lower().replace('-', ' ')} "
    assert find(world["outreach"], typed) == Found(Coded.CASE, case.id)


def test_to_everybody_else_it_is_a_code_that_there_is_not(world: World) -> None:
    case, offer = world.offered()
    find = world.mechanism.find_by_code
    for code in (case.details["code"], offer.details["code"], new_code()):
        for who in ("stranger", "officer", "warden", "assessor"):
            assert find(world[who], str(code)) is None
    assert find(world["host"], str(case.details["code"])) is None


def test_whoever_is_kept_away_finds_nothing_any_more(world: World) -> None:
    case, offer = world.offered()
    kept_away(world, case.id, "shelter")
    code = str(offer.details["code"])
    assert world.mechanism.find_by_code(world["host"], code) is None


def test_a_sender_that_let_go_finds_the_offer_by_which_it_did(world: World) -> None:
    _, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    found = world.mechanism.find_by_code(world["outreach"], str(offer.details["code"]))
    assert found == Found(Coded.OFFER, offer.id)


LOOKED = ("list_shown", "timeline_read")
"""What the office's own reading of the timeline leaves there."""


def test_looking_leaves_an_entry_of_the_asker_and_no_code(world: World) -> None:
    case = world.case()
    code = str(case.details["code"])
    before = world.entries(case.id)
    for who, shown in (("outreach", 1), ("stranger", 0)):
        world.mechanism.find_by_code(world[who], code)
        newest = chain_of(world, world[who].organisation_id)[-1]
        assert newest == ("list_shown", {"list": "code", "shown": shown})
    after = world.entries(case.id)
    assert [word for word in after if word not in LOOKED] == [
        word for word in before if word not in LOOKED
    ]


def test_what_is_no_code_is_refused_before_anything_is_looked_up(world: World) -> None:
    with pytest.raises(Malformed):
        world.mechanism.find_by_code(world["outreach"], "K7QF")
