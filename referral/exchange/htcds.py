"""A caseload in HTCDS 2.0 columns, line by line, as drafts of cases.

A line is read whole or not at all: one fault refuses it. What is read opens a case
at its beginning: `vic_TraffickingStatus`, `cas_Status` and `con_Consent` are kept as
they were recorded, and no import moves a track, decides an identification or turns
one ticked box into a consent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files

from referral.errors import Malformed
from referral.exchange.htcds_cells import (
    SEPARATOR,
    Cell,
    judged,
    read_cell,
    years_between,
)
from referral.exchange.htcds_columns import (
    COLUMNS,
    REFERENCE,
    Coded,
    Drawer,
    Kind,
    NotHeld,
    proper_name,
)
from referral.exchange.htcds_notes import CellFault, Note, fault, note
from referral.exchange.htcds_values import EXPLOITATIONS, OWN_CODES, SEXES
from referral.exchange.tabular import Row, Table, read_table_bytes
from referral.rules.facts import PersonFacts
from workflows.codes import language
from workflows.vocabulary import AgeClass, Compartment, Exploitation, Sex

FULL_AGE = 18
"""Years (Convention on the Rights of the Child art 1; CETS 197 art 4(d))."""
MAX_REFERENCE = 200
"""Characters."""
_MAX_HEADER = 60

Sealed = Mapping[Compartment, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """One line as a case that could be opened. Only coded words are ever printed."""

    row: int
    person: PersonFacts
    imported: Mapping[str, str]
    """Coded facts as recorded where the line comes from, `htcds_...`."""
    opened_on: date | None
    """`cas_IncomingReferralDate`: the day the referral was accepted, not made."""
    source_reference: str = field(repr=False)
    sealed: Sealed = field(repr=False)
    """By compartment, the fields our own forms know."""
    htcds: Sealed = field(repr=False)
    """By compartment, what only HTCDS has a name for, under that name."""

    def content(self, compartment: Compartment) -> dict[str, object]:
        """What is to be sealed in `compartment`; HTCDS fields under `htcds`."""
        content: dict[str, object] = dict(self.sealed.get(compartment, {}))
        if compartment in self.htcds:
            content["htcds"] = dict(self.htcds[compartment])
        return content


@dataclass(frozen=True, slots=True)
class LineReading:
    """One line: a draft, or the faults that refuse it; never both."""

    row: int
    draft: CaseDraft | None
    faults: tuple[CellFault, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Caseload:
    """Every line of a file, in order, and the notes about the file as a whole."""

    lines: tuple[LineReading, ...]
    notes: tuple[Note, ...]


def read_caseload(table: Table, *, today: date) -> Caseload:
    """Read every line of `table`; `today` decides who is a child.

    Raises:
        Malformed: if no column of the table is an HTCDS field. Its headers are not
            repeated: the first row may be a person's data.
    """
    if not any(proper_name(column) in COLUMNS for column in table.columns):
        faults = (("row 1", "no_htcds_column"),)
        raise Malformed("No column is an HTCDS 2.0 field.", faults=faults)
    lines = tuple(read_line(row, today=today) for row in table.rows)
    return Caseload(lines, file_notes(table))


def demo_table() -> Table:
    """The synthetic caseload that comes with the package: 200 invented people."""
    source = files("referral.exchange").joinpath("demo_caseload.csv")
    return read_table_bytes(source.read_bytes())


def file_notes(table: Table) -> tuple[Note, ...]:
    """One note for each header that was read otherwise than it stands, or not read."""
    notes = [one for header in table.columns for one in _header_notes(header)]
    if table.unread_sheets:
        notes.append(note("", "sheets_not_read"))
    return tuple(notes)


def read_line(row: Row, *, today: date) -> LineReading:
    """Read one row: a draft of a case, or every fault of the line."""
    texts, faults, notes = _settled(row)
    cells: dict[str, Cell] = {}
    for name, text in texts.items():
        if name in COLUMNS and not isinstance(COLUMNS[name].home, NotHeld):
            column = COLUMNS[name]
            cells[name] = judged(column, read_cell(column, text), today)
    faults += _cell_faults(row.number, cells)
    reference = texts.get(REFERENCE, "")
    if len(reference) > MAX_REFERENCE:
        faults.append(fault(row.number, REFERENCE, "reference_too_long"))
    if not cells:
        faults.append(fault(row.number, "", "nothing_to_keep"))
    kept = {name: cell.text for name, cell in cells.items() if not cell.fault}
    faults += _contradictions(row.number, kept, today)
    if faults:
        return LineReading(row.number, None, tuple(faults), tuple(notes))
    notes += _cell_notes(cells)
    draft = _draft(row.number, kept, reference, today)
    return LineReading(row.number, draft, (), tuple(notes))


def settle(row: Row) -> dict[str, str]:
    """The filled cells of `row` under proper names, without blanks around them.

    Columns that are no HTCDS field are left out. Where two headers stand for one
    column the first filled one counts; `read_line` refuses them if they differ.
    """
    return _settled(row)[0]


def _settled(row: Row) -> tuple[dict[str, str], list[CellFault], list[Note]]:
    texts: dict[str, str] = {}
    faults: list[CellFault] = []
    notes: list[Note] = []
    for header, written in row.cells.items():
        name, text = proper_name(header), written.strip()
        if name is None or not text:
            continue
        if texts.setdefault(name, text) != text:
            faults.append(fault(row.number, name, "contradiction"))
        if text != written:
            notes.append(note(name, "trimmed"))
    return texts, faults, notes


def _header_notes(header: str) -> Iterable[Note]:
    name = proper_name(header)
    if name is None:
        written = " ".join(header.split())[:_MAX_HEADER]
        yield note(written, "unknown_column", written=written)
        return
    if header != name:
        yield note(name, "header_read_as", written=header.strip())
    if name == REFERENCE:
        return
    if COLUMNS[name].deprecated:
        yield note(name, "deprecated_column")
    home = COLUMNS[name].home
    if isinstance(home, NotHeld):
        yield note(name, "column_not_held", reason=home.reason)


def _cell_faults(row: int, cells: Mapping[str, Cell]) -> list[CellFault]:
    return [
        fault(row, name, cell.fault, list=COLUMNS[name].picklist)
        for name, cell in cells.items()
        if cell.fault
    ]


def _cell_notes(cells: Mapping[str, Cell]) -> list[Note]:
    notes = [
        note(name, code, list=COLUMNS[name].picklist)
        for name, cell in cells.items()
        for code in cell.notes
    ]
    if "prs_Gender" in cells and SEXES[cells["prs_Gender"].text] is Sex.OTHER:
        notes.append(note("prs_Gender", "sex_not_carried_over"))
    return notes


def _contradictions(row: int, kept: Mapping[str, str], today: date) -> list[CellFault]:
    """What cannot be true together with the birth date."""
    if "prs_Birthdate" not in kept:
        return []
    born = date.fromisoformat(kept["prs_Birthdate"])
    faults = [
        fault(row, name, "date_before_birth")
        for name, text in kept.items()
        if COLUMNS[name].kind is Kind.DATE and date.fromisoformat(text) < born
    ]
    trafficked_at = int(kept.get("vic_AgeWhenTrafficked", "0"))
    if trafficked_at > years_between(born, today):
        faults.append(fault(row, "vic_AgeWhenTrafficked", "age_contradicts_birthdate"))
    return faults


def _draft(row: int, kept: Mapping[str, str], reference: str, today: date) -> CaseDraft:
    homes = [(name, COLUMNS[name].home) for name in kept]
    sealed: dict[Compartment, dict[str, str]] = {}
    htcds: dict[Compartment, dict[str, str]] = {}
    for name, home in homes:
        if isinstance(home, Drawer):
            own = bool(home.field) and not home.part
            drawer = (sealed if own else htcds).setdefault(home.compartment, {})
            drawer[home.field if own else name] = kept[name]
    for joint, text in _joined_parts(kept).items():
        sealed.setdefault(joint.compartment, {})[joint.field] = text
    accepted = kept.get("cas_IncomingReferralDate")
    return CaseDraft(
        row=row,
        person=_person(kept, today),
        imported={home.name: kept[n] for n, home in homes if isinstance(home, Coded)},
        opened_on=date.fromisoformat(accepted) if accepted else None,
        source_reference=reference,
        sealed=sealed,
        htcds=htcds,
    )


def _joined_parts(kept: Mapping[str, str]) -> dict[Drawer, str]:
    """Fields made of several columns, their parts in the order of `COLUMNS`."""
    joined: dict[Drawer, str] = {}
    for name, column in COLUMNS.items():
        if isinstance(column.home, Drawer) and column.home.part and name in kept:
            before = joined.get(column.home)
            joined[column.home] = f"{before}, {kept[name]}" if before else kept[name]
    return joined


def _person(kept: Mapping[str, str], today: date) -> PersonFacts:
    return PersonFacts(
        age_class=_age_class(kept, today),
        sex=SEXES[kept.get("prs_Gender", "NonSpecifiedUnknown")],
        citizenship=_values(kept, "prs_Citizenship"),
        language=language(kept.get("prs_PrimaryLanguage", "")) or "",
        exploitation=_exploitation(kept),
    )


def _age_class(kept: Mapping[str, str], today: date) -> AgeClass:
    """By the birth date; without one, adult only if trafficked as an adult."""
    if "prs_Birthdate" in kept:
        born = date.fromisoformat(kept["prs_Birthdate"])
        of_age = years_between(born, today) >= FULL_AGE
        return AgeClass.ADULT if of_age else AgeClass.CHILD
    trafficked_at = int(kept.get("vic_AgeWhenTrafficked", "0"))
    return AgeClass.ADULT if trafficked_at >= FULL_AGE else AgeClass.UNSURE


def _exploitation(kept: Mapping[str, str]) -> tuple[Exploitation, ...]:
    """Our words for the forms; `Other` beside a code of ours only stands in for it."""
    values = _values(kept, "vic_TypeOfExploitation")
    own = set(OWN_CODES["type_of_exploitation"]).intersection(values)
    counted = [value for value in values if not (own and value == "Other")]
    return tuple(dict.fromkeys(EXPLOITATIONS[value] for value in counted))


def _values(kept: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(kept[name].split(SEPARATOR)) if name in kept else ()
