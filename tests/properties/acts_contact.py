"""Acts of a first contact: drafts, a case in one act, signs, and a bed."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.first_contact import FirstContact
from referral.actions.identify import Identification
from referral.mechanism import Mechanism
from tests.world import CONTENT, WOMAN
from workflows.vocabulary import DraftStep

if TYPE_CHECKING:
    from tests.properties.acts import Stage

TYPED = {"facts.age_class": ["adult"]}


def begun(m: Mechanism, s: "Stage") -> UUID:
    """Something unfinished."""
    return m.save_draft(s.world["outreach"], None, DraftStep.SAFETY, TYPED).id


CONTACTS: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "save_draft": begun,
    "unfinished": lambda m, s: m.unfinished(s.world["outreach"]),
    "open_draft": lambda m, s: m.open_draft(s.world["outreach"], begun(m, s)),
    "discard_draft": lambda m, s: m.discard_draft(s.world["outreach"], begun(m, s)),
    "open_first_contact": lambda m, s: m.open_first_contact(
        s.world["outreach"],
        FirstContact(
            Identification(WOMAN, CONTENT, ("CD01", "EX01", "EX02")),
            in_haste=True,
            draft=begun(m, s),
        ),
    ),
    "record_signs": lambda m, s: m.record_signs(s.world["outreach"], s.case, ("CD01",)),
    "match_beds": lambda m, s: m.match_beds(s.world["outreach"], s.case),
}
"""As `tests.properties.acts.ACTS`, where they stand too."""
