"""Handing on a timeline: agreed to by a second person where it identifies, drawn once.

Drawing is two acts. The first opens what is shown; the file is then made outside any
act, and nobody waits for it; the second does what was agreed to, enters what leaves,
and only then is the file given out. One that could not be entered is never given out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from referral.actions.export import Drawn, Wanted, checked_wanted, drawn
from referral.actions.joint import Held, begin, joint_for, keep
from referral.actions.joint import Wanted as WantedTogether
from referral.actions.log import settle
from referral.actions.seated import approvers, check_still_seated
from referral.actions.work import Asked, Done, House, OnDuty, Work, case_for, perform
from referral.errors import GuardNotMet, NotFound, NotPermitted, OffThePath, StaleCase
from referral.exchange import handed_on
from referral.records.actors import somebody_else
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.package_keys import package_signers
from referral.rules import approvals
from referral.rules.deciding import Act, check_may
from referral.rules.exporting import APPROVERS, Profile, approval
from referral.vault.package import Listing, Package, listing
from referral.vault.recipients import key_id
from referral.vault.sshsig import PackageSigner
from workflows.vocabulary import Compartment, EntryType, JointKind, Role


@dataclass(frozen=True, slots=True)
class ForPaper:
    """What the sheets that lie beside a timeline are drawn from."""

    drawn: Drawn
    at: datetime
    timeline_sha256: str
    """Of `timeline.json`, 64 hexadecimal digits: sheets and file belong together."""


Paper = Callable[[ForPaper], bytes | None]
"""Draws a PDF; None where that cannot be done."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A timeline as it leaves."""

    package: Package
    """Its manifest's digest stands in the entry, too."""
    entries: int
    on_paper: bool
    """True if a PDF is in it."""
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the first act found."""

    case_id: UUID
    wanted: Wanted
    drawn: Drawn
    at: datetime
    signer: PackageSigner


def ask_export(work: Work, case_id: UUID, wanted: Wanted) -> Done:
    """Ask somebody else to agree that exactly this is handed on.

    Raises:
        OffThePath: if it shows nothing that identifies: nobody has to agree.
        GuardNotMet: if nobody else in the mechanism could agree.
        WrongRole, Malformed: as `checked_wanted` and `drawn` say.
    """
    case = case_for(work, case_id, Act.EXPORT_TIMELINE)
    wanted = checked_wanted(work, wanted)
    if not wanted.identifying:
        raise OffThePath("This identifies nobody: nobody else has to agree to it.")
    others = APPROVERS - {Role.COORDINATOR}
    if not somebody_else(
        work.unit.session, work.actor.id, Role.COORDINATOR, (case.holder_id, others)
    ):
        raise GuardNotMet(
            "Nobody else in the mechanism could agree to this.", missing=("second",)
        )
    drawn(work, case, wanted)
    kind, content = JointKind.EXPORT_TIMELINE, _content(case, wanted)
    held = begin(work, case, WantedTogether(kind, kind.value, content, approval()))
    details = {"content": held.joint.content, "standing": "asked"}
    return Done("joint_act", held.row.id, held.row.version, details=details)


def _content(case: Case, wanted: Wanted) -> dict[str, Any]:
    """Exactly what is agreed to: also up to which entry, and to whom it is sealed."""
    return {
        "case": str(case.id),
        "holder": str(case.holder_id),
        "profile": wanted.profile.value,
        "why": wanted.reason,
        "shown": {str(seq): sorted(set(n)) for seq, n in wanted.shown.items()},
        "single": wanted.single,
        "recipients": list(wanted.recipients),
        "until": case.seq if wanted.until is None else min(wanted.until, case.seq),
    }


def _wanted(content: Mapping[str, Any]) -> Wanted:
    return Wanted(
        Profile(content["profile"]),
        content["why"],
        {int(seq): tuple(names) for seq, names in content["shown"].items()},
        single=content["single"],
        recipients=tuple(content["recipients"]),
        until=content["until"],
    )


def check_may_agree(work: Work, held: Held) -> None:
    """Refuse a yes from whoever could not hand on the same.

    Raises:
        NotPermitted: as `check_may` says.
    """
    check_may(Act.EXPORT_TIMELINE, work.asker(held.case))


def only_drawn(_work: Work, _held: Held) -> Mapping[str, Any]:
    """Refuse to count a timeline as handed on without giving out the file.

    Raises:
        OffThePath: always.
    """
    raise OffThePath("This is done by drawing the file.", missing=("file",))


def draw(
    house: House, actor: OnDuty, case_id: UUID, wanted: Wanted, paper: Paper | None
) -> HandedOn:
    """Hand on what identifies nobody.

    Raises:
        GuardNotMet: if it would identify somebody: a second person has to agree.
    """
    first, second = partial(_begin, case_id=case_id, wanted=wanted), _enter
    return _draw(house, actor, first, second, paper)


def draw_agreed(
    house: House, actor: OnDuty, joint_id: UUID, paper: Paper | None
) -> HandedOn:
    """Hand on what somebody else has agreed to, once.

    Raises:
        NotPermitted: if the actor neither asked nor agreed, or no longer may.
        GuardNotMet: if nobody has agreed, or whoever did no longer may.
        AlreadyAnswered: if it was drawn, refused, taken back, or is too late.
        StaleCase: if another organisation is responsible for the case by now.
    """
    first = partial(_begin_agreed, joint_id=joint_id)
    second = partial(_enter_agreed, joint_id=joint_id)
    return _draw(house, actor, first, second, paper)


def _draw(
    house: House,
    actor: OnDuty,
    first: Callable[[Work], _Begun],
    second: Callable[[Work, _Begun, Listing], Done],
    paper: Paper | None,
) -> HandedOn:
    settle(house)
    begun = perform(house, actor, first, name=Act.EXPORT_TIMELINE.value)
    export, wanted = begun.drawn.export, begun.wanted
    files = handed_on.beside(export)
    sheets = paper and paper(ForPaper(begun.drawn, begun.at, handed_on.sum_of(files)))
    if sheets:
        files[handed_on.PAPER] = sheets
    contents = handed_on.contents(export, files, begun.at)
    listed = listing(contents, wanted.recipients, begun.signer)
    package = listed.sealed()
    done = perform(
        house,
        actor,
        lambda work: second(work, begun, listed),
        name=Act.EXPORT_TIMELINE.value,
    )
    return HandedOn(package, len(export["entries"]), bool(sheets), done.receipts)


def _begin(work: Work, case_id: UUID, wanted: Wanted) -> _Begun:
    case = case_for(work, case_id, Act.EXPORT_TIMELINE)
    wanted = checked_wanted(work, wanted)
    if wanted.identifying:
        raise GuardNotMet(
            "This could identify somebody: a second person has to agree first.",
            missing=("second",),
        )
    return _opened(work, case, wanted)


def _begin_agreed(work: Work, joint_id: UUID) -> _Begun:
    held, case, _ = _agreed(work, joint_id)
    wanted = checked_wanted(work, _wanted(held.content))
    return _opened(work, case, wanted)


def _opened(work: Work, case: Case, wanted: Wanted) -> _Begun:
    if wanted.identifying:
        everything = Asked(frozenset(Compartment))
        work.check_on(case.id, Act.EXPORT_TIMELINE, everything)
    found = drawn(work, case, wanted)
    fields = {"exporting": wanted.profile.value}
    work.enter(case, Happening(EntryType.TIMELINE_READ, fields))
    signer = package_signers(work.unit, work.house.keyring)[0]
    return _Begun(case.id, wanted, found, work.now, signer)


def _agreed(work: Work, joint_id: UUID) -> tuple[Held, Case, approvals.JointAct]:
    """What was agreed to, on which case, and what it is once it is done."""
    held = joint_for(work, joint_id, Act.ANSWER_TOGETHER)
    if held.row.kind is not JointKind.EXPORT_TIMELINE or held.row.case_id is None:
        raise NotFound
    case = case_for(work, held.row.case_id, Act.EXPORT_TIMELINE)
    took_part = {held.joint.asked_by, *(each.actor_id for each in held.joint.approvals)}
    if str(work.actor.id) not in took_part:
        raise NotPermitted(missing=("asked_or_approved",))
    joint = approvals.execute(held.joint, held.joint.content, work.now)
    check_still_seated(held, approvers(work, held))
    if str(case.holder_id) != held.content["holder"]:
        raise StaleCase
    return held, case, joint


def _enter(work: Work, begun: _Begun, listed: Listing) -> Done:
    case = case_for(work, begun.case_id, Act.EXPORT_TIMELINE)
    return _entered(work, case, begun, listed, None)


def _enter_agreed(work: Work, begun: _Begun, listed: Listing, joint_id: UUID) -> Done:
    held, case, joint = _agreed(work, joint_id)
    keep(work, held, joint, EntryType.JOINT_ACT_EXECUTED)
    return _entered(work, case, begun, listed, joint_id)


def _entered(
    work: Work,
    case: Case,
    begun: _Begun,
    listed: Listing,
    joint_id: UUID | None,
) -> Done:
    wanted = begun.wanted
    fields = {
        "profile": wanted.profile.value,
        "reason": wanted.reason,
        "entries": len(begun.drawn.export["entries"]),
        "manifest": listed.manifest_sha256,
        "recipients": [key_id(each) for each in wanted.recipients],
    }
    work.enter(case, Happening(EntryType.TIMELINE_EXPORTED, fields, about=joint_id))
    return Done("case", case.id, case.version)
