"""The coordinator's list: how much of each kind stands, and a page of one kind.

Counts and pages are taken from the same lines, so a count opens a list of exactly as
many. What is shown is a page; what is counted is everything.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from referral.actions.list_lines import ExceptionView, LinePlace
from referral.actions.read_lists import everything_standing
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.referrals import referral_by_id
from referral.rules.acts import Act
from referral.rules.deciding import may
from referral.rules.levers import levers
from workflows.vocabulary import EntryType, ExceptionKind, Relation


@dataclass(frozen=True, slots=True)
class ExceptionList:
    """A page of what stands, the oldest first, and how much there is."""

    items: tuple[ExceptionView, ...]
    total: int
    """Lines of the kind that was asked for, or of all."""
    counts: Mapping[str, int]
    """Lines of every kind that stands, whatever was asked for."""
    next: LinePlace | None
    """Where the page that follows begins; None at the end."""


def list_exceptions(
    work: Work,
    limit: int,
    kind: ExceptionKind | None = None,
    after: LinePlace | None = None,
    body: UUID | None = None,
) -> ExceptionList:
    """A page of the coordinator's list, with what can be done about each line.

    Args:
        work: The act under way.
        limit: Lines on a page.
        kind: Only these; None for all.
        after: The place of the last line of the page before.
        body: Only what waits for this organisation, or was done by it.
    """
    work.check(Act.LIST_EXCEPTIONS)
    found = everything_standing(work)
    counts = Counter(line.kind for line in found)
    wanted = [
        line
        for line in found
        if (kind is None or line.kind == kind.value)
        and (body is None or body in (line.sender_id, line.addressee_id))
    ]
    rest = sorted(
        (line for line in wanted if after is None or place_of_line(line) > after),
        key=place_of_line,
    )
    holding = may(Act.MAKE_OFFER, work.asker_as(Relation.HOLDER))
    items = tuple(_with_levers(work, line, holding=holding) for line in rest[:limit])
    fields = {"list": "exceptions", "shown": len(items)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    more = place_of_line(items[-1]) if items and len(rest) > limit else None
    return ExceptionList(items, len(wanted), dict(sorted(counts.items())), more)


def place_of_line(line: ExceptionView) -> LinePlace:
    """Where a line stands: since when, then by what tells it from every other."""
    return LinePlace(line.since, uuid5(line.id, line.kind))


def _with_levers(work: Work, line: ExceptionView, *, holding: bool) -> ExceptionView:
    """The same; `holding` is whether the actor makes offers for cases they hold."""
    session = work.unit.session
    found = [session.get(Case, case_id) for case_id in line.case_ids]
    cases = [case for case in found if case is not None and case.erased_at is None]
    offer = referral_by_id(session, line.referral_id) if line.referral_id else None
    words = levers(
        ExceptionKind(line.kind),
        about_a_case=bool(cases) and len(cases) == len(found),
        holds=holding and all(may(Act.MAKE_OFFER, work.asker(case)) for case in cases),
        stage=offer.stage if offer else None,
    )
    newest = tuple(case.seq if case else 1 for case in found)
    return replace(line, newest=newest, levers=tuple(each.value for each in words))
