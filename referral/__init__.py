"""Referral engine: cases of a national referral mechanism, as a library.

`from referral import Mechanism` opens a mechanism; its methods are the acts. The
import is lazy: nothing heavy is read before it is needed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from referral.mechanism import Mechanism

__all__ = ["Mechanism"]


def __getattr__(name: str) -> object:
    """Read the mechanism's modules on first use."""
    if name == "Mechanism":
        from referral.mechanism import Mechanism  # noqa: PLC0415 # lazy on purpose

        return Mechanism
    raise AttributeError(name)
