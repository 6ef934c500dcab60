"""Every count of the coordinator's list opens so many lines, each with a way on."""

from collections import Counter

import pytest

from referral.actions.list_lines import ExceptionView, LinePlace
from referral.actions.standing import place_of_line
from referral.errors import WrongRole
from tests.spec.test_offer_life import SPOKEN
from tests.spec.test_tripwire import canary, opened
from tests.world import World
from workflows.vocabulary import ExceptionKind, Whereabouts


def paged(
    world: World, kind: ExceptionKind | None, limit: int = 2
) -> list[ExceptionView]:
    """All of a list, page by page."""
    found: list[ExceptionView] = []
    after: LinePlace | None = None
    while True:
        page = world.mechanism.exception_list(
            world["coordinator"], kind=kind, after=after, limit=limit
        )
        found += page.items
        assert len(page.items) <= limit
        if (after := page.next) is None:
            return found


def much_is_late(world: World) -> None:
    """Offers that nobody answered, cases on which nobody works, somebody missing."""
    for _ in range(3):
        world.offered()
    for _ in range(5):
        world.case()
    _, gone = world.accepted()
    world.mechanism.answer_offer(world["host"], gone.id, "no_show")
    world.clock.advance(hours=7)
    world.mechanism.fire_due()
    world.clock.advance(days=12)


def test_the_counts_are_those_of_the_lists_they_open(world: World) -> None:
    much_is_late(world)
    whole = world.mechanism.exception_list(world["coordinator"], limit=1)
    assert (len(whole.items), whole.total) == (1, sum(whole.counts.values()))
    assert len(whole.counts) > 2
    assert whole.counts["gap"] == 9
    everything = paged(world, None)
    assert Counter(one.kind for one in everything) == whole.counts
    assert len({(one.id, one.kind) for one in everything}) == whole.total
    assert everything == sorted(everything, key=place_of_line)
    for word, count in whole.counts.items():
        of_kind = paged(world, ExceptionKind(word))
        assert [one.kind for one in of_kind] == [word] * count
        first = world.mechanism.exception_list(
            world["coordinator"], kind=ExceptionKind(word), limit=1
        )
        assert (first.total, first.counts) == (count, whole.counts)
    none = world.mechanism.exception_list(
        world["coordinator"], kind=ExceptionKind.CANARY_OPENED
    )
    assert (none.items, none.total, none.next) == ((), 0, None)


def test_a_page_begins_where_the_one_before_ended_though_its_last_line_is_gone(
    embedded_world: World,
) -> None:
    world, kind = embedded_world, ExceptionKind.NO_SHOW
    offers = [world.accepted()[1].id for _ in range(3)]
    for offer in offers:
        world.clock.advance(minutes=1)
        world.mechanism.answer_offer(world["host"], offer, "no_show")
    me, listed = world["coordinator"], world.mechanism.exception_list
    first = listed(me, kind=kind, limit=1)
    assert (first.items[0].referral_id, first.total) == (offers[0], 3)
    found = Whereabouts.FOUND
    world.mechanism.note_whereabouts(world["outreach"], offers[0], found)
    rest = listed(me, kind=kind, after=first.next, limit=5)
    assert [one.referral_id for one in rest.items] == offers[1:]
    assert (rest.total, rest.next) == (2, None)


def test_from_a_line_one_asks_places_anew_or_writes_down_a_yes(world: World) -> None:
    case, offer = world.offered()
    world.clock.advance(hours=7)
    world.mechanism.fire_due()

    def late() -> ExceptionView:
        found = world.mechanism.exceptions(world["coordinator"])
        return next(one for one in found if one.kind == "offer_overdue")

    newest = len(world.entries(case.id))
    assert late().levers == ("ask", "ask_to_place_anew", "record_telephone_yes")
    assert late().newest == (newest,)
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, SPOKEN)
    found = world.mechanism.exceptions(world["coordinator"])
    assert all("record_telephone_yes" not in one.levers for one in found)


def test_nothing_is_asked_about_a_made_up_case(embedded_world: World) -> None:
    world = embedded_world
    case = canary(world).id
    world.clock.advance(days=12)
    (gap,) = world.mechanism.exceptions(world["coordinator"])
    assert gap.levers == ("ask",), "a line that is no alarm may be asked about"
    assert opened(world, case) > 0
    found = world.mechanism.exceptions(world["coordinator"])
    sung = [one for one in found if one.kind == "canary_opened"]
    assert sung
    assert {one.levers for one in sung} == {()}


@pytest.mark.parametrize("who", ["outreach", "host", "auditor"])
def test_only_a_coordinator_counts(embedded_world: World, who: str) -> None:
    world = embedded_world
    with pytest.raises(WrongRole):
        world.mechanism.exception_list(world[who])
