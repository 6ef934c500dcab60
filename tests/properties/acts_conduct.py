"""Acts on the code of conduct, for the list of all acts and for stories."""

from collections.abc import Callable, Iterable
from typing import Any

from referral.actions.work import Done
from referral.mechanism import Mechanism
from tests.world import World
from workflows.conduct import CodeOfConduct, model

OWN = CodeOfConduct(sentences={"en": ("I keep to this.",), "sq": ("I përmbahem.",)})
"""A mechanism's own text, instead of the model."""


def published(world: World, code: CodeOfConduct = OWN) -> Done:
    """A code of conduct in force, which nobody has accepted yet."""
    return world.mechanism.publish_conduct(world["coordinator"], code)


def accepted(world: World, names: Iterable[str], code: CodeOfConduct = OWN) -> None:
    """A code of conduct in force that some have accepted."""
    version = published(world, code).version or 0
    for name in names:
        world.mechanism.accept_conduct(world[name], version)


def everybody_accepts(mechanism: Mechanism, stage: Any) -> None:
    """A newer text, which everybody accepts at once: other acts go on."""
    version = published(stage.world).version or 0
    for actor in stage.world.people.values():
        mechanism.accept_conduct(actor, version)


CONDUCT: dict[str, Callable[[Mechanism, Any], object]] = {
    "publish_conduct": lambda m, s: m.publish_conduct(s.world["coordinator"], model()),
    "accept_conduct": everybody_accepts,
    "conduct": lambda m, s: m.conduct(s.world["host"]),
    "conduct_missing": lambda m, s: m.conduct_missing(s.world["auditor"]),
}
