"""What is said about an offer: sealed beside it, and read by its sides alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from referral.actions.work import Work
from referral.errors import Erased, GuardNotMet, Malformed, NotFound
from referral.records.cases import Case, case_by_id
from referral.records.offer_asks import OfferSaid, said_about
from referral.records.referrals import Referral, cases_covered
from referral.rules.identifying import identifies
from workflows.offer_data import coded
from workflows.vocabulary import Compartment, OfferWord, Purpose

LONGEST = 1_000
"""Characters of a question or a reply."""


@dataclass(frozen=True, slots=True)
class OfferWordView:
    """Something said about an offer, as its sides see it."""

    word: str
    side: str
    """`sender`, `addressee` or `coordinator`: who said it or wrote it down."""
    at: datetime
    due_at: datetime | None
    text: str | None = field(default=None, repr=False)
    """None where it is a coded word, or cannot be read any more."""
    code: str | None = None


def checked_text(text: str) -> str:
    """A text that says something and is not too long.

    Raises:
        Malformed: if it is not so.
    """
    if not text.strip():
        raise Malformed("Write what it is about.", faults=(("/text", "missing"),))
    if len(text) > LONGEST:
        raise Malformed("That is too long.", faults=(("/text", "too_long"),))
    return text


def checked_code(of: str, code: str, field_name: str = "reason") -> str:
    """A coded word of one of the lists.

    Raises:
        Malformed: for a word that is not on it.
    """
    if code not in coded(of):
        fault = (f"/{field_name}", "unknown_word")
        raise Malformed("This word is not on the list.", faults=(fault,))
    return code


def say(
    work: Work,
    referral: Referral,
    word: OfferWord,
    content: Mapping[str, Any],
    due_at: datetime | None = None,
) -> None:
    """Keep what was said, sealed with the first case that the offer covers."""
    first = cases_covered(work.unit.session, referral.id)[0]
    case = case_by_id(work.unit.session, first.case_id)
    if case is None:
        raise NotFound
    row = OfferSaid(
        id=work.new_id(),
        referral_id=referral.id,
        case_id=case.id,
        word=word,
        said_by=work.actor.id,
        organisation_id=work.actor.organisation_id,
        at=work.now,
        due_at=due_at,
    )
    work.unit.session.add(row)
    work.unit.session.flush()
    work.seal(case, row.id, Compartment.OPERATIONAL, content)


def check_nameless(
    work: Work, case: Case, texts: Iterable[str], drawers: Collection[Compartment]
) -> None:
    """Refuse a text that tells, before a yes, what opens only by it.

    Args:
        work: The act under way.
        case: Whose person is not to be told.
        texts: What would be told.
        drawers: Where what must not be told is recorded.

    Raises:
        GuardNotMet: if one of them holds something that is recorded there.
    """
    opened = work.open_drawers(case, drawers, Purpose.PROTECTION)
    recorded = [
        value
        for fields in opened.values()
        for value in fields.values()
        if isinstance(value, str)
    ]
    if any(identifies(text, recorded) for text in texts):
        raise GuardNotMet(
            "This would tell who the person is. That opens when the offer is accepted.",
            missing=("acceptance",),
        )


def words_about(work: Work, referral: Referral) -> tuple[OfferWordView, ...]:
    """What was said about an offer, the oldest first, opened for one of its sides."""
    rows = said_about(work.unit.session, referral.id)
    return tuple(_view(work, referral, row) for row in rows)


def _view(work: Work, referral: Referral, row: OfferSaid) -> OfferWordView:
    sides = {referral.sender_id: "sender", referral.addressee_id: "addressee"}
    drawer, why = Compartment.OPERATIONAL, Purpose.CARE
    try:
        content = work.open(row.case_id, row.id, drawer, why)
    except Erased:
        content = {}
    return OfferWordView(
        word=row.word.value,
        side=sides.get(row.organisation_id, _other(row)),
        at=row.at,
        due_at=row.due_at,
        text=content.get("text"),
        code=content.get("code"),
    )


def _other(row: OfferSaid) -> str:
    """Neither side said it: a coordinator, or who became responsible since."""
    return "coordinator" if row.word is OfferWord.TELEPHONE_YES else "sender"
