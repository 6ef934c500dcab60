"""Workbooks: what a person typed comes back, and a trap is refused unopened."""

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.errors import Malformed
from referral.exchange.tabular import read_table_bytes
from referral.exchange.workbook import Bounds, sheet_of

SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
Rows = list[list[object]]


def workbook(
    *sheets: Sequence[Sequence[object]], hidden: tuple[int, ...] = ()
) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(file, options) as book:
        for index, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            if index in hidden:
                sheet.hide()
            else:
                sheet.activate()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def doctored(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return file.getvalue()


def refused(data: bytes) -> tuple[tuple[str, str], ...]:
    with pytest.raises(Malformed) as refusal:
        read_table_bytes(data)
    return refusal.value.faults


def test_dates_numbers_and_ticks_come_as_a_person_would_type_them() -> None:
    row = [
        date(2009, 3, 17),
        datetime(2024, 5, 1, 13, 30, tzinfo=UTC).replace(tzinfo=None),
        time(8, 15),
        3,
        41.5,
        True,
        "Šumë dëshmi",
    ]
    table = read_table_bytes(workbook([[*"abcdefg"], row]))

    assert list(table.rows[0].cells.values()) == [
        "2009-03-17",
        "2024-05-01T13:30:00",
        "08:15:00",
        "3",
        "41.5",
        "TRUE",
        "Šumë dëshmi",
    ]


def test_midnight_is_a_date_and_a_duration_is_told_in_days_and_hours() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["seen", "lasted"])
        to_the_minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(1, 0, datetime(2024, 5, 1), to_the_minute)  # noqa: DTZ001 - a sheet knows no zone
        sheet.write_number(1, 1, 1.5, book.add_format({"num_format": "[h]:mm:ss"}))

    cells = read_table_bytes(file.getvalue()).rows[0].cells

    assert cells == {"seen": "2024-05-01", "lasted": "1 day, 12:00:00"}


def test_blank_rows_count_and_carry_nothing() -> None:
    table = read_table_bytes(workbook([["a", "b"], [], ["x", "y"], [" ", ""], ["z"]]))

    assert [row.number for row in table.rows] == [3, 5]


def test_only_the_first_visible_sheet_is_read_and_the_others_are_counted() -> None:
    sheets = [[["lists"]], [["a"], ["1"]], [["b"], ["2"]]]
    data = workbook(*sheets, hidden=(0,))

    table = read_table_bytes(data)

    assert table.columns == ["a"]
    assert table.unread_sheets == 1


def test_a_zip_that_holds_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "Kestrel")

    assert refused(file.getvalue()) == (("file", "not_a_workbook"),)


def test_a_workbook_whose_sheet_is_cut_short_is_refused() -> None:
    data = doctored(workbook([["a"], ["1"]]), SHEET, lambda xml: xml[:300])

    assert refused(data) == (("file", "not_a_workbook"),)


def test_a_workbook_with_every_sheet_hidden_is_refused() -> None:
    def hide(xml: bytes) -> bytes:
        return xml.replace(b'sheetId="1"', b'sheetId="1" state="hidden"')

    data = doctored(workbook([["a"], ["1"]]), "xl/workbook.xml", hide)

    assert refused(data) == (("file", "no_sheet"),)


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        (b'r="A50002"', "too_many_rows"),
        (b'r="OK2"', "too_many_columns"),
        (b'r="XFD1048576"', "too_many_rows"),
        (b'r="OJ40000"', "workbook_too_large"),
        (b'r="A' + b"9" * 5000 + b'"', "not_a_workbook"),
    ],
)
def test_one_cell_far_out_is_refused_before_room_is_made_for_it(
    reference: bytes, code: str
) -> None:
    data = doctored(
        workbook([["a"], ["1"]]),
        SHEET,
        lambda xml: xml.replace(b'r="A2"', reference),
    )

    assert refused(data) == (("file", code),)


