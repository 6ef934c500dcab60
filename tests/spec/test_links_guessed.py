"""Passwords of a letter that are guessed, and what is no guess: a crowd at the door."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from referral.errors import NotFound, TooBusy
from referral.rules.links import TRIES
from referral.vault.secrets import _AT_THE_DOOR
from tests.records.raw import run
from tests.spec.evidence import chain_of
from tests.spec.linking import asked, send, standing
from tests.world import World


@contextmanager
def crowded() -> Iterator[None]:
    """As many passwords are compared and wait as there may be: at sign-in, say."""
    with ExitStack() as places:
        while _AT_THE_DOOR.acquire(blocking=False):
            places.callback(_AT_THE_DOOR.release)
        yield


def test_whoever_comes_in_a_crowd_has_not_guessed(world: World) -> None:
    there, case, offer = asked(world)
    right = there.shown(send(world, offer))
    wrong = replace(right, password="wrong")
    with pytest.raises(NotFound):
        world.mechanism.link_view(wrong)
    with crowded():
        for each in (right, wrong) * TRIES:
            with pytest.raises(TooBusy):
                world.mechanism.link_view(each)
    assert run(world, "SELECT wrong FROM outside_link") == [(1,)]
    assert world.mechanism.link_view(right).cards
    assert "link_stopped" not in world.entries(case)


def test_one_that_was_locked_as_the_server_fell_is_a_task_at_the_next_try(
    world: World,
) -> None:
    """The fifth wrong password was counted; before that was told, all was dark."""
    there, case, offer = asked(world)
    right = there.shown(send(world, offer))
    run(world, text("UPDATE outside_link SET wrong = :n").bindparams(n=TRIES))
    assert standing(world) == []
    for _ in range(2):
        with pytest.raises(NotFound):
            world.mechanism.link_view(right)
    assert standing(world) == [offer]
    stopped = [f for kind, f in chain_of(world, case) if kind == "link_stopped"]
    assert [each["why"] for each in stopped] == ["locked"]


def test_after_the_offer_has_ended_nobody_guesses_on(world: World) -> None:
    """The right password, too, opens nothing then: not even what has become of it."""
    there, case, offer = asked(world)
    right = there.shown(send(world, offer))
    world.mechanism.answer_offer(world["outreach"], offer, "withdraw")
    before = len(chain_of(world, case))
    for _ in range(TRIES + 3):
        with pytest.raises(NotFound):
            world.mechanism.link_view(replace(right, password="wrong"))
    assert run(world, "SELECT wrong FROM outside_link") == [(TRIES,)]
    with crowded(), pytest.raises(NotFound):
        world.mechanism.link_view(right)
    assert len(chain_of(world, case)) == before
    assert standing(world) == []
