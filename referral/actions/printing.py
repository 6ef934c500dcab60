"""A case on paper: for a purpose, with an entry, and without what was not asked for.

Paper cannot be locked, covered or taken back, so it holds where a case stands and its
coded facts, and of its drawers those alone that somebody asks for one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.read import CaseView, case_view, open_content
from referral.actions.work import Work, case_for
from referral.records.chains import Happening
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, EntryType, Purpose

DRAWERS = tuple(each for each in Compartment if each is not Compartment.OPERATIONAL)
"""What can be printed with it; coded facts are printed anyway."""


@dataclass(frozen=True, slots=True)
class CasePaper:
    """What is printed of a case."""

    case: CaseView
    content: Mapping[Compartment, dict[str, Any]] = field(repr=False)
    left_out: tuple[str, ...]
    """Drawers that stay closed, whether there is something in them or not."""
    purpose: Purpose
    at: datetime


def print_case(
    work: Work, case_id: UUID, purpose: Purpose, drawers: frozenset[Compartment]
) -> CasePaper:
    """Draw a case for paper; opening each drawer is an entry, and so is printing.

    Args:
        work: The act.
        case_id: The case.
        purpose: What the paper is for.
        drawers: Which of its drawers are printed with it.

    Raises:
        NotFound, NotPermitted, Erased, UseRestricted: as for opening them on a page.
    """
    case = case_for(work, case_id, Act.READ_CASE)
    view = case_view(work, case)
    wanted = [drawer for drawer in Compartment if drawer in drawers]
    content = {each: open_content(work, case_id, each, purpose) for each in wanted}
    left = tuple(each.value for each in DRAWERS if each not in drawers)
    fields = {"printed": " ".join(wanted), "left_out": " ".join(left)}
    work.enter(case, Happening(EntryType.CASE_PRINTED, fields, purpose=purpose))
    return CasePaper(view, content, left, purpose, work.now)
