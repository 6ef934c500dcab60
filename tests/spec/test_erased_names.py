"""A name that is erased is dropped from memory, also where another process holds it."""

import pytest

from referral.actions import held_names
from referral.mechanism import Mechanism
from tests.delivery.waiting import until
from tests.spec.test_erasing import erased
from tests.world import World


def test_another_process_drops_the_name_without_being_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_names, "FOLLOWS_EVERY", 0.05)
    case, other_case = world.case().id, world.case().id
    with Mechanism.open(world.location, world.key_file, clock=world.clock) as other:
        other.prepare_search()
        index = other._house.names.index
        until(lambda: index.version(case) > 0 and index.version(other_case) > 0)
        erased(world, case)
        until(lambda: index.version(case) == 0)
        assert index.version(other_case) > 0
