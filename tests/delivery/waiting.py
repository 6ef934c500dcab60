"""Waiting for what another thread or process does."""

import time
from collections.abc import Callable

PATIENCE = 30.0
"""Seconds; a worker looks every second."""


def until(happened: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Return as soon as it has happened; fail when it does not."""
    give_up = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.05)
