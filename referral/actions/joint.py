"""A joint act between its row and what the rules read: kept sealed, found, answered.

Every change is decided by `rules.approvals` and kept as a new version of the sealed
words, so the timeline and the versions together say who approved what and when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from referral.actions.work import Work
from referral.errors import NotFound, WrongRole
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening
from referral.records.forks import check_whole
from referral.records.joint_acts import (
    JointActRow,
    JointInvitation,
    is_invited,
    joint_act_about,
    joint_act_by_id,
    went_first,
)
from referral.records.keyed_values import store_value
from referral.records.keys import OwnerKind
from referral.records.organisations import Organisation, organisation
from referral.rules import approvals
from referral.rules.acts import Act
from referral.rules.approvals import JointAct, Member, Order, Requirement
from referral.rules.approvals_words import from_words, to_words
from referral.vault.framing import canonical
from workflows.vocabulary import (
    Compartment,
    EntryType,
    JointKind,
    Purpose,
    Relation,
    Role,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks others to do with them."""

    kind: JointKind
    act: str
    content: Mapping[str, Any] = field(repr=False)
    """Everything that would be done, as JSON; its digest is what the seats approve."""
    requirement: Requirement
    about: UUID | None = None
    invited: tuple[UUID, ...] = ()


@dataclass(slots=True)
class Held:
    """A joint act under way: its row, what the rules read, what would be done."""

    row: JointActRow
    joint: JointAct
    content: Mapping[str, Any] = field(repr=False)
    case: Case | None


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of what would be done, 64 hexadecimal digits."""
    return sha256(canonical(content)).hexdigest()


def member(work: Work) -> Member:
    """The actor as the rules of joint acts see them: roles are what opens a seat."""
    actor = work.actor
    words = frozenset(role.value for role in actor.roles)
    return Member(str(actor.id), str(actor.organisation_id), words)


def begin(work: Work, case: Case | None, wanted: Wanted) -> Held:
    """Ask for a joint act; the asker's own seat counts where the rule lets it."""
    who, digest = member(work), digest_of(wanted.content)
    new = work.new_id()
    joint = approvals.ask(
        JointAct(
            id=str(new),
            act=wanted.act,
            about=str(wanted.about or (case.id if case else new)),
            content=digest,
            requirement=wanted.requirement,
            asked_by=who.actor_id,
            asked_at=work.now,
        )
    )
    if wanted.requirement.asker_may_approve and (seat := seat_for(joint, who)):
        joint = approvals.approve(joint, who, seat, digest, work.now)
    row = JointActRow(
        id=new,
        kind=wanted.kind,
        case_id=case.id if case else None,
        about=wanted.about,
        organisation_id=work.actor.organisation_id,
        asked_by=work.actor.id,
        asked_at=work.now,
        ends_at=joint.ends_at,
        goes_first=wanted.requirement.order is Order.AFTERWARDS,
        version=0,
    )
    held = Held(row, joint, wanted.content, case)
    work.unit.session.add(row)
    work.unit.session.flush()
    _invite(work, row, wanted.invited)
    keep(work, held, joint, EntryType.JOINT_ACT_ASKED)
    return held


def _invite(work: Work, row: JointActRow, invited: tuple[UUID, ...]) -> None:
    for body in dict.fromkeys(invited):
        if organisation(work.unit.session, body) is None:
            raise NotFound
        asked = JointInvitation(joint_act_id=row.id, organisation_id=body)
        work.unit.session.add(asked)


def keep(work: Work, held: Held, joint: JointAct, entry: EntryType) -> None:
    """Seal what a joint act is now, and enter what happened to it."""
    held.joint = joint
    held.row.version += 1
    if not approvals.awaits(joint):
        held.row.ended_at = work.now
    work.unit.session.add(held.row)
    _seal(work, held)
    fields = {"kind": held.row.kind.value, "act": joint.act, "content": joint.content}
    what = Happening(entry, fields, about=held.row.id)
    work.enter(held.case or _body(work, held.row), what)


def _seal(work: Work, held: Held) -> None:
    kind = OwnerKind.CASE if held.case else OwnerKind.ORGANISATION
    store_value(
        work.unit,
        work.house.keyring,
        kind=kind,
        owner=held.case.id if held.case else held.row.organisation_id,
        record=held.row.id,
        drawer=Compartment.OPERATIONAL,
        content={"joint": to_words(held.joint), "content": dict(held.content)},
        author=work.actor.id,
        author_organisation=work.actor.organisation_id,
    )


