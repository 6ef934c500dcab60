"""Questions about an entry: asked by the coordinator, answered by who is concerned.

A question is its entry. What was asked and answered is sealed apart from the entries,
under them, and opens for the two sides alone; whoever else reads the timeline sees
that something was asked, and of whom. The entry keeps a salted digest of the text.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from referral.actions.safe_places import check_telling
from referral.actions.work import Done, Work, case_for
from referral.errors import AlreadyAnswered, Malformed, NotAddressed, NotFound
from referral.records.cases import Case, relations_of
from referral.records.chains import Happening, payload_of
from referral.records.organisations import label_of
from referral.records.silent import head_at, open_questions, questions_of
from referral.records.timeline import Entry, entry_by_id
from referral.rules.deciding import Act, may
from referral.vault.framing import canonical
from workflows.vocabulary import Compartment, EntryType, Purpose

LONGEST = 4_000
"""Characters of a question or an answer."""
_MOST = 500
"""Open questions looked through for those of one organisation."""
_ENDED = {
    EntryType.QUESTION_ANSWERED: "answered",
    EntryType.QUESTION_WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What a coordinator wants to know about one entry, and of whom."""

    seq: int
    addressee: UUID
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as one of those who may know of it sees it."""

    id: UUID
    case_id: UUID
    code: str
    seq: int
    """The number of its own entry."""
    about: int
    """The number of the entry it is about."""
    asked_at: datetime
    asked_by: UUID
    """The organisation of whoever asked."""
    addressee_id: UUID
    addressee: str
    state: str
    """`open`, `answered` or `withdrawn`."""
    ended_at: datetime | None = None
    text: str | None = field(default=None, repr=False)
    """None for whoever it is not between."""
    answer: str | None = field(default=None, repr=False)
    mine: bool = False
    """True if the actor's organisation is the one that answers."""


def ask_question(work: Work, case_id: UUID, new: NewQuestion) -> Done:
    """Ask an organisation about an entry of a case.

    Raises:
        Malformed: if there is no such entry, or the organisation has not to do with it.
        SafeAddressFound: if the text tells where a safe place is.
    """
    case = case_for(work, case_id, Act.ASK_QUESTION)
    entry = head_at(work.unit.session, case.id, new.seq)
    if entry is None:
        fault = ("/seq", "unknown_entry")
        raise Malformed("There is no such entry.", faults=(fault,))
    _check_addressee(work, case, entry.organisation_id, new.addressee)
    fields = {"entry": new.seq, "addressee": str(new.addressee)}
    kind, text = EntryType.QUESTION_ASKED, _checked(work, new.text, new.addressee)
    return _enter(work, case, Happening(kind, fields, about=entry.id), text)


def _check_addressee(
    work: Work, case: Case, wrote: UUID | None, addressee: UUID
) -> None:
    """Only the holder, and who wrote the entry while it has to do with the case."""
    known = relations_of(work.unit.session, case.id, addressee)
    if addressee != case.holder_id and not (known and addressee == wrote):
        fault = ("/addressee_id", "not_concerned")
        raise Malformed(
            "Ask who holds the case, or who wrote the entry.", faults=(fault,)
        )


def _checked(work: Work, text: str, reader: UUID) -> str:
    if not text.strip():
        raise Malformed("Write what it is about.", faults=(("/text", "missing"),))
    if len(text) > LONGEST:
        raise Malformed("That is too long.", faults=(("/text", "too_long"),))
    check_telling(work, {"text": text}, reader)
    return text


def _enter(work: Work, case: Case, what: Happening, text: str) -> Done:
    """An entry, and a text sealed under it; the entry keeps the text's digest."""
    content = {"text": text, "salt": secrets.token_hex(16)}
    digest = sha256(canonical(content)).hexdigest()
    fields = {**what.fields, "text_sha256": digest}
    work.enter(case, Happening(what.type, fields, about=what.about))
    written = work.unit.written[-1].entry_id
    work.seal(case, written, Compartment.OPERATIONAL, content)
    return Done("question", written, case.version)


def answer_question(work: Work, question_id: UUID, text: str) -> Done:
    """Answer for the organisation that was asked.

    Raises:
        NotAddressed: if another one was.
        AlreadyAnswered: if it was answered or taken back.
        SafeAddressFound: if the text tells where a safe place is.
    """
    asked, case = _question(work, question_id, Act.ANSWER_QUESTION)
    if _addressee(work, asked) != work.actor.organisation_id:
        raise NotAddressed("Another organisation was asked.", missing=("addressee",))
    _check_open(work, case, asked)
    if asked.organisation_id is None:
        raise NotFound
    told = _checked(work, text, asked.organisation_id)
    what = Happening(
        EntryType.QUESTION_ANSWERED, {"question": asked.seq}, about=asked.id
    )
    return _enter(work, case, what, told)


