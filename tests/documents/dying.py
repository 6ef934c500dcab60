"""The small partner, ended without a word before or after its n-th request or file.

Copied beside it and run alone: `python dying.py settings.toml N`.
"""

import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import partner  # type: ignore[import-not-found] # beside this file's copy


class Lives:
    """How much is left to do before the end."""

    def __init__(self, left: int) -> None:
        self.left = left

    def counted(self, do: Callable[..., Any]) -> Callable[..., Any]:
        """The same, but it may end before, or after."""

        def step(*words: Any, **more: Any) -> Any:
            self._less()
            done = do(*words, **more)
            self._less()
            return done

        return step

    def _less(self) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(9)


LIVES = Lives(int(sys.argv[2]))
partner.Partner.ask = LIVES.counted(partner.Partner.ask)
partner.Partner.keep = LIVES.counted(partner.Partner.keep)
partner.Partner(tomllib.loads(Path(sys.argv[1]).read_text("utf-8"))).round()
