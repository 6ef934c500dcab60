"""How often one actor may ask, and how long the head of a request may be."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from starlette.types import Scope

MOST_HEAD = 32 * 1024
"""Bytes of address and headers together; a sealed form or a note is in the body."""
_MANY = 4_096
_Level = tuple[float, float]


@dataclass
class Rates:
    """A bucket for each actor: it holds a burst, and fills steadily.

    In the memory of one process: each of several servers lets through as much.
    """

    per_second: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _left: dict[UUID, _Level] = field(default_factory=dict, repr=False)

    def wait(self, who: UUID) -> int:
        """Whole seconds that an actor has to wait; 0, and one taken, if none."""
        if math.isinf(self.per_second):
            return 0
        now = self.clock()
        left, at = self._left.get(who, (float(self.burst), now))
        left = min(self.burst, left + (now - at) * self.per_second)
        if left < 1:
            self._left[who] = left, now
            return math.ceil((1 - left) / self.per_second)
        self._left[who] = left - 1, now
        if len(self._left) > _MANY:
            self._forget(now)
        return 0

    def _forget(self, now: float) -> None:
        """Drop whoever's bucket has filled up again."""
        full = self.burst / self.per_second
        self._left = {who: it for who, it in self._left.items() if now - it[1] < full}


NO_RATES = Rates(math.inf, 1)
"""For whoever wires an application without limits, as tests do."""


def head_of(scope: Scope) -> int:
    """Bytes of address and headers of a request."""
    sent = sum(len(name) + len(value) for name, value in scope["headers"])
    address = scope.get("raw_path") or scope["path"].encode()
    return sent + len(address) + len(scope["query_string"])
