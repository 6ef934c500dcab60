"""The first visible sheet of an .xlsx workbook as rows of text, safely.

A workbook is a zip of XML: twenty harmless mebibytes can unpack to a thousand times
as much, one cell in the last corner makes a sheet of seventeen thousand million
cells, and one long shared text can be pointed to from every cell. So the parts are
unpacked here within a bound, measured, and only then handed to the reader, which
never sees the original file.
"""

import io
import math
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from referral.errors import Malformed

MAX_UNPACKED = 200 * 1024 * 1024
"""Bytes of XML in all parts together."""
MAX_PARTS = 1_000
MAX_CELLS = 5_000_000
"""Cells of the rectangle that the sheet spans, filled or not."""
MAX_TEXT = 256 * 1024 * 1024
"""Bytes of text once every pointer to a shared text is followed."""

_ZIP = b"PK"
_PANIC = "PanicException"
_OLE = b"\xd0\xcf\x11\xe0"
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ERROR = re.compile(rb"""\br="([A-Z]{1,3}\d{1,7})"[^>]*\bt="e\"""")
_POINTER = re.compile(rb"<(?:\w+:)?v>(\d{1,9})<")
_VALUE = re.compile(rb"<(?:\w+:)?v\b")
_SHARED_END = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a sheet may hold: rows below the header, and columns."""

    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows from row 1 on, blank ones too, and how many sheets were not read."""

    rows: list[list[str]] = field(repr=False)
    further_sheets: int


def is_zip(data: bytes) -> bool:
    """True if these bytes begin like a zip, as every .xlsx does."""
    return data.startswith(_ZIP)


def is_old_workbook(data: bytes) -> bool:
    """True for .xls, and for an .xlsx under a password."""
    return data.startswith(_OLE)


def sheet_of(data: bytes, bounds: Bounds) -> Sheet:
    """The first visible sheet. Dates become ISO text, whole numbers lose their `.0`.

    Raises:
        Malformed: if this is no workbook, or one beyond the bounds.
    """
    try:
        return _sheet(data, bounds)
    except Malformed:
        raise
    except BaseException as error:
        # A panic of the reader is no Exception; an interrupt passes.
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
    # Outside the handler: what the reader says of a file may quote it.
    raise _no_workbook()


def _sheet(data: bytes, bounds: Bounds) -> Sheet:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if _is_part(name)]
        if "xl/workbook.xml" not in names or len(names) > MAX_PARTS:
            raise _no_workbook()
        parts = _unpacked(archive, names)
    _measure(parts, bounds)
    return _read(_repacked(parts))


def _unpacked(archive: zipfile.ZipFile, names: list[str]) -> dict[str, bytes]:
    """The XML parts by name, read within the bound whatever the zip declares."""
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for name in names:
        with archive.open(name) as part:
            parts[name] = part.read(left + 1)
        left -= len(parts[name])
        if left < 0:
            sentence = "The workbook unpacks to more than 200 MiB."
            raise _malformed(sentence, "workbook_too_large")
    return parts


def _is_part(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _repacked(parts: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def _measure(parts: dict[str, bytes], bounds: Bounds) -> None:
    """Refuse a workbook that would grow beyond the bounds when it is read."""
    shared = parts.get("xl/sharedStrings.xml", b"")
    for name, content in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _measure_reach(content, bounds)
            _measure_text(content, shared)
            _refuse_errors(content)


def _measure_reach(sheet: bytes, bounds: Bounds) -> None:
    """How far the outermost cell can be: the reader allocates the whole rectangle."""
    width = height = placed = 0
    for reference in _REFERENCE.finditer(sheet):
        width = max(width, _column_number(reference[1]))
        height = max(height, int(reference[2]))
        placed += 1
    if placed < sum(1 for _ in _CELL.finditer(sheet)):
        # A cell that does not say where it is follows the one before it.
        rows = _ROW.split(sheet)
        width += max(len(_CELL.findall(row)) for row in rows)
        height += len(rows)
    if height > bounds.rows + 1:
        raise _malformed("More than 50,000 rows.", "too_many_rows")
    if width > bounds.columns:
        raise _malformed("More than 400 columns.", "too_many_columns")
    if width * height > MAX_CELLS:
        raise _malformed("More than five million cells.", "workbook_too_large")


def _measure_text(sheet: bytes, shared: bytes) -> None:
    """How much text the pointers lead to; one that cannot be read counts longest."""
    lengths = [len(text) for text in _SHARED_END.split(shared)] if shared else [0]
    values = sum(1 for _ in _VALUE.finditer(sheet))
    if values * max(lengths) <= MAX_TEXT:
        return
    text = 0
    for pointer in _POINTER.finditer(sheet):
        index = int(pointer[1])
        text += lengths[index] if index < len(lengths) else 0
        values -= 1
    if text + values * max(lengths) > MAX_TEXT:
        sentence = "The workbook holds more text than can be read at once."
        raise _malformed(sentence, "workbook_too_large")


def _refuse_errors(sheet: bytes) -> None:
    """`#N/A` and its kin would read as blank: a value lost without a word."""
    cells = [cell.decode("ascii") for cell in _ERROR.findall(sheet)]
    if cells:
        faults = tuple((f"cell {cell}", "formula_error") for cell in cells[:50])
        raise Malformed("Cells of the workbook hold an error.", faults=faults)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _read(file: io.BytesIO) -> Sheet:
    with CalamineWorkbook.from_filelike(file) as workbook:
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
            and sheet.visible == SheetVisibleEnum.Visible
        ]
        if not visible:
            raise _malformed("The workbook shows no sheet.", "no_sheet")
        cells = workbook.get_sheet_by_name(visible[0]).to_python(skip_empty_area=False)
    return Sheet([[_text(cell) for cell in row] for row in cells], len(visible) - 1)


def _text(
    cell: float | str | bool | time | date | datetime | timedelta,  # noqa: FBT001 - what a cell may be
) -> str:
    """A cell as a person would type it: ISO dates, whole numbers, TRUE and FALSE."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            whole = math.isfinite(cell) and cell.is_integer()
            return str(int(cell)) if whole else str(cell)
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _no_workbook() -> Malformed:
    sentence = "The file is a zip that holds no workbook (.xlsx)."
    return _malformed(sentence, "not_a_workbook")


def _malformed(sentence: str, code: str) -> Malformed:
    return Malformed(sentence, faults=(("file", code),))
