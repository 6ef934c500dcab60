"""Looking for a person, and asking whether one may be known already.

A hit is shown where the asker may open the identity or coordinates the case. Of any
other no more is told than that another body knows the person. Entries hold no name.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.numbers import holding
from referral.actions.read import CaseView, case_view
from referral.actions.work import Work
from referral.errors import Malformed, TooManySearches
from referral.records.cases import Case, case_by_id, known_among
from referral.records.chains import Happening
from referral.records.referrals import disclosures_of
from referral.records.searching import SearchMade, count_search
from referral.rules.deciding import Act, may, may_never
from referral.rules.names import words
from workflows.vocabulary import EntryType, NumberKind, Purpose, Relation, Role

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 30
"""Searches and questions of one actor, counted together over all processes."""
MOST_SHOWN = 20
WHOLE_NAME = 2
"""Words a name must have before anything is told of cases the asker does not see."""
SURE = 0.85
"""Likeness from which a name counts as a possible match."""
_SHOWN_TO = frozenset({Relation.HOLDER, Relation.COORDINATOR})
_COPIED_TO = frozenset({Relation.PROVIDER, Relation.AUTHORITY})


@dataclass(frozen=True, slots=True)
class Question:
    """Whom somebody looks for. It prints as nothing."""

    name: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    document: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    def asked_by(self) -> list[str]:
        """By what is looked for: words for the entry, never a value."""
        return [
            name
            for name in ("name", "birth_date", "document", "phone")
            if getattr(self, name)
        ]

    @property
    def whole(self) -> bool:
        """True if it means one person: a number, or a name of two words."""
        return bool(self.document or self.phone) or len(words(self.name)) >= WHOLE_NAME


@dataclass(frozen=True, slots=True)
class Hit:
    """A case the asker may see, why it was found, and how near its name is."""

    case: CaseView
    by: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search answers."""

    hits: tuple[Hit, ...]
    more: bool
    """True if there are more than are shown: ask more exactly."""
    known_elsewhere: bool | None
    """Known to another body; None where that is not told."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    case_id: UUID
    by: str
    likeness: float


def search(work: Work, question: Question, purpose: Purpose) -> Found:
    """Look for a person; one entry in all.

    Raises:
        TooManySearches: after thirty in an hour.
        Malformed: if nothing was asked.
    """
    work.check(Act.SEARCH)
    _count(work, question)
    shown, elsewhere = _sorted_out(work, _candidates(work, question))
    tells = question.whole and may(Act.SEARCH_EXISTS, work.asker())
    found = Found(
        tuple(
            Hit(case_view(work, case), one.by, round(one.likeness, 2))
            for case, one in shown[:MOST_SHOWN]
        ),
        more=len(shown) > MOST_SHOWN,
        known_elsewhere=elsewhere if tells else None,
    )
    fields = {
        "by": question.asked_by(),
        "shown": len(found.hits),
        "known_elsewhere": found.known_elsewhere,
    }
    what = Happening(EntryType.SEARCHED, fields, purpose=purpose)
    work.enter(work.own_organisation(), what)
    return found


def check_match(work: Work, question: Question) -> bool:
    """Whether the person may be known already, to anybody: yes or no, never where.

    Raises:
        TooManySearches: after thirty in an hour.
        Malformed: if what was asked fits many people: a number or a whole name does.
    """
    work.check(Act.CHECK_MATCH)
    _count(work, question)
    if not question.whole:
        fault = ("/name", "whole_name_or_number")
        raise Malformed("A whole name or a number is needed.", faults=(fault,))
    near = {c.case_id for c in _candidates(work, question) if c.likeness >= SURE}
    if may_never(Act.SEARCH_EXISTS, work.actor.regime):
        # Whether somebody sought help is not for them to learn.
        near &= known_among(work.unit.session, work.actor.organisation_id, list(near))
    possible = bool(near)
    fields = {"by": question.asked_by(), "possible": possible}
    asked = Happening(EntryType.MATCH_CHECKED, fields, purpose=Purpose.PROTECTION)
    work.enter(work.own_organisation(), asked)
    return possible


def _count(work: Work, question: Question) -> None:
    if not (question.name or question.document or question.phone):
        raise Malformed("Nothing was asked.", faults=(("/name", "missing"),))
    made = SearchMade(
        id=work.new_id(),
        actor_id=work.actor.id,
        organisation_id=work.actor.organisation_id,
        at=work.now,
    )
    if count_search(work.unit.session, made, work.now - AN_HOUR) > MOST_AN_HOUR:
        raise TooManySearches


def _candidates(work: Work, question: Question) -> list[_Candidate]:
    """Cases that may be meant, numbers first, each once."""
    numbers = (
        (NumberKind.DOCUMENT, question.document),
        (NumberKind.PHONE, question.phone),
    )
    exact = [
        _Candidate(case_id, kind.value, 1.0)
        for kind, text in numbers
        for case_id in holding(work, kind, text)
    ]
    year = question.birth_date.year if question.birth_date else 0
    near = [
        _Candidate(one.case_id, "name", one.likeness)
        for one in work.house.names.index.find(question.name)
        if year == 0 or one.born in (0, year)
    ]
    once: dict[UUID, _Candidate] = {}
    for one in (*exact, *near):
        once.setdefault(one.case_id, one)
    return list(once.values())


def _sorted_out(
    work: Work, candidates: list[_Candidate]
) -> tuple[list[tuple[Case, _Candidate]], bool]:
    """Those the asker may see, and whether there are others."""
    session, here = work.unit.session, work.actor.organisation_id
    near = [one.case_id for one in candidates]
    everything = Role.COORDINATOR in work.actor.roles
    known = set(near) if everything else known_among(session, here, near)
    shown, elsewhere = [], len(known) < len(near)
    for one in candidates:
        case = case_by_id(session, one.case_id) if one.case_id in known else None
        if case is not None and _may_see(work, case):
            shown.append((case, one))
        elif case is not None:
            elsewhere = True
        if len(shown) > MOST_SHOWN:
            break
    return shown, elsewhere


def _may_see(work: Work, case: Case) -> bool:
    """True for holder and coordinator, and for who was told the person's identity."""
    asker = work.asker(case)
    if not may(Act.READ_CASE, asker):
        return False
    if asker.relations & _SHOWN_TO:
        return True
    return bool(asker.relations & _COPIED_TO) and any(
        disclosure.recipient_id == work.actor.organisation_id
        and disclosure.released_at is not None
        and disclosure.destroyed_at is None
        and any(n.startswith("identity.") for n in manifest(work, disclosure)["filled"])
        for disclosure in disclosures_of(work.unit.session, case.id)
    )