def test_cells_that_do_not_say_where_they_are_are_still_counted() -> None:
    def unplaced(xml: bytes) -> bytes:
        return xml.replace(
            b"</sheetData>", b"<row><c/></row>" * 50_001 + b"</sheetData>"
        )

    data = doctored(workbook([["a"], ["1"]]), SHEET, unplaced)

    assert refused(data) == (("file", "too_many_rows"),)


def test_a_few_cells_that_do_not_say_where_they_are_are_read_in_their_order() -> None:
    data = doctored(
        workbook([["a", "b"], ["1", "2"]]),
        SHEET,
        lambda xml: xml.replace(b'r="B2"', b""),
    )

    assert read_table_bytes(data).rows[0].cells == {"a": "1", "b": "2"}


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    def swell(xml: bytes) -> bytes:
        blanks = b" " * (201 * 1024 * 1024)
        return xml.replace(b"<sheetData>", blanks + b"<sheetData>")

    data = doctored(workbook([["a"], ["1"]]), SHEET, swell)

    assert len(data) < 1024 * 1024
    assert refused(data) == (("file", "workbook_too_large"),)


def test_one_long_text_that_every_cell_points_to_is_refused() -> None:
    long = "x" * 30_000
    data = workbook([["a"], *[[long]] * 9_000])

    assert len(data) < 1024 * 1024
    assert refused(data) == (("file", "workbook_too_large"),)


def test_one_long_text_among_many_short_ones_is_read() -> None:
    rows: Rows = [["a", "b"], ["x" * 30_000, "y"]]
    rows += [[f"short {number}", 7] for number in range(9_000)]

    assert len(read_table_bytes(workbook(rows)).rows) == 9_001


def test_a_cell_with_a_formula_error_is_refused_because_it_would_read_as_blank() -> (
    None
):
    data = doctored(
        workbook([["a"], ["1"]]),
        SHEET,
        lambda xml: xml.replace(
            b'<c r="A2" t="s"><v>1</v></c>', b'<c r="A2" t="e"><v>#N/A</v></c>'
        ),
    )

    assert refused(data) == (("cell A2", "formula_error"),)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([SHEET, SHARED, "xl/workbook.xml", "xl/styles.xml"]),
    st.integers(min_value=0, max_value=2_000),
    st.binary(max_size=12),
)
def test_a_damaged_workbook_is_read_or_refused(
    part: str, place: int, damage: bytes
) -> None:
    def change(xml: bytes) -> bytes:
        return xml[:place] + damage + xml[place + len(damage) :]

    data = doctored(workbook([["a", "b"], ["1", 2]]), part, change)
    with suppress(Malformed):
        read_table_bytes(data)


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=6_000), st.binary(min_size=1, max_size=6))
def test_a_damaged_zip_is_read_or_refused(place: int, damage: bytes) -> None:
    whole = workbook([["a", "b"], ["1", 2]])
    data = whole[:place] + damage + whole[place + len(damage) :]
    with suppress(Malformed):
        read_table_bytes(data)


class PanicException(BaseException):
    """What a panic of the reader looks like: no Exception, known by its name only."""


class Rigged(Bounds):
    """Bounds that raise while they are read, as the reader itself may."""

    def __init__(self, trouble: BaseException) -> None:
        object.__setattr__(self, "trouble", trouble)

    def __getattribute__(self, name: str) -> object:
        raise object.__getattribute__(self, "trouble")


def test_a_panic_of_the_reader_is_a_refusal_like_any_other() -> None:
    with pytest.raises(Malformed):
        sheet_of(workbook([["a"], ["1"]]), Rigged(PanicException("Kestrel")))


def test_an_interrupt_is_no_fault_of_the_file() -> None:
    with pytest.raises(KeyboardInterrupt):
        sheet_of(workbook([["a"], ["1"]]), Rigged(KeyboardInterrupt()))
