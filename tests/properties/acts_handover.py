"""Acts on a hand-over: arranged, opened, looked for, heard of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from referral.mechanism import Mechanism
from tests.spec.test_handovers import arranged, proposed
from tests.world import World
from workflows.vocabulary import Purpose, Whereabouts


@dataclass
class OnTheWay:
    """An offer with something to agree to, and one of somebody who did not arrive."""

    world: World
    offer: UUID = field(init=False)
    handover: UUID = field(init=False)
    gone: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.offer = self.world.accepted()[1].id
        self.handover = proposed(self.world, self.offer)
        self.gone = self.world.accepted()[1].id
        self.world.mechanism.answer_offer(self.world["host"], self.gone, "no_show")


HANDOVER: dict[str, Callable[[Mechanism, Any], object]] = {
    "handover": lambda m, s: m.handover(s.world["host"], s.watched.way.offer),
    "open_handover": lambda m, s: m.open_handover(
        s.world["host"], s.watched.way.offer, s.watched.way.handover, Purpose.CARE
    ),
    "confirm_handover": lambda m, s: m.confirm_handover(
        s.world["host"], s.watched.way.offer, s.watched.way.handover
    ),
    "propose_handover": lambda m, s: m.propose_handover(
        s.world["outreach"], s.watched.way.offer, arranged(s.world)
    ),
    "stalled_handovers": lambda m, s: m.stalled_handovers(s.world["host"]),
    "note_whereabouts": lambda m, s: m.note_whereabouts(
        s.world["outreach"], s.watched.way.gone, Whereabouts.FOUND
    ),
    "feedback": lambda m, s: m.feedback(s.world["outreach"]),
}
