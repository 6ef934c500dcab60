"""While it is counted which test meets which rule, no rule remembers an answer.

A remembered answer hides whatever it rests on from the later tests, so that a change
there would be tried on the first test alone. A plugin of pytest, for mutation only.
"""

import functools
import gc
import os

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Forgets what the rules remember, while mutmut counts."""
    del item
    counting = os.environ.get("MUTANT_UNDER_TEST")  # noqa: TID251 # set by mutmut
    if counting == "stats":
        for each in gc.get_objects():
            if isinstance(each, functools._lru_cache_wrapper):
                module = getattr(each, "__module__", None) or ""
                if module.startswith("referral.rules"):
                    each.cache_clear()
