"""What a body outside sees and says with its token, without an account.

Whoever has the token is whoever was told it; nothing else is known of them. A token
that is forged, replaced or taken back is answered alike. Why a yes cannot be followed
is told to whoever asked, and never here: it may be something the person said.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from referral.actions.actors import on_duty, system_actor
from referral.actions.asked_step import request_of
from referral.actions.facts import compiled_for
from referral.actions.joint import Held, hold
from referral.actions.on_duty import OnDuty
from referral.actions.outside_confirmations import approved_by, digest_now, refused_by
from referral.actions.protect import carry_out
from referral.actions.work import Done, House, Work, case_for
from referral.errors import AlreadyAnswered, Fault, NotFound, OffThePath, Refusal
from referral.records.cases import Case, case_by_id
from referral.records.chains import By, Happening
from referral.records.database import Unit
from referral.records.forks import check_whole
from referral.records.joint_acts import joint_act_by_id
from referral.records.outside_tokens import OutsideToken, locked_token, token_with
from referral.rules.acts import Act
from referral.rules.facts import Approver
from referral.vault.one_time import outside_digest
from workflows.vocabulary import EntryType, OutsideAnswer

T = TypeVar("T")
NAME = "confirm_outside"
"""What refusals of it are called in a timeline."""


@dataclass(frozen=True, slots=True)
class OutsideView:
    """What a body outside is asked to confirm. It names nobody."""

    code: str
    """The case's short code, as whoever asked told it."""
    label: str
    """What is confirmed, in the pathway's words."""
    asked_at: datetime
    ends_at: datetime
    said_later: bool
    written_in: str
    """Language of the label."""


class OutsideWork(Work):
    """One act of whoever has a token: entries name the token and no organisation."""

    token_id: UUID | None = None

    @property
    def by(self) -> By:
        """The token itself."""
        return By(self.token_id or self.actor.id, None)


def _unknown() -> NotFound:
    return NotFound("This code opens nothing. Look again, or ask for a new one.")


def look_outside(house: House, token: str) -> OutsideView:
    """What the token is for; an entry says that it was shown.

    Raises:
        NotFound: for a token that opens nothing.
        OffThePath: if its time is over, or it was answered.
    """
    return _with_token(house, token, _view)


def _view(work: OutsideWork, held: Held, row: OutsideToken) -> OutsideView:
    case = _case(held)
    pathway = compiled_for(work, case).pathway
    named = pathway.confirmed_outside(held.joint.act)
    if named is None:
        raise _unknown()
    shown = Happening(EntryType.LIST_SHOWN, {"list": "outside"}, about=held.row.id)
    work.enter(case, shown)
    return OutsideView(
        code=case.code,
        label=named.label,
        asked_at=held.row.asked_at,
        ends_at=row.ends_at,
        said_later=row.answer is OutsideAnswer.LATER,
        written_in=pathway.written_in,
    )


def answer_outside(house: House, token: str, answer: OutsideAnswer) -> Done:
    """Say yes, no, or later. A yes or a no counts once; later leaves it standing.

    Raises:
        NotFound, OffThePath: as `look_outside`.
        OffThePath: if a yes cannot be followed on the case as it is now.
    """
    said = {
        OutsideAnswer.ACCEPT: _accept,
        OutsideAnswer.REFUSE: _refuse,
        OutsideAnswer.LATER: _later,
    }
    return _with_token(house, token, said[answer])


def _accept(work: OutsideWork, held: Held, row: OutsideToken) -> Done:
    case, request = _case(held), request_of(held.content)
    work.actor = on_duty(work.unit.session, UUID(held.joint.asked_by))
    case_for(work, case.id, Act.TAKE_STEP)
    approved_by(work, held, row, digest_now(work, held, request))
    asks = Approver(str(work.actor.id), work.actor.roles, asks=True)
    carry_out(work, case, request, (asks,), confirmed_outside=True)
    return _said(work, held, row, OutsideAnswer.ACCEPT)


