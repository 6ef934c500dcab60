"""How every method of a mechanism becomes one act."""

from collections.abc import Callable
from typing import TypeVar

from referral.actions.work import House, OnDuty, RequestKey, Work, look, perform
from referral.rules.acts import Act

T = TypeVar("T")


def no_progress(done: int, total: int) -> None:
    """For callers that show no progress."""
    _ = done, total


class Acts:
    """Base of the mechanism's groups of acts."""

    def __init__(self, house: House) -> None:
        self._house = house

    def _do(
        self,
        actor: OnDuty,
        name: Act,
        act: Callable[[Work], T],
        request: RequestKey | None = None,
    ) -> T:
        return perform(self._house, actor, act, name=name.value, request=request)

    def _look(self, actor: OnDuty, name: Act, act: Callable[[Work], T]) -> T:
        return look(self._house, actor, act, name=name.value)
