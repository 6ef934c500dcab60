"""When something of a plan is due: the end of a day, or a span that a pathway sets."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from referral.actions.facts import compiled_for
from referral.actions.history import calendar_of
from referral.actions.work import Work
from referral.records.cases import Case
from referral.rules.deadlines import due
from workflows.schema import Pathway
from workflows.shapes import Clock, Ground, Span
from workflows.vocabulary import Counting


def day_ends(work: Work, case: Case, day: date) -> datetime:
    """The midnight after a day, in the mechanism's zone, as a moment in UTC."""
    zone = ZoneInfo(compiled_for(work, case).pathway.time_zone)
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def counted(
    pathway: Pathway, span: Span | None, start: datetime, ground: Ground
) -> datetime | None:
    """When a span of a pathway is over; None where it sets none."""
    if span is None:
        return None
    clock = Clock(n=span.n, unit=span.unit, counts=Counting.FROM, ground=ground)
    return due(clock, start, pathway.time_zone, None, calendar_of(pathway))


def asked_again(work: Work, case: Case) -> datetime | None:
    """When the pathway wants the plan looked at again; None where it does not say."""
    pathway = compiled_for(work, case).pathway
    rule = pathway.individual_plan
    if rule is None:
        return None
    return counted(pathway, rule.review_every, work.now, rule.ground)