def _refuse(work: OutsideWork, held: Held, row: OutsideToken) -> Done:
    refused_by(work, held, row)
    return _said(work, held, row, OutsideAnswer.REFUSE)


def _later(work: OutsideWork, held: Held, row: OutsideToken) -> Done:
    what = Happening(EntryType.OUTSIDE_LATER, {}, about=held.row.id)
    work.enter(_case(held), what)
    return _said(work, held, row, OutsideAnswer.LATER)


def _said(
    work: OutsideWork, held: Held, row: OutsideToken, answer: OutsideAnswer
) -> Done:
    row.answer, row.answered_at = answer, work.now
    work.unit.session.add(row)
    return Done("joint_act", held.row.id, details={"answer": answer.value})


def _with_token(
    house: House, token: str, act: Callable[[OutsideWork, Held, OutsideToken], T]
) -> T:
    """Do one act for whoever has a token, wholly or not at all."""
    digest = outside_digest(token)

    def run(unit: Unit) -> T:
        work, held, row = _begun(house, unit, digest)
        check_whole(unit, house.keyring)
        result = act(work, held, row)
        if not unit.written:
            raise Fault("an act left no entry")
        if isinstance(result, Done):
            return replace(result, receipts=tuple(work.receipts))
        return result

    try:
        return house.store.act(run)
    except _Over as over:
        raise over.told from None
    except Refusal as refusal:
        yes = act is _accept
        note = partial(_note, house, digest=digest, refusal=refusal, in_vain=yes)
        with suppress(_Over):
            house.store.act(note)
        if not yes:
            raise
        raise OffThePath(
            "This cannot be followed now. Whoever asked you has been told.",
            missing=("asked_anew",),
        ) from None


class _Over(Exception):
    """The token opens nothing (any more): nothing is noted on any case."""

    def __init__(self, told: Refusal) -> None:
        super().__init__()
        self.told = told


def _begun(
    house: House, unit: Unit, digest: bytes
) -> tuple[OutsideWork, Held, OutsideToken]:
    """The token, the joint act and the case, locked in this order: case first."""
    session = unit.session
    found = token_with(session, digest)
    case = case_by_id(session, found.case_id, lock=True) if found else None
    row = locked_token(session, found.id) if found else None
    joint = joint_act_by_id(session, row.joint_act_id, lock=True) if row else None
    if case is None or row is None or joint is None or case.erased_at is not None:
        raise _Over(_unknown())
    _check_open(row, unit.now, ended=joint.ended_at is not None)
    work = OutsideWork(unit, house, _asker(unit), known_case=case.id)
    work.token_id = row.id
    return work, hold(work, joint), row


def _asker(unit: Unit) -> OnDuty:
    """Until a yes is followed in the name of whoever asked, the system looks."""
    return system_actor(unit)


def _check_open(row: OutsideToken, now: datetime, *, ended: bool) -> None:
    # A yes in vain was said, too: left armed it would be followed another day, on
    # facts that whoever said it was not asked about.
    said = row.answer in (OutsideAnswer.ACCEPT, OutsideAnswer.REFUSE)
    if said or row.not_done_at is not None:
        raise _Over(AlreadyAnswered("This was answered before."))
    if row.replaced_at is not None or ended:
        raise _Over(_unknown())
    if row.ends_at <= now:
        raise _Over(
            OffThePath(
                "The time for this is over: ask for a new code.", missing=("new_code",)
            )
        )


def _note(
    house: House, unit: Unit, digest: bytes, refusal: Refusal, *, in_vain: bool
) -> None:
    """What was refused leaves an entry; a yes in vain stands as a task, too."""
    work, held, row = _begun(house, unit, digest)
    fields = {"act": NAME, "code": refusal.code, "missing": list(refusal.missing)}
    work.enter(_case(held), Happening(EntryType.REFUSED, fields, about=held.row.id))
    if in_vain:
        row.not_done_at = unit.now
        unit.session.add(row)


def _case(held: Held) -> Case:
    if held.case is None:
        raise _unknown()
    return held.case
