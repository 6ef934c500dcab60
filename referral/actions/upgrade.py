"""Bringing a case onto another version of its pathway: looked at first, then done.

A case keeps the version it began on until somebody authorised upgrades it. A running
reflection period is never shortened by that (`history.reflection_ends`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.waiting_outside import check_nothing_awaited
from referral.actions.work import Done, Work, case_for
from referral.errors import Malformed, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.rules.upgrading import Upgrade, upgrade
from workflows.vocabulary import EntryType, Track


@dataclass(frozen=True, slots=True)
class UpgradeRequest:
    """Why, and where a case shall stand if the other version lacks its stage."""

    reason: str
    """A coded reason, as `new_procedure`."""
    stages: Mapping[Track, str] = field(default_factory=dict)


def preview_upgrade(work: Work, case_id: UUID, chosen: Mapping[Track, str]) -> Upgrade:
    """What the version for new cases would mean for this one; nothing is changed."""
    case = case_for(work, case_id, Act.UPGRADE_CASE)
    found = _compare(work, case, chosen)
    shown = Happening(EntryType.LIST_SHOWN, {"upgrade": len(found.lost_stages)})
    work.enter(case, shown)
    return found


def upgrade_case(
    work: Work, case_id: UUID, request: UpgradeRequest, *, expects: int | None
) -> Done:
    """Let a case walk the version that new cases walk.

    Raises:
        OffThePath: if it walks it already, or a stage has to be chosen; while a body
            outside is asked about a step of it.
        Malformed: without a reason.
    """
    case = case_for(work, case_id, Act.UPGRADE_CASE, expects=expects)
    if not request.reason.strip():
        raise Malformed("Say why.", faults=(("/reason", "missing"),))
    check_nothing_awaited(work, case)
    found = _compare(work, case, request.stages)
    found.check()
    published = work.house.pathways.follow(work.unit.session)
    before, stood = case.pathway_digest, case.stages()
    case.pathway_digest = published.digest
    for track in Track:
        setattr(case, track.value, found.stages.get(track, ""))
    case.version += 1
    work.unit.session.add(case)
    fields = {
        "from_pathway": before.hex(),
        "to_pathway": published.digest.hex(),
        "reason": request.reason,
        "from_stages": {track.value: stage for track, stage in stood.items()},
        "to_stages": {track.value: stage for track, stage in found.stages.items()},
    }
    work.enter(case, Happening(EntryType.CASE_UPGRADED, fields))
    return Done("case", case.id, case.version)


def _compare(work: Work, case: Case, chosen: Mapping[Track, str]) -> Upgrade:
    published = work.house.pathways.follow(work.unit.session)
    if published.digest == case.pathway_digest:
        raise OffThePath("This case walks the present version already.")
    old = compiled_for(work, case)
    if old.pathway.name != published.compiled.pathway.name:
        raise OffThePath("This is another mechanism's pathway.")
    return upgrade(old, published.compiled, case.stages(), chosen)
