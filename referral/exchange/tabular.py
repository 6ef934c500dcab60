"""A table of text cells out of a CSV file or a workbook, within fixed bounds.

What is read here was written by others: it is measured before it is unpacked, and a
file that cannot be read is refused as a whole. A refusal points to rows and columns
as a spreadsheet shows them (`row 17, column C`) and repeats nothing of the file, not
even a header: where the header is missing, the first row is somebody's life.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from referral.errors import Malformed
from referral.exchange.workbook import Bounds, is_old_workbook, is_zip, sheet_of

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
"""Rows below the header, blank ones included."""
MAX_COLUMNS = 400
MAX_CELL = 32_000
"""Characters in one cell; spreadsheets themselves stop at 32,767."""
MAX_FAULTS = 50
"""Pointers a refusal lists; who has mended fifty rows will try again anyway."""

_DELIMITERS = ",;\t"
_ALLOWED_CONTROLS = frozenset("\t\n\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in a spreadsheet (the header is row 1), its filled cells."""

    number: int
    cells: dict[str, str] = field(repr=False)
    """Column as written in the header to text as written in the cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """The header as written and every row with at least one filled cell."""

    columns: list[str] = field(repr=False)
    rows: list[Row]
    unread_sheets: int = 0
    """Further visible sheets of a workbook: only the first is read."""


def read_table(path: Path) -> Table:
    """Read the file at `path`: CSV in UTF-8, or a workbook (.xlsx).

    Raises:
        Malformed: if it cannot be read as a table; nothing of it is repeated.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _malformed("The file cannot be opened.", "file_unreadable") from error
    return read_table_bytes(data)


def read_table_bytes(data: bytes) -> Table:
    """Read `data` as `read_table` does; what it is shows in its first bytes.

    Raises:
        Malformed: if it cannot be read as a table.
    """
    if len(data) > MAX_BYTES:
        raise _malformed("The file is larger than 20 MiB.", "file_too_large")
    if is_old_workbook(data):
        sentence = "An old or locked workbook: save it as .xlsx without a password."
        raise _malformed(sentence, "old_or_locked_workbook")
    if is_zip(data):
        sheet = sheet_of(data, Bounds(MAX_ROWS, MAX_COLUMNS))
        return _table(enumerate(sheet.rows, 1), sheet.further_sheets)
    return _table(_csv_records(_decoded(data)), 0)


def column_letter(index: int) -> str:
    """The letters a spreadsheet shows above the column at `index` (0 is A)."""
    letters = ""
    while index >= 0:
        index, letter = divmod(index, 26)
        letters = chr(ord("A") + letter) + letters
        index -= 1
    return letters


def _decoded(data: bytes) -> str:
    # Not raised in a handler: the decoder's own error carries the whole file.
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    raise _malformed("The file is not text in UTF-8.", "not_utf8")


def _csv_records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the row number a spreadsheet gives them; blank lines count."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            yield number, record
    except csv.Error as error:
        long = "field limit" in str(error)
        sentence = (
            "A cell is too long." if long else "A quotation mark is out of place."
        )
        code = "cell_too_long" if long else "broken_quotes"
        raise _malformed(sentence, code, f"row {number + 1}") from error


def _delimiter(text: str) -> str:
    """The separator used most in the header, outside quotation marks."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    quoted = False
    for letter in islice(text, MAX_COLUMNS * 256):
        if letter == '"':
            quoted = not quoted
        elif letter in "\r\n" and not quoted:
            break
        elif letter in counts and not quoted:
            counts[letter] += 1
    return max(counts, key=lambda mark: counts[mark])


def _table(records: Iterable[tuple[int, list[str]]], unread_sheets: int) -> Table:
    """Split the header from the rows and check both.

    Raises:
        Malformed: with every fault found, up to fifty.
    """
    numbered = iter(records)
    columns = _header(next(numbered, (1, []))[1])
    rows: list[Row] = []
    faults: list[tuple[str, str]] = []
    for number, record in numbered:
        if number > MAX_ROWS + 1:
            raise _malformed("More than 50,000 rows.", "too_many_rows")
        if not any(cell.strip() for cell in record):
            continue
        faults += _row_faults(number, record, len(columns))
        rows.append(Row(number, _filled(columns, record)))
        if len(faults) >= MAX_FAULTS:
            break
    if faults:
        raise Malformed(
            "The file cannot be read as a table.", faults=tuple(faults[:MAX_FAULTS])
        )
    return Table(columns, rows, unread_sheets)


def _header(record: list[str]) -> list[str]:
    """The header's names; a column without one is named by its letter."""
    if not any(cell.strip() for cell in record):
        raise _malformed("The first row holds no header.", "no_header", "row 1")
    if len(record) > MAX_COLUMNS:
        raise _malformed("More than 400 columns.", "too_many_columns", "row 1")
    names = [
        name if name.strip() else f"(column {column_letter(index)})"
        for index, name in enumerate(record)
    ]
    faults = _row_faults(1, names, len(names)) + _duplicates(names)
    if faults:
        raise Malformed("The header cannot be read.", faults=tuple(faults[:MAX_FAULTS]))
    return names


def _duplicates(names: list[str]) -> list[tuple[str, str]]:
    seen: set[str] = set()
    faults = []
    for index, name in enumerate(names):
        plain = name.strip().casefold()
        if plain in seen:
            faults.append((_pointer(1, index), "duplicate_column"))
        seen.add(plain)
    return faults


def _row_faults(number: int, record: list[str], width: int) -> list[tuple[str, str]]:
    faults = [(_pointer(number, i), code) for i, code in _cell_faults(record)]
    if len(record) != width:
        faults.append((f"row {number}", "ragged_row"))
    return faults


def _cell_faults(record: list[str]) -> Iterator[tuple[int, str]]:
    for index, cell in enumerate(record):
        if len(cell) > MAX_CELL:
            yield index, "cell_too_long"
        elif not cell.isprintable() and _has_control(cell):
            yield index, "control_character"


def _has_control(cell: str) -> bool:
    return any(
        unicodedata.category(letter) == "Cc" and letter not in _ALLOWED_CONTROLS
        for letter in cell
    )


def _filled(columns: list[str], record: list[str]) -> dict[str, str]:
    pairs = zip(columns, record, strict=False)  # a ragged row is a fault already
    return {column: cell for column, cell in pairs if cell.strip()}


def _pointer(number: int, index: int) -> str:
    return f"row {number}, column {column_letter(index)}"


def _malformed(sentence: str, code: str, pointer: str = "file") -> Malformed:
    return Malformed(sentence, faults=((pointer, code),))
