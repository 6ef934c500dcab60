"""Where a case stands on its pathway, and what may happen next: one look at both."""

from dataclasses import dataclass
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.protect import explained
from referral.actions.read import CaseView, case_view
from referral.actions.work import Work, case_for
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.rules.explain import StepAnswer
from workflows.schema import Pathway
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class CasePath:
    """A case on the version of the pathway that it walks."""

    case: CaseView
    pathway: Pathway
    steps: tuple[StepAnswer, ...]
    """Every step of it, possible or not for the actor, and why; none once erased."""


def case_path(work: Work, case_id: UUID) -> CasePath:
    """The pathway of a case with its position, as far as the actor may see it."""
    case = case_for(work, case_id, Act.READ_WAYS)
    steps = explained(work, case)
    shown = {"list": "pathway", "steps": len(steps)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    return CasePath(case_view(work, case), compiled_for(work, case).pathway, steps)