def _body(work: Work, row: JointActRow) -> Organisation:
    found = organisation(work.unit.session, row.organisation_id)
    if found is None:
        raise NotFound
    return found


def opened(work: Work, row: JointActRow) -> JointAct:
    """What the rules read of a joint act."""
    return from_words(_words(work, row)["joint"])


def _words(work: Work, row: JointActRow) -> Mapping[str, Any]:
    words: Mapping[str, Any] = work.open(
        row.case_id or row.organisation_id,
        row.id,
        Compartment.OPERATIONAL,
        Purpose.PROTECTION,
    )
    return words


def hold(work: Work, row: JointActRow, *, lock: bool = False) -> Held:
    """A joint act with its case and its content."""
    session = work.unit.session
    case = case_by_id(session, row.case_id, lock=lock) if row.case_id else None
    words = _words(work, row)
    return Held(row, from_words(words["joint"]), words["content"], case)


def joint_for(work: Work, joint_id: UUID, act: Act) -> Held:
    """The one door to a joint act: it exists, and the actor may know of it.

    Raises:
        NotFound: if there is none, or none the actor may know of: the same answer.
        NotPermitted: if no role of the actor ever takes part in one.
        LogForked: while the log is not what a witness saw, but for that one.
    """
    lock = not work.silent
    row = joint_act_by_id(work.unit.session, joint_id, lock=lock)
    if row is None:
        raise NotFound
    held = hold(work, row, lock=lock)
    if not may_know(work, held):
        raise NotFound
    work.known_case = row.case_id
    work.check(act)
    if not work.silent and row.kind is not JointKind.ACKNOWLEDGE_FORK:
        check_whole(work.unit, work.house.keyring)
    return held


def may_know(work: Work, held: Held) -> bool:
    """True if the actor's organisation may know of a joint act, and what it holds.

    Who was asked by name, who holds the case, who coordinates; an authority, of a step
    it has a seat for; whoever asked, as long as it has to do with the case. A finder
    knows nothing of what is decided after the case has moved on.
    """
    actor, row = work.actor, held.row
    if held.case is not None and work.kept_away(held.case.id):
        return False
    if is_invited(work.unit.session, row.id, actor.organisation_id):
        return True
    own = row.organisation_id == actor.organisation_id
    if held.case is None:
        return own or Role.COORDINATOR in actor.roles
    relations = work.asker(held.case).relations - {Relation.NONE}
    if relations & {Relation.HOLDER, Relation.COORDINATOR}:
        return True
    if Relation.AUTHORITY in relations and row.kind is JointKind.TAKE_STEP:
        words = member(work).words
        return own or any(seat.words & words for seat in held.joint.requirement.seats)
    return own and bool(relations)


def seat_for(joint: JointAct, who: Member) -> str | None:
    """The first empty seat that one of the words opens."""
    for name in joint.empty_seats:
        if joint.requirement.seat(name).words & who.words:
            return name
    return None


def seat_or_refuse(joint: JointAct, who: Member) -> str:
    """A seat to answer from: an empty one, else any that the words open.

    Raises:
        WrongRole: naming the words that would open one.
    """
    if found := seat_for(joint, who):
        return found
    for seat in joint.requirement.seats:
        if seat.words & who.words:
            return seat.name
    words = frozenset[str]().union(*(seat.words for seat in joint.requirement.seats))
    raise WrongRole(missing=tuple(sorted(words)))


def stands(work: Work, about: UUID) -> bool:
    """True if something that others must confirm may be rested on now."""
    row = joint_act_about(work.unit.session, about)
    if row is None:
        return True
    return approvals.standing(opened(work, row), work.now) in approvals.STANDS


def is_confirmed(work: Work, about: UUID) -> bool:
    """True once somebody else has seen what goes before their word."""
    row = joint_act_about(work.unit.session, about)
    if row is None:
        return True
    standing = approvals.standing(opened(work, row), work.now)
    return standing in approvals.STANDS - {approvals.Standing.TO_CONFIRM}


def is_suspended(work: Work) -> bool:
    """True if the actor acted first and nobody confirmed it in time, or it was refused.

    A review by somebody else gives the right back.
    """
    rows = went_first(work.unit.session, work.actor.id)
    return any(approvals.suspends(opened(work, row), work.now) for row in rows)
