"""What follows an erasure: clearing the store's own logs, and the end of the old keys.

Both may be late and are found again: by the next erasure, the next look of a worker,
the next start.
"""

from uuid import UUID

from referral.actions.clocks import as_system
from referral.actions.erase import ERASED
from referral.actions.work import Done, House, Work
from referral.errors import StoreUnavailable
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening
from referral.records.erasures import (
    Erasure,
    erasure_of,
    open_erasures,
    wait_for,
    without_wraps,
)
from workflows.vocabulary import EntryType


def clear_logs(house: House) -> int:
    """Empty the store's own logs of destroyed keys; an entry on each erased case.

    Returns:
        How many erasures were cleared. None are while somebody still reads a log, or a
        destroyed wrap is left; then it is for the next time.
    """
    waiting = house.store.read(without_wraps)
    if not waiting or not house.store.clear_logs():
        return 0
    return sum(as_system(house, _cleared, case_id) for case_id in waiting)


def _cleared(work: Work, case_id: UUID) -> bool:
    case = case_by_id(work.unit.session, case_id, lock=True)
    row = work.unit.session.get(Erasure, case_id, populate_existing=True)
    if case is None or row is None or row.cleared_at is not None:
        return False
    row.cleared_at = work.now
    work.unit.session.add(row)
    epochs = wait_for(work.unit, case_id)
    work.enter(case, Happening(EntryType.ERASURE_CLEARED, {"epochs": len(epochs)}))
    return True


def told(house: House, done: Done) -> Done:
    """The answer to what was done together; of an erasure, how far it is by now.

    `cleared` is False where the store's own logs could not be emptied yet.
    """
    erased = done.details.get(ERASED)
    if erased is None:
        return done
    cleared = False
    try:
        clear_logs(house)
        now = house.store.read(lambda unit: erasure_of(unit, UUID(str(erased))))
        cleared = now is not None and now.cleared
    except StoreUnavailable:  # it was done; only this is still to come
        cleared = False
    details = {**done.details, "cleared": cleared}
    return Done(done.kind, done.id, done.version, done.receipts, details)


def complete_erasures(work: Work) -> int:
    """Note of each erasure whose last key is gone that it is complete. How many."""
    with work.unit.beyond():
        ready = [
            each
            for each in open_erasures(work.unit)
            if each.cleared and not each.waits_for
        ]
        for each in ready:
            _complete(work, each.case_id)
    return len(ready)


def _complete(work: Work, case_id: UUID) -> None:
    case: Case | None = case_by_id(work.unit.session, case_id, lock=True)
    row = work.unit.session.get(Erasure, case_id, populate_existing=True)
    if case is None or row is None or row.complete_at is not None:
        return
    row.complete_at = work.now
    work.unit.session.add(row)
    work.enter(case, Happening(EntryType.ERASURE_COMPLETED, {}))
