"""A few threads for what waits for the store; the event loop never does."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="work")


async def in_thread(work: Callable[P, T], *args: P.args, **words: P.kwargs) -> T:
    """Run blocking work beside the loop and wait for its result."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, partial(work, *args, **words))
