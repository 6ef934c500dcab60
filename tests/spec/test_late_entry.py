"""A paper day is typed in later: both times are kept, and clocks run from the first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.identify import Identification
from referral.actions.work import Done
from referral.errors import Malformed
from referral.rules.consent_answer import Spoken
from referral.rules.happened import LONGEST_AGO
from referral.rules.results import Result, prove
from tests.world import CONTENT, WOMAN, World, a_world
from workflows.loader import load_shipped

OWN = (
    load_shipped("convention")[1]
    .replace('take_up = "unset"\n', "", 1)
    .replace(
        "[clocks.confirmation]",
        '[clocks.take_up]\nn = 24\nunit = "hour"\ncounts = "from"\n'
        'ground = { confidence = "model", note = "Invented for this story." }\n\n'
        "[clocks.confirmation]",
        1,
    )
    .replace(
        'owners = ["first_responder", "case_manager"]\nclock = "unset"',
        'owners = ["first_responder", "case_manager"]\nclock = "take_up"',
        1,
    )
)
DAY, A_MOMENT = timedelta(hours=24), timedelta(milliseconds=1)


@cache
def proven() -> tuple[Result, ...]:
    """A procedure that gives one day from the first contact on."""
    found = prove(OWN)
    assert found.passes, found
    return (found,)


@pytest.fixture
def counting(location: str, tmp_path: Path) -> Iterator[World]:
    """A mechanism that works by it."""
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    key = tmp_path / "keys" / "kek"
    with a_world(location, key, file, proven=proven()) as made:
        yield made


def typed_in(world: World, ago: timedelta, spoken: Spoken | None = None) -> Done:
    """What happened a while ago is typed in now."""
    at = world.clock() - ago
    seen = Identification(WOMAN, CONTENT, ("CD01",), at, spoken)
    return world.mechanism.open_case(world["outreach"], seen)


def late(world: World) -> list[UUID]:
    """What stands on the coordinator's list because a clock is over."""
    return [
        case
        for line in world.mechanism.exceptions(world["coordinator"])
        if line.kind == "step_overdue"
        for case in line.case_ids
    ]


def two_times(world: World, case: UUID) -> dict[str, tuple[datetime | None, datetime]]:
    found = world.mechanism.timeline(world["outreach"], case)
    return {each.type: (each.occurred_at, each.at) for each in found}


def test_both_times_stand_on_the_timeline(world: World) -> None:
    case = typed_in(world, 9 * timedelta(hours=1), Spoken("sqi", interpreter=True)).id
    times = two_times(world, case)
    met = world.clock() - timedelta(hours=9)
    for kind in ("case_opened", "identification_recorded", "consent_recorded"):
        assert times[kind] == (met, world.clock())
    (consent, *_) = world.mechanism.consents(world["outreach"], case)
    assert consent.given_at == met
    assert consent.expires_at == met + timedelta(days=7)
    assert world.mechanism.verify_all().whole


@pytest.mark.parametrize("ago", [DAY - A_MOMENT, DAY, 3 * DAY])
def test_clocks_run_from_when_it_happened_and_one_that_is_over_says_so(
    counting: World, ago: timedelta
) -> None:
    world, over = counting, ago >= DAY
    done = typed_in(world, ago)
    (clock,) = [
        each
        for each in world.mechanism.clocks(world["outreach"], done.id)
        if each.name == "take_up"
    ]
    assert clock.due_at == world.clock() - ago + DAY
    assert done.details["over"] == (["take_up"] if over else [])
    assert late(world) == ([done.id] if over else [])
    assert world.mechanism.verify_all().whole
    world.clock.moment += A_MOMENT
    assert done.id in late(world)


def test_what_is_typed_in_at_once_runs_from_now(counting: World) -> None:
    world = counting
    done = world.case()
    assert "over" not in done.details
    world.clock.moment += DAY - A_MOMENT
    assert late(world) == []
    world.clock.moment += A_MOMENT
    assert late(world) == [done.id]


@pytest.mark.parametrize(
    ("ago", "code"),
    [(-A_MOMENT, "in_the_future"), (LONGEST_AGO + A_MOMENT, "too_long_ago")],
)
def test_what_cannot_have_happened_then_is_refused(
    world: World, ago: timedelta, code: str
) -> None:
    with pytest.raises(Malformed) as refused:
        typed_in(world, ago)
    assert refused.value.faults == (("/occurred_at", code),)
    assert world.mechanism.cases(world["outreach"]) == []


def test_a_yes_that_has_ended_since_is_not_written_as_one(world: World) -> None:
    with pytest.raises(Malformed) as refused:
        typed_in(world, timedelta(days=7), Spoken("sqi", interpreter=True))
    assert refused.value.faults == (("/expires_at", "over_already"),)
    assert typed_in(world, timedelta(days=7)).details["over"] == []
