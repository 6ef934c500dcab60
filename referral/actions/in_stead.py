"""One act under way in somebody else's stead: every entry says in whose."""

from dataclasses import dataclass, field
from uuid import UUID

from referral.actions.acting import Work
from referral.records.chains import By

NOBODY = By(None, None)


@dataclass
class InStead(Work):
    """An act of the system, or of somebody who writes down what another said."""

    writer: By = field(default=NOBODY)

    @property
    def by(self) -> By:
        """Who acts, for which organisation, and in whose stead."""
        return self.writer


def on_behalf(work: Work, of: UUID) -> InStead:
    """The same act, written down for another organisation."""
    writer = By(work.actor.id, work.actor.organisation_id, of)
    return InStead(work.unit, work.house, work.actor, work.receipts, writer=writer)
