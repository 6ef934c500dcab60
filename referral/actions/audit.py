"""Reading a timeline and proving that nobody changed it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.audit_rows import compare_rows
from referral.actions.work import Work, case_for
from referral.errors import Erased, NotFound, SealBroken
from referral.records.cases import Case
from referral.records.chain_audit import (
    Verdict,
    all_chains,
    ownerless_chains,
    verify_chain,
)
from referral.records.chains import Happening, payload_of
from referral.records.database import Unit
from referral.records.keyring import Keyring
from referral.records.log_audit import compare, known, named, verify_tree
from referral.records.silent import corrections
from referral.records.timeline import EVERY, Entry, Only, chain_entries
from referral.rules.acts import Act
from workflows.vocabulary import EntryType, Role


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry as people read it. `fields` is None where content is not shown."""

    id: UUID
    seq: int
    at: datetime
    occurred_at: datetime | None
    type: str
    lane: str
    actor_id: UUID | None
    organisation_id: UUID | None
    on_behalf_of: UUID | None
    about: UUID | None
    purpose: str | None
    track: str | None
    from_stage: str | None
    to_stage: str | None
    fields: Mapping[str, Any] | None = field(repr=False)
    h: str
    corrects: int | None = None
    """The entry whose values it puts right."""
    corrected_by: int | None = None
    """The entry that puts its values right, the last one if there are several."""
    altered: bool = False
    """True if what was sealed of it does not open: it is not what was written."""


def read_timeline(
    work: Work, case_id: UUID, *, after: int, limit: int, only: Only = EVERY
) -> list[EntryView]:
    """A page of the case's entries in order. Auditors see headers, not fields.

    An entry whose sealed part was altered is shown without it, and says so: whoever
    looks for what was changed has to see everything else.
    """
    case = case_for(work, case_id, Act.READ_TIMELINE)
    fields = {"after": after}
    work.enter(case, Happening(EntryType.TIMELINE_READ, fields))
    session = work.unit.session
    rows = chain_entries(session, case.id, after=after, limit=limit, only=only)
    headers_only = Role.AUDITOR in work.actor.roles
    wrong_of = dict(corrections(work.unit.session, case.id))
    right_of = {wrong: by for by, wrong in wrong_of.items()}
    views = (_entry_view(work, row, headers_only=headers_only) for row in rows)
    return [
        replace(
            view,
            corrects=wrong_of.get(view.seq),
            corrected_by=right_of.get(view.seq),
        )
        for view in views
    ]


def _entry_view(work: Work, row: Entry, *, headers_only: bool) -> EntryView:
    fields, altered = (None, False) if headers_only else _fields(work, row)
    return EntryView(
        id=row.id,
        seq=row.seq,
        at=row.at,
        occurred_at=row.occurred_at,
        type=row.type.value,
        lane=row.lane.value,
        actor_id=row.actor_id,
        organisation_id=row.organisation_id,
        on_behalf_of=row.on_behalf_of,
        about=row.about,
        purpose=row.purpose.value if row.purpose else None,
        track=row.track.value if row.track else None,
        from_stage=row.from_stage,
        to_stage=row.to_stage,
        fields=fields,
        h=row.h.hex(),
        altered=altered,
    )


def _fields(work: Work, row: Entry) -> tuple[dict[str, Any] | None, bool]:
    try:
        return payload_of(work.unit, work.house.keyring, row), False
    except Erased:
        return None, False
    except SealBroken:
        return None, True


def verify_case(work: Work, case_id: UUID) -> Verdict:
    """Check one case's chain, the log's leaves of it, and its rows."""
    case = case_for(work, case_id, Act.VERIFY_CASE)
    broken = verify_chain(work.unit, work.house.keyring, case)
    with work.unit.beyond():
        in_log = named(work.unit, compare(work.unit, case.id))
        rows = tuple(compare_rows(work.unit, work.house.keyring, [case]))
    case = case_for(work, case_id, Act.VERIFY_CASE)  # an unreadable row loses it
    verdict = Verdict(1, case.seq, (broken,) if broken else (), in_log, rows)
    fields = {"entries": case.seq, "whole": verdict.whole}
    work.enter(case, Happening(EntryType.TIMELINE_VERIFIED, fields))
    return verdict


def verify_all(
    unit: Unit,
    keyring: Keyring,
    progress: Callable[[int, int], None],
    only: UUID | None = None,
) -> Verdict:
    """Check every chain, the log, and the rows. Reads only; the operator's command.

    Args:
        unit: A piece of work that only reads.
        keyring: The mechanism's keys.
        progress: Called with chains done and chains in all.
        only: The one case that is asked for; the log is checked as a whole.

    Raises:
        NotFound: if there is no such case, and the log knows of none.
    """
    unit.unhurried()
    chains, broken = all_chains(unit)
    owned = {chain.id for chain in chains} | {one.id for one in broken}
    broken += ownerless_chains(unit, owned)
    if only is not None:
        chains = [chain for chain in chains if chain.id == only]
        broken = [one for one in broken if one.id == only]
        if not (chains or broken or known(unit, only)):
            raise NotFound
    for done, chain in enumerate(chains, start=1):
        found = verify_chain(unit, keyring, chain)
        if found is not None:
            broken.append(found)
        progress(done, len(chains))
    in_log = named(unit, (*compare(unit, only), *verify_tree(unit, keyring)))
    cases = [chain for chain in chains if isinstance(chain, Case)]
    rows = tuple(compare_rows(unit, keyring, cases))
    entries = sum(chain.seq for chain in chains)
    return Verdict(len(chains), entries, tuple(broken), in_log, rows)
