"""Taking over a caseload, line by line: wholly or not at all, and never twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from uuid import UUID

from referral.actions.contents import Drawers
from referral.actions.identify import Identification, begin_case
from referral.actions.work import Done, House, OnDuty, Work, perform, within
from referral.errors import Erased
from referral.exchange.htcds import CaseDraft, LineReading, read_caseload
from referral.exchange.htcds_notes import CellFault, Note
from referral.exchange.line_tags import (
    cell_tags,
    line_tag,
    possible_match,
    reference_tag,
)
from referral.exchange.tabular import Row, Table
from referral.records.cases import Case, ImportLine, import_line, import_lines
from referral.records.chains import Happening
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, EntryType, Purpose


class LineOutcome(StrEnum):
    """What became of a line."""

    IMPORTED = "imported"
    ALREADY_IMPORTED = "already_imported"
    CHANGED_SINCE = "changed_since"
    """Its source reference is known, its content differs: nothing was applied."""
    POSSIBLE_MATCH = "possible_match"
    """No reference, and it resembles a line imported before: a person decides."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineReport:
    """One line of the file: what was taken, changed or refused, and why."""

    row: int
    outcome: LineOutcome
    code: str | None = None
    """The short code of the case, where there is one."""
    faults: tuple[CellFault, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every line, in order, and what concerns the file as a whole."""

    lines: tuple[LineReport, ...]
    notes: tuple[Note, ...]

    def count(self, outcome: LineOutcome) -> int:
        """How many lines ended so."""
        return sum(line.outcome is outcome for line in self.lines)


_Known = Sequence[tuple[Mapping[str, bytes], UUID]]
"""Cell tags of the lines imported before, with their cases: never a name."""


def import_cases(
    house: House,
    actor: OnDuty,
    table: Table,
    progress: Callable[[int, int], None],
) -> ImportReport:
    """Open a case for every line that can be read and was not imported before.

    Each line is one act: a line with any fault changes nothing at all.

    Args:
        house: The mechanism.
        actor: Who imports; their organisation holds the cases.
        table: The file's header and rows.
        progress: Called with lines done and lines in all.

    Raises:
        NotPermitted: if the actor may not import.
        Malformed: if no column of the table is known.
    """
    today = house.store.read(lambda unit: unit.now).date()
    caseload = read_caseload(table, today=today)
    before = perform(house, actor, _known_before, name=Act.IMPORT_CASES)
    reports = []
    for row, reading in zip(table.rows, caseload.lines, strict=True):
        reports.append(_one(house, actor, row, reading, before))
        progress(len(reports), len(table.rows))
    report = ImportReport(tuple(reports), caseload.notes)
    perform(house, actor, lambda work: _finish(work, report), name=Act.IMPORT_CASES)
    return report


def _known_before(work: Work) -> _Known:
    """Tags of all lines this organisation imported: one entry for the whole look."""
    work.check(Act.IMPORT_CASES)
    rows = import_lines(work.unit.session, work.actor.organisation_id)
    cells = []
    for row in rows:
        try:
            words = work.open(
                row.case_id, row.id, Compartment.OPERATIONAL, Purpose.AUDIT
            )
        except Erased:  # its whole line is still known by a tag
            continue
        tags = {name: bytes.fromhex(tag) for name, tag in words["cells"].items()}
        cells.append((tags, row.case_id))
    shown = Happening(EntryType.LIST_SHOWN, {"list": "imports", "shown": len(rows)})
    work.enter(work.own_organisation(), shown)
    return cells


def _one(
    house: House, actor: OnDuty, row: Row, reading: LineReading, before: _Known
) -> LineReport:
    if reading.draft is None:
        refused = LineOutcome.REFUSED
        return LineReport(row.number, refused, None, reading.faults, reading.notes)
    draft = reading.draft
    found = house.store.read(
        lambda unit: _known(Work(unit, house, actor, silent=True), row, draft, before),
        within(actor),
    )
    outcome, code = found or perform(
        house,
        actor,
        lambda work: _take(work, row, draft, before),
        name=Act.IMPORT_CASES,
    )
    return LineReport(row.number, outcome, code, (), reading.notes)


def _tags(
    work: Work, row: Row, draft: CaseDraft
) -> tuple[bytes, bytes | None, dict[str, bytes]]:
    """Keyed tags of a line: of the whole, of its reference, of its cells."""

    def mac(message: bytes) -> bytes:
        return work.house.keyring.tag(work.unit, "import", message)

    reference = draft.source_reference
    known_as = reference_tag(reference, mac) if reference else None
    return line_tag(row, mac), known_as, cell_tags(row, mac)


def _known(
    work: Work, row: Row, draft: CaseDraft, before: _Known
) -> tuple[LineOutcome, str | None] | None:
    """What is known of a line already, with the short code of its case."""
    earlier = _earlier(work, *_tags(work, row, draft), before)
    if earlier is None:
        return None
    outcome, case_id = earlier
    case = work.unit.session.get(Case, case_id)
    return outcome, case.code if case else None


def _take(
    work: Work, row: Row, draft: CaseDraft, before: _Known
) -> tuple[LineOutcome, str | None]:
    """Import one line, unless another import took it over in between."""
    work.check(Act.IMPORT_CASES)
    if known := _known(work, row, draft, before):
        seen = Happening(EntryType.LIST_SHOWN, {"import_line": known[0].value})
        work.enter(work.own_organisation(), seen)
        return known
    line, known_as, cells = _tags(work, row, draft)
    case = begin_case(work, _identification(draft))
    _keep_line(work, case, line, known_as, cells)
    walks = {"pathway_digest": case.pathway_digest.hex()}
    fields = {"row": row.number, **draft.imported, **walks}
    entered = Happening(EntryType.CASE_IMPORTED, fields, occurred_at=_moment(draft))
    work.enter(case, entered)
    return LineOutcome.IMPORTED, case.code


def _earlier(
    work: Work,
    line: bytes,
    known_as: bytes | None,
    cells: Mapping[str, bytes],
    before: _Known,
) -> tuple[LineOutcome, UUID] | None:
    """How a line relates to earlier ones; lines of this run by their exact tag."""
    session, here = work.unit.session, work.actor.organisation_id
    if known_as is not None:
        row = import_line(session, here, reference_tag=known_as)
        if row is None:
            return None
        same = row.line_tag == line
        return (
            LineOutcome.ALREADY_IMPORTED if same else LineOutcome.CHANGED_SINCE,
            row.case_id,
        )
    row = import_line(session, here, line_tag=line)
    if row is not None:
        return LineOutcome.ALREADY_IMPORTED, row.case_id
    for tags, case_id in before:
        if possible_match(cells, tags):
            return LineOutcome.POSSIBLE_MATCH, case_id
    return None


def _keep_line(
    work: Work,
    case: Case,
    line: bytes,
    known_as: bytes | None,
    cells: Mapping[str, bytes],
) -> None:
    row = ImportLine(
        id=work.new_id(),
        case_id=case.id,
        organisation_id=work.actor.organisation_id,
        reference_tag=known_as,
        line_tag=line,
        imported_at=work.now,
    )
    work.unit.session.add(row)
    tags = {name: tag.hex() for name, tag in cells.items()}
    work.seal(case, row.id, Compartment.OPERATIONAL, {"cells": tags})


def _identification(draft: CaseDraft) -> Identification:
    drawers = set(draft.sealed) | set(draft.htcds)
    content: Drawers = {drawer: draft.content(drawer) for drawer in sorted(drawers)}
    return Identification(draft.person, content, occurred_at=_moment(draft))


def _moment(draft: CaseDraft) -> datetime | None:
    """A day without a time of day, as its first moment in UTC."""
    if draft.opened_on is None:
        return None
    return datetime.combine(draft.opened_on, time(), UTC)


def _finish(work: Work, report: ImportReport) -> Done:
    counts = {outcome.value: report.count(outcome) for outcome in LineOutcome}
    body = work.own_organisation()
    work.enter(body, Happening(EntryType.IMPORT_FINISHED, counts))
    return Done("import", body.id, details=counts)
