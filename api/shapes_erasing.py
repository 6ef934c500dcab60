"""What goes in: erasure, legal holds."""

from api.shapes import Code, Shape, example_of
from referral.actions.holds import NewHold
from workflows.vocabulary import ErasureReason, HoldGround


class NewErasure(Shape):
    """Why a person is to be erased."""

    model_config = example_of(reason="person_asked")
    reason: ErasureReason


class NewLegalHold(Shape):
    """Why a case must be kept."""

    model_config = example_of(ground="compensation_claim", reason="law_requires")
    ground: HoldGround
    reason: Code

    def hold(self) -> NewHold:
        """As the action takes it."""
        return NewHold(self.ground, self.reason)


class NewLifting(Shape):
    """Why a hold is to be lifted."""

    model_config = example_of(reason="situation_changed")
    reason: Code
