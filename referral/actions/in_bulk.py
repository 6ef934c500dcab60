"""Many cases of one organisation at once: which, and what stands against each.

Each case is asked by itself, with the rules of the act that would be done. What would
be refused is listed with its reason, and nothing of it is done.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from referral.actions.departures import open_cases
from referral.actions.work import Work
from referral.errors import GuardNotMet, Malformed, Refusal
from referral.records.actors import Actor
from referral.records.cases import Case
from referral.records.directory import cases_held
from referral.records.looking_after import looked_after_by
from referral.rules.explain import Reason

AT_ONCE = 50
"""Cases that one act takes: a receipt for every entry has to fit into its answer."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which open cases of an organisation are meant."""

    organisation_id: UUID
    looked_after_by: UUID | None = None
    """Only those that this actor looks after; None for all."""


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One of many cases, told by its code, and what stands against it."""

    case_id: UUID
    code: str
    looked_after_by: UUID | None
    """Who of the organisation was named for it, or worked on it last."""
    name: str
    """What they sign in as; empty for nobody."""
    refusal: Reason | None


def chosen_cases(work: Work, chosen: Chosen) -> list[tuple[Case, Actor | None]]:
    """The cases that are meant, with who looks after each, in a fixed order.

    Cases that the actor is kept away from are not among them.
    """
    session, body = work.unit.session, chosen.organisation_id
    held = [
        case
        for case in open_cases(work, cases_held(session, body))
        if not work.kept_away(case.id)
    ]
    by = looked_after_by(session, body, [case.id for case in held])
    wanted = chosen.looked_after_by
    meant = [case for case in held if wanted is None or by.get(case.id) == wanted]
    return [
        (case, session.get(Actor, by[case.id]) if case.id in by else None)
        for case in sorted(meant, key=lambda each: each.id)
    ]


def lines(
    work: Work, chosen: Chosen, check: Callable[[Case], None]
) -> Iterator[BulkLine]:
    """Every case that is meant, and what the rules of the act say of it now.

    Raises:
        Malformed: as `check` says: what is asked is wrong for every case.
    """
    for case, actor in chosen_cases(work, chosen):
        reason = None
        try:
            check(case)
        except Malformed:
            raise
        except Refusal as refusal:
            reason = Reason(refusal.code, refusal.sentence, refusal.missing)
        who, name = (actor.id, actor.sign_in_name) if actor else (None, "")
        yield BulkLine(case.id, case.code, who, name, reason)
    work.known_case = None


def going(found: Sequence[BulkLine], leave_out: Collection[str]) -> list[BulkLine]:
    """What one act takes: the first of those that nothing stands against.

    Args:
        found: Every case that was looked at.
        leave_out: Codes of cases that are left as they are.

    Raises:
        Malformed: for a code to leave out that is none of them.
        GuardNotMet: if nothing is left to be done.
    """
    if not set(leave_out) <= {line.code for line in found}:
        fault = ("/leave_out", "unknown_case")
        raise Malformed("One of these codes is not among the cases.", faults=(fault,))
    taken = _free(found, leave_out)[:AT_ONCE]
    if not taken:
        raise GuardNotMet(
            "There is no case for which this could be done.", missing=("cases",)
        )
    return taken


def told(
    found: Sequence[BulkLine], leave_out: Collection[str], done: dict[str, str]
) -> dict[str, object]:
    """What an act answers: what was done, what was refused, how many still wait."""
    refused = {line.code: line.refusal.code for line in found if line.refusal}
    left = len(_free(found, leave_out)) - len(done)
    return {"done": done, "refused": refused, "left": left}


def _free(found: Sequence[BulkLine], leave_out: Collection[str]) -> list[BulkLine]:
    return [
        line for line in found if line.refusal is None and line.code not in leave_out
    ]
