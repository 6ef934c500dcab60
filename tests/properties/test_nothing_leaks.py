"""Planted tokens do not leave by the side doors: rows, errors, what is printed."""

import traceback
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col, select, update

from referral.actions.identify import Identification
from referral.actions.protect import StepRequest
from referral.errors import ReferralError
from referral.records.database import Unit
from referral.records.keys import KeyRow, KeyWrap
from referral.records.sealed_values import SealedValue
from referral.rules.facts import PersonFacts
from tests.faults.test_full_disk import limit
from tests.promises.two_people import found_in, planted, walked
from tests.records.raw import act, rewrite, run
from tests.spec.evidence import everything
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

TOKEN = "Qz0x00ToKeN"


def test_the_rows_of_either_store_hold_none_when_read_with_every_key_to_the_file(
    world: World,
) -> None:
    walked(world)

    rows = everything(world)
    assert len(rows["sealed_value"]) > 20
    assert found_in(repr(rows).encode()) == []


def test_rows_and_answers_print_none(world: World) -> None:
    walked(world)

    def printed(unit: Unit) -> list[str]:
        return [
            text
            for mapper in SQLModel._sa_registry.mappers
            for row in (
                unit.keys if issubclass(mapper.class_, KeyRow) else unit.session
            ).exec(select(mapper.class_))
            for text in (repr(row), str(row), f"{row}")
        ]

    texts = act(world, printed)
    assert len(texts) > 300
    assert found_in("\n".join(texts).encode()) == []
    assert {text for text in texts if "object at" in text or "=" in text} == set()


def test_what_carries_content_into_an_act_prints_none() -> None:
    carried = [
        Identification(PersonFacts(), planted(0)),
        StepRequest("close", reason=TOKEN),
    ]

    assert found_in(repr(carried).encode()) == []


def _asks(world: World, case: UUID) -> Iterator[Callable[[], object]]:
    """Acts that carry tokens and fail."""
    m, me, content = world.mechanism, world["outreach"], planted(0)
    wrong = {Compartment.IDENTITY: {"first_name": TOKEN, "shoe_size": TOKEN}}
    yield partial(m.record_content, me, case, wrong)
    yield partial(m.record_content, me, case, content, expects=99)
    yield partial(m.record_content, world["stranger"], case, content)
    yield partial(world.step, case, "close", reason=TOKEN)
    yield partial(world.step, case, TOKEN, reason=TOKEN)
    odd = PersonFacts(age_class=TOKEN)  # type: ignore[arg-type] # that is the mistake
    yield partial(m.open_case, me, Identification(odd, content))
    yield partial(m.record_facts, me, case, {"risk_level": TOKEN})


def told_of(error: BaseException) -> str:
    """Everything an error says, with all that stands behind it."""
    return repr(error) + "".join(traceback.format_exception(error))


def test_no_refusal_says_one(world: World) -> None:
    case = world.case()

    for ask in _asks(world, case.id):
        with pytest.raises(ReferralError) as refusal:
            ask()
        assert found_in(told_of(refusal.value).encode()) == [], ask


def test_no_fault_says_one(embedded_world: World) -> None:
    """A broken seal, a missing key, a full disk in the middle of writing."""
    world = embedded_world
    case = world.case(content=planted(0)).id
    me, drawer = world["outreach"], Compartment.IDENTITY
    look = partial(world.mechanism.open_content, me, case, drawer, Purpose.CARE)
    write = partial(world.case, content=planted(0))
    box = run(world, select(col(SealedValue.box)).where(_drawer("legal")))

    exchanged = update(SealedValue).where(_drawer("identity"))
    rewrite(world, exchanged.values(box=box[0][0]))
    faults = [_fault(look)]
    limit(world, 0, keys=False)
    faults.extend(_fault(write) for _ in range(50))
    limit(world, None, keys=False)
    run(world, update(KeyWrap).values(wrapped=bytes(56)), keys=True)
    faults.append(_fault(write))

    said = "\n".join(filter(None, faults))
    assert "SealBroken" in said
    assert "StoreFull" in said
    assert found_in(said.encode()) == []


def _drawer(name: str) -> ColumnElement[bool]:
    return col(SealedValue.drawer) == name


def _fault(ask: Callable[[], object]) -> str:
    try:
        ask()
    except ReferralError as fault:
        return told_of(fault)
    return ""