def withdraw_question(work: Work, question_id: UUID) -> Done:
    """Take a question back: no answer is needed any more.

    Raises:
        AlreadyAnswered: if it was answered or taken back before.
    """
    asked, case = _question(work, question_id, Act.ASK_QUESTION)
    _check_open(work, case, asked)
    fields = {"question": asked.seq}
    work.enter(case, Happening(EntryType.QUESTION_WITHDRAWN, fields, about=asked.id))
    return Done("question", asked.id, case.version)


def _question(work: Work, question_id: UUID, act: Act) -> tuple[Entry, Case]:
    """The one door to a question: through the case that it is about.

    Raises:
        NotFound: if there is none, or none the actor may know of.
    """
    asked = entry_by_id(work.unit.session, question_id)
    if asked is None or asked.type is not EntryType.QUESTION_ASKED:
        raise NotFound
    return asked, case_for(work, asked.chain_id, act)


def _check_open(work: Work, case: Case, asked: Entry) -> None:
    for entry in questions_of(work.unit.session, case.id):
        if entry.about == asked.id and entry.type in _ENDED:
            raise AlreadyAnswered


def _said(work: Work, asked: Entry) -> dict[str, Any]:
    return payload_of(work.unit, work.house.keyring, asked)


def _addressee(work: Work, asked: Entry) -> UUID:
    return UUID(_said(work, asked)["addressee"])


def read_questions(work: Work, case_id: UUID) -> list[QuestionView]:
    """The questions of a case, oldest first; texts for the two sides of each.

    Who holds the case or watches over it sees that others were asked; who only has to
    do with it sees what its own organisation was asked.
    """
    case = case_for(work, case_id, Act.READ_QUESTIONS)
    found = [
        view
        for view in _views(work, case)
        if view.mine or view.text is not None or _sees_all(work, case)
    ]
    opened = sum(view.text is not None for view in found)
    if opened:
        read = Happening(
            EntryType.QUESTION_READ, {"opened": opened}, purpose=Purpose.AUDIT
        )
    else:
        fields = {"list": "questions", "shown": len(found)}
        read = Happening(EntryType.LIST_SHOWN, fields)
    work.enter(case, read)
    return found


def _sees_all(work: Work, case: Case) -> bool:
    watching = may(Act.ASK_QUESTION, work.asker(case))
    return watching or case.holder_id == work.actor.organisation_id


def _views(work: Work, case: Case) -> list[QuestionView]:
    entries = questions_of(work.unit.session, case.id)
    ends = {entry.about: entry for entry in entries if entry.type in _ENDED}
    asked = [e for e in entries if e.type is EntryType.QUESTION_ASKED]
    return [_view(work, case, each, ends.get(each.id), text=True) for each in asked]


def _view(
    work: Work, case: Case, asked: Entry, end: Entry | None, *, text: bool
) -> QuestionView:
    said, here = _said(work, asked), work.actor.organisation_id
    addressee = UUID(said["addressee"])
    opens = text and here in (addressee, asked.organisation_id)
    answered = end if end and end.type is EntryType.QUESTION_ANSWERED else None
    return QuestionView(
        id=asked.id,
        case_id=case.id,
        code=case.code,
        seq=asked.seq,
        about=said["entry"],
        asked_at=asked.at,
        asked_by=asked.organisation_id or here,
        addressee_id=addressee,
        addressee=label_of(work.unit.session, addressee) or "",
        state=_ENDED[end.type] if end else "open",
        ended_at=end.at if end else None,
        text=_text(work, asked) if opens else None,
        answer=_text(work, answered) if opens and answered else None,
        mine=addressee == here,
    )


def _text(work: Work, entry: Entry) -> str:
    drawer = Compartment.OPERATIONAL
    content = work.open(entry.chain_id, entry.id, drawer, Purpose.AUDIT)
    return str(content["text"])


def list_questions(work: Work, limit: int) -> list[QuestionView]:
    """What the actor's organisation is asked and has not answered; opens no text."""
    work.check(Act.LIST_QUESTIONS)
    here = work.actor.organisation_id
    waiting = open_questions(work.unit.session, known_to=here, limit=_MOST)
    views = (
        _view(work, case, asked, None, text=False)
        for asked, case in waiting
        if not work.kept_away(case.id)
    )
    found = [view for view in views if view.mine][:limit]
    fields = {"list": "questions", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found
