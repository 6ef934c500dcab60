"""What became of the people one's organisation met first: status words and days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.work import Work
from referral.records.chains import Happening
from referral.records.handovers import found_by, moves_of
from referral.records.restrictions import standing_restrictions
from referral.rules.deciding import Act, check_may
from referral.rules.feedback import feedback
from workflows.vocabulary import EntryType, FeedbackWord, Relation


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn: a word and a day."""

    word: FeedbackWord
    day: date


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What its finder learns of one case it holds no more."""

    case_id: UUID
    code: str
    turns: tuple[TurnView, ...]


def list_feedback(work: Work, limit: int) -> tuple[FeedbackView, ...]:
    """The cases the actor's organisation recorded first and others hold; one entry."""
    check_may(Act.READ_FEEDBACK, work.asker_as(Relation.FINDER))
    found = tuple(_views(work, limit))
    fields = {"list": "feedback", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _views(work: Work, limit: int) -> Iterator[FeedbackView]:
    """Nothing is told of whoever's data is only kept."""
    session, asker = work.unit.session, work.asker_as(Relation.FINDER)
    for case in found_by(session, work.actor.organisation_id, limit):
        if work.kept_away(case.id):
            continue
        kept = standing_restrictions(session, case.id)
        moves = () if kept else moves_of(session, case.id)
        zone = compiled_for(work, case).pathway.time_zone
        told = feedback(asker, moves, zone)
        turns = tuple(TurnView(each.word, each.day) for each in told)
        yield FeedbackView(case.id, case.code, turns)
