"""What stands on a list of offers, and what does not: nobody is cut off or hidden."""

from uuid import UUID

from tests.spec.test_conflicts import stated
from tests.spec.test_letting_go import surgery, waits
from tests.world import World


def test_a_bed_that_came_back_stays_on_the_list_though_a_doctor_was_asked(
    world: World,
) -> None:
    surgery(world)
    case, bed = world.offered()
    doctor = world.offer(case.id, to="surgery")
    no = "not_eligible"
    world.mechanism.answer_offer(world["host"], bed.id, "decline", reason=no)
    assert waits(world, "outreach", "came_back") == [bed.id]
    world.mechanism.answer_offer(world["warden"], doctor.id, "accept")
    assert waits(world, "outreach", "came_back") == [bed.id], "a doctor is no bed"
    world.offer(case.id, to="haven")
    assert waits(world, "outreach", "came_back") == []


def test_whoever_is_kept_away_finds_no_card_of_the_case_at_their_work(
    world: World,
) -> None:
    asked, answered = world.offered(), world.accepted()
    for case, _ in (asked, answered):
        stated(world, case.id, "host")
    work = world.mechanism.work_list(world["host"])
    assert (work.answers, work.arrivals, work.more) == ((), (), frozenset())
    world.clock.advance(hours=5)
    stalled = world.mechanism.stalled_handovers(world["host"])
    assert (stalled.not_arranged, stalled.not_arrived) == ((), ())
    mine = world.mechanism.work_list(world["outreach"]).waiting
    assert [one.id for one in mine] == [asked[1].id], "others go on"


def test_a_case_one_is_kept_away_from_cuts_no_page_short(
    embedded_world: World,
) -> None:
    """A page that is shorter than asked for would look like the last one."""
    world = embedded_world
    offers = [world.offered() for _ in range(4)]
    stated(world, offers[2][0].id, "outreach")

    def page(after: UUID | None) -> list[UUID]:
        found = world.mechanism.offers(world["outreach"], limit=2, after=after)
        return [one.id for one in found]

    first = page(None)
    assert first == [offers[3][1].id, offers[1][1].id]
    assert page(first[-1]) == [offers[0][1].id]
