"""How long a closed case is kept: counted from the pathway, decided by people."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.holds import NewHold
from referral.errors import GuardNotMet, WrongRole
from referral.rules.results import Result, prove
from referral.rules.retention import RetentionState
from tests.spec.evidence import case_row, refused
from tests.world import World, a_world
from workflows.loader import load_shipped
from workflows.vocabulary import ErasureReason, HoldGround, Outcome

OVER = ErasureReason.RETENTION_OVER
OWN = load_shipped("convention")[1].replace(
    'retention = "unset"',
    'retention = { keep = { n = 12, unit = "calendar_month" }, '
    'ground = { confidence = "model", note = "Invented for this story." } }',
    1,
)


@cache
def proven() -> tuple[Result, ...]:
    """A procedure that keeps a closed case for a year."""
    found = prove(OWN)
    assert found.passes
    return (found,)


@pytest.fixture
def keeping(location: str, tmp_path: Path) -> Iterator[World]:
    """A mechanism whose procedure sets a period of retention."""
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    with a_world(location, tmp_path / "keys" / "kek", file, proven()) as made:
        yield made


def closed(world: World) -> UUID:
    """A case that was closed on the second of March, in the evening."""
    case = world.case().id
    world.step(case, "close", outcome=Outcome.DECLINED_ASSISTANCE, reason="as_assessed")
    return case


def on_list(world: World) -> list[UUID]:
    return [
        line.case_ids[0]
        for line in world.mechanism.exceptions(world["coordinator"])
        if line.kind == "retention_over"
    ]


@pytest.mark.asvs("V14.2.7")
def test_a_year_after_closure_it_is_on_the_list_and_still_there(
    keeping: World,
) -> None:
    world = keeping
    case, still_open = closed(world), world.case().id
    kept = world.mechanism.case_retention(world["outreach"], case).kept
    assert kept.state is RetentionState.KEPT
    assert kept.over_at == datetime(2027, 3, 3, tzinfo=UTC)
    found = world.mechanism.case_retention(world["outreach"], still_open).kept
    assert (found.state, found.over_at) == (RetentionState.NOT_CLOSED, None)
    left = kept.over_at - world.clock()
    world.clock.advance(milliseconds=left.total_seconds() * 1_000 - 1)
    assert on_list(world) == []
    with refused(world, GuardNotMet, case) as early:
        world.mechanism.ask_erasure(world["coordinator"], case, OVER)
    assert early.value.missing == ("retention_over",)

    world.clock.advance(milliseconds=1)
    assert on_list(world) == [case]
    (line,) = world.mechanism.retention_list(world["coordinator"]).over
    assert (line.case_id, line.held) == (case, False)
    assert case_row(world, case).erased_at is None
    joint = world.mechanism.ask_erasure(world["coordinator"], case, OVER).id
    world.agree(joint, "outreach")
    world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    assert on_list(world) == []
    assert world.mechanism.retention_list(world["coordinator"]).over == ()


def test_a_case_that_was_opened_again_is_not_due(keeping: World) -> None:
    world = keeping
    case = closed(world)
    world.clock.advance(days=400)
    joint = world.mechanism.ask_erasure(world["coordinator"], case, OVER).id
    world.agree(joint, "outreach")
    world.step(case, "reopen", reason="new_information")
    assert on_list(world) == []
    with refused(world, GuardNotMet, case):
        world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    world.step(case, "close", outcome=Outcome.RECOVERED, reason="as_assessed")
    kept = world.mechanism.case_retention(world["outreach"], case).kept
    assert (kept.state, kept.closed_at) == (RetentionState.KEPT, world.clock())


def test_a_hold_takes_it_off_the_list_of_what_is_late(keeping: World) -> None:
    world = keeping
    case = closed(world)
    world.clock.advance(days=400)
    hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
    world.mechanism.set_hold(world["coordinator"], case, hold)
    assert on_list(world) == []
    (line,) = world.mechanism.retention_list(world["coordinator"]).over
    assert line.held
    with pytest.raises(WrongRole):
        world.mechanism.retention_list(world["outreach"])


def test_a_procedure_without_a_period_ends_nothing_ever(world: World) -> None:
    case = closed(world)
    world.clock.advance(days=100 * 365)
    kept = world.mechanism.case_retention(world["outreach"], case).kept
    assert (kept.state, kept.over_at, kept.rule) == ("unset", None, None)
    assert on_list(world) == []
    with refused(world, GuardNotMet, case) as refusal:
        world.mechanism.ask_erasure(world["coordinator"], case, OVER)
    assert refusal.value.missing == ("retention_period",)
    assert "no retention period set by your procedure" in refusal.value.sentence
