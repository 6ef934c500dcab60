"""Acts of a desk that lies open: a case on paper."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from referral.mechanism import Mechanism
from workflows.vocabulary import Compartment, Purpose

if TYPE_CHECKING:
    from tests.properties.acts import Stage

DEVICE: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "print_case": lambda m, s: m.print_case(
        s.world["outreach"],
        s.case,
        Purpose.PROTECTION,
        frozenset({Compartment.IDENTITY}),
    ),
}
