"""The clock is put back or runs far ahead: work goes on, and the timeline says so."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from referral.records.chains import TOLERANCE
from referral.records.database import Unit
from referral.records.timeline import Entry
from tests.properties.thief import entry
from tests.records.raw import act
from tests.world import World


def marks(world: World, case: UUID) -> list[int | None]:
    """What each entry says of a clock that lay before the one it follows."""
    found = world.mechanism.timeline(world["coordinator"], case)
    return [(each.fields or {}).get("clock_behind") for each in found]


def test_a_clock_that_was_put_back_is_said_in_the_entry(world: World) -> None:
    case = world.case().id
    world.clock.advance(hours=-1)
    world.mechanism.read_case(world["outreach"], case)
    world.mechanism.read_case(world["outreach"], case)
    assert marks(world, case)[:4] == [None, None, 3600, None]
    assert world.mechanism.verify_all().whole


def test_a_clock_that_ran_far_ahead_is_said_once_it_is_right_again(
    world: World,
) -> None:
    case = world.case().id
    world.clock.advance(days=400)
    world.mechanism.read_case(world["outreach"], case)
    assert marks(world, case)[2] is None
    world.clock.advance(days=-400)
    world.mechanism.read_case(world["outreach"], case)
    behind = int(timedelta(days=400).total_seconds())
    assert behind in marks(world, case)
    assert world.mechanism.verify_all().whole


@pytest.mark.parametrize(("step", "said"), [(0, False), (1, True)])
def test_what_lies_within_the_tolerance_is_not_said(
    world: World, step: int, *, said: bool
) -> None:
    case = world.case().id
    world.clock.advance(seconds=-TOLERANCE.total_seconds(), milliseconds=-step)
    world.mechanism.read_case(world["outreach"], case)
    assert (marks(world, case)[2] is not None) is said


def test_a_number_that_a_chain_has_is_refused_by_the_store(world: World) -> None:
    case = world.case().id

    def again(unit: Unit) -> None:
        row = unit.session.exec(select(Entry).where(entry(case, 2))).one()
        said = {name: getattr(row, name) for name in Entry.model_fields}
        unit.session.add(Entry(**{**said, "id": uuid4()}))
        unit.session.flush()

    with pytest.raises(IntegrityError, match=r"uq_entry_chain_seq|entry\.chain_id"):
        act(world, again)
