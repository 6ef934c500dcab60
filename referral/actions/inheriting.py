"""Responsibility moves: what waited for whoever had it waits for whoever has it now."""

from uuid import UUID

from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.outbox import letters_about


def inherit_notices(work: Work, case: Case, before: UUID) -> None:
    """Turn what stands, or is under way, in one inbox to the case's holder now.

    Only about offers of the case, and not what the former holder was told as an
    addressee. What it is responsible for no more is not its own to hear of.
    """
    with work.unit.beyond():
        for line in letters_about(work.unit.session, case.id, before):
            line.organisation_id = case.holder_id
            work.unit.session.add(line)
