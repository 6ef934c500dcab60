"""Numbers guessed as fast as a machine can: refused, counted, and no harm to others."""

import logging
import time
from secrets import randbelow, token_bytes

import pytest

from referral.actions.own_view import Shown
from referral.errors import NotFound, Refusal, TooManyTries
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.own import OwnTry
from referral.rules.own_code import (
    DIGITS,
    FREE_TRIES,
    MOST_AN_HOUR,
    MOST_FIRST_AN_HOUR,
    whole_number,
)
from tests.promises.tokens import found_in, needles_of
from tests.records.raw import run, store
from tests.spec.evidence import everything
from tests.world import World
from workflows.vocabulary import OwnStage

GUESSING, HONEST, OTHER = "198.51.100.66", "203.0.113.4", "203.0.113.5"
SECONDS = 6.0
"""How long is guessed."""
PLAIN = ("as it is", "UTF-16", "hexadecimal")


def number_for(world: World) -> str:
    case = world.case().id
    done = world.mechanism.issue_own_code(world["outreach"], case)
    return str(done.details["number"])


def guesses(world: World, source: str, seconds: float) -> list[tuple[str, Refusal]]:
    """As many as fit, and what each was answered."""
    told = list[tuple[str, Refusal]]()
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(told) < 2 * FREE_TRIES:
        number = whole_number(randbelow(10 ** (DIGITS - 1)))
        with pytest.raises(Refusal) as refusal:
            world.mechanism.own_view(Shown(number=number, source=source))
        told.append((number, refusal.value))
    return told


def kept(world: World) -> int:
    ((found,),) = run(world, "SELECT count(*) FROM own_try")
    return int(found)


def test_as_many_guesses_as_a_machine_can_are_refused_and_kept_nowhere(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = number_for(world)
    told = guesses(world, GUESSING, SECONDS)

    looked_at = [no for _, no in told if isinstance(no, NotFound)]
    assert (len(looked_at), kept(world)) == (FREE_TRIES, FREE_TRIES)
    assert {type(no) for _, no in told[FREE_TRIES:]} == {TooManyTries}
    seen = world.mechanism.own_view(Shown(number=number, source=HONEST))
    assert seen.stage is OwnStage.WORKED_ON
    assert kept(world) == FREE_TRIES

    written = f"{everything(world)} {caplog.text} {[repr(no) for _, no in told]}"
    for guess, _ in told[: 4 * FREE_TRIES]:
        needles = {name: needles_of(guess)[name] for name in PLAIN}
        assert found_in(written, needles) == set()
    needles = {name: needles_of(told[0][0])[name] for name in PLAIN}
    assert found_in(f"{written} {told[0][0]}", needles)


def others_tried(world: World, tries: int) -> None:
    """So many wrong numbers from as many addresses, as they are written down."""

    def note(unit: Unit) -> None:
        unit.session.add_all(
            OwnTry(id=new_id(unit.now), source_tag=token_bytes(32), at=unit.now)
            for _ in range(tries)
        )

    store(world).act(note, anyway=True)


def test_who_guesses_from_everywhere_shuts_out_others_who_guess(
    embedded_world: World,
) -> None:
    world = embedded_world
    number = number_for(world)
    wrong, right = whole_number(7), Shown(number=number, source=HONEST)
    with pytest.raises(NotFound):
        world.mechanism.own_view(Shown(number=wrong, source=GUESSING))
    others_tried(world, MOST_AN_HOUR)

    with pytest.raises(TooManyTries):
        world.mechanism.own_view(Shown(number=number, source=GUESSING))
    for _ in range(2):
        assert world.mechanism.own_view(right).stage is OwnStage.WORKED_ON
    with pytest.raises(NotFound):
        world.mechanism.own_view(Shown(number=wrong, source=OTHER))
    with pytest.raises(TooManyTries):
        world.mechanism.own_view(Shown(number=number, source=OTHER))

    others_tried(world, MOST_FIRST_AN_HOUR - MOST_AN_HOUR)
    with pytest.raises(TooManyTries) as told:
        world.mechanism.own_view(right)
    assert "Wait, then try again" in told.value.sentence
    world.clock.advance(hours=1, seconds=1)
    assert world.mechanism.own_view(right).stage is OwnStage.WORKED_ON
