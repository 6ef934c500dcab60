"""Looking at what several people do together: what waits, for whom, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from itertools import islice
from typing import Any
from uuid import UUID

from referral.actions.joint import Held, hold, joint_for, may_know, member
from referral.actions.work import Work
from referral.records.cases import pathway_text
from referral.records.chains import Happening
from referral.records.joint_acts import open_joint_acts
from referral.records.organisations import label_of
from referral.rules import approvals
from referral.rules.acts import Act
from workflows.vocabulary import EntryType, JointKind, Role


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat: which words open it, and whether somebody has approved from it."""

    name: str
    words: tuple[str, ...]
    approved: bool
    mine: bool
    """True if it is empty and the actor could approve from it."""


@dataclass(frozen=True, slots=True)
class JointView:
    """A joint act as somebody sees it who may know of it."""

    id: UUID
    version: int
    kind: str
    act: str
    """The step, the ground, or the publication, by its word."""
    label: str
    case_id: UUID | None
    code: str
    """The case's short code; empty where it concerns no case."""
    organisation_id: UUID
    asked_at: datetime
    ends_at: datetime | None
    standing: str
    suspends: bool
    """True if the asker may not go first again until somebody reviewed it."""
    seats: tuple[SeatView, ...]
    empty_seats: tuple[str, ...]
    asked_by_me: bool
    can_execute: bool
    content: Mapping[str, Any]
    """Everything that would be done."""
    recipient: str
    """Name of the organisation that would be told something; empty if none is named."""
    changes: tuple[str, ...]
    """Of a publication: the lines that go and come, as a unified diff."""
    content_sha256: str


def list_joint_acts(work: Work, limit: int) -> list[JointView]:
    """What still wants something and the actor may know of, oldest first; one entry."""
    work.check(Act.LIST_TOGETHER)
    everybody = Role.COORDINATOR in work.actor.roles
    scope = None if everybody else work.actor.organisation_id
    rows = open_joint_acts(work.unit.session, scope, work.now)
    known = (held for row in rows if may_know(work, held := hold(work, row)))
    found = [_view(work, held) for held in islice(known, limit)]
    shown = Happening(EntryType.LIST_SHOWN, {"list": "joint_acts", "shown": len(found)})
    work.enter(work.own_organisation(), shown)
    return found


def read_joint_act(work: Work, joint_id: UUID) -> JointView:
    """One joint act, ended or not."""
    held = joint_for(work, joint_id, Act.LIST_TOGETHER)
    shown = Happening(EntryType.LIST_SHOWN, {"joint_act": held.row.kind.value})
    work.enter(held.case or work.own_organisation(), shown)
    return _view(work, held)


def _view(work: Work, held: Held) -> JointView:
    row, joint, mine = held.row, held.joint, str(work.actor.id)
    is_now = approvals.standing(joint, work.now)
    took_part = {joint.asked_by, *(each.actor_id for each in joint.approvals)}
    return JointView(
        id=row.id,
        version=row.version,
        kind=row.kind.value,
        act=joint.act,
        label=_label(work, held),
        case_id=row.case_id,
        code=held.case.code if held.case else "",
        organisation_id=row.organisation_id,
        asked_at=row.asked_at,
        ends_at=row.ends_at,
        standing=is_now.value,
        suspends=approvals.suspends(joint, work.now),
        seats=_seats(work, held),
        empty_seats=joint.empty_seats,
        asked_by_me=joint.asked_by == mine,
        can_execute=is_now is approvals.Standing.READY and mine in took_part,
        content=held.content,
        recipient=_recipient(work, held) or "",
        changes=_changes(work, held),
        content_sha256=joint.content,
    )


def _label(work: Work, held: Held) -> str:
    """What the pathway calls the step, or that a ground was handed in with."""
    if held.case is None:
        return ""
    digest = held.case.pathway_digest
    compiled = work.house.pathways.version(work.unit.session, digest)
    found = compiled.steps.get(held.content.get("step", held.joint.act))
    return found[1].label if found else ""


def _recipient(work: Work, held: Held) -> str | None:
    named = held.content.get("recipient_id")
    return label_of(work.unit.session, UUID(named) if named else None)


def _changes(work: Work, held: Held) -> tuple[str, ...]:
    if held.row.kind is not JointKind.PUBLISH_PATHWAY:
        return ()

    def lines(word: str) -> list[str]:
        digest = bytes.fromhex(held.content[word])
        kept = pathway_text(work.unit.session, digest)
        return kept.text.splitlines() if kept else []

    before, after = lines("replaces"), lines("digest")
    return tuple(unified_diff(before, after, n=1, lineterm=""))[2:]


def _seats(work: Work, held: Held) -> tuple[SeatView, ...]:
    joint, who = held.joint, member(work)
    approved = {each.seat for each in joint.approvals}
    answered = {each.actor_id for each in joint.approvals}
    barred = who.actor_id == joint.asked_by and not joint.requirement.asker_may_approve
    open_now = approvals.standing(joint, work.now) in approvals.OPEN
    may = open_now and not barred and who.actor_id not in answered
    return tuple(
        SeatView(
            name=seat.name,
            words=tuple(sorted(seat.words)),
            approved=seat.name in approved,
            mine=may
            and seat.name in joint.empty_seats
            and bool(seat.words & who.words),
        )
        for seat in joint.requirement.seats
    )
