"""What `referral doctor` says of erasures: waiting, late, complete."""

from api.commands.checks import _erased
from tests.spec.test_erasing import end_old_key, erased
from tests.world import World


def test_the_doctor_names_the_key_an_erasure_waits_for(embedded_world: World) -> None:
    world = embedded_world
    assert _erased(world.mechanism.erasures()).state == "well"
    (key,) = [each.name for each in world.mechanism.keys().epochs]
    erased(world, world.case().id)
    waiting = _erased(world.mechanism.erasures())
    assert waiting.state == "warning"
    assert key in waiting.told
    assert "2026-04-01" in waiting.told

    world.clock.advance(days=30)
    late = _erased(world.mechanism.erasures())
    assert (late.state, late.told[:9]) == ("wrong", "1 overdue")
    end_old_key(world)
    assert _erased(world.mechanism.erasures()).state == "well"
