"""What ends when the person says no, or takes a yes back: all that lived on it.

A copy names the answers it was made on. The person may have been asked again since:
then it is the newer yes that keeps it open, and taking that one back ends it, too.
"""

from collections.abc import Callable
from uuid import UUID

from referral.actions.coverage import covered_drawers
from referral.actions.disclose import manifest
from referral.actions.facts import consents_for_rules
from referral.actions.offers import Recalled, open_copies, recall_copies
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.referrals import Disclosure


def recall_lost(
    work: Work, case: Case, act: Callable[[], object], consent_id: UUID | None = None
) -> Recalled:
    """Do something that takes agreement away, then end what nothing covers any more.

    Args:
        work: The act under way.
        case: Whose answers change.
        act: Changes them.
        consent_id: An answer whose own copies end whatever else covers them.
    """
    lived = {copy.id for copy in open_copies(work, case) if _lives(work, case, copy)}
    act()
    work.unit.session.flush()
    ended = [
        copy
        for copy in open_copies(work, case)
        if _rests(work, copy, consent_id)
        or (copy.id in lived and not _lives(work, case, copy))
    ]
    return recall_copies(work, case, ended)


def on_a_ground(work: Work, case: Case) -> list[Disclosure]:
    """The released copies that a legal ground keeps open in place of a yes."""
    grounds = {each.id for each in consents_for_rules(work, case) if each.ground}
    return [
        copy
        for copy in open_copies(work, case)
        if copy.released_at is not None
        and not grounds.isdisjoint(manifest(work, copy)["rests_on"])
    ]


def _lives(work: Work, case: Case, copy: Disclosure) -> bool:
    return bool(covered_drawers(work, case, copy))


def _rests(work: Work, copy: Disclosure, consent_id: UUID | None) -> bool:
    if consent_id is None:
        return False
    return str(consent_id) in manifest(work, copy)["rests_on"]
