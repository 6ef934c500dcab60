"""A few threads for what waits for the store; the event loop never does."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from referral.errors import TooBusy

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="work")
MOST_WAITING = 256
"""Pieces of work under way and waiting; whoever brings more is asked to come again."""
_under_way: set[object] = set()


async def in_thread(work: Callable[P, T], *args: P.args, **words: P.kwargs) -> T:
    """Run blocking work beside the loop and wait for its result.

    Raises:
        TooBusy: if too much waits for its turn already.
    """
    if len(_under_way) >= MOST_WAITING:
        raise TooBusy
    running = _THREADS.submit(partial(work, *args, **words))
    _under_way.add(running)
    running.add_done_callback(_under_way.discard)
    return await asyncio.wrap_future(running)
