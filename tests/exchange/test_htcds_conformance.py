"""Our table against the published standard, where a copy of it is at hand.

Set STANDARDS_DATA to a folder that holds `htcds/htcds_fields_v2.derived.json` (the
standard's spreadsheet as JSON) and `htcds/htcds_xlsform.xlsx` (its form).
"""

import json
import os
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from referral.exchange.htcds import read_line
from referral.exchange.htcds_columns import COLUMNS, Kind, NotHeld, proper_name
from referral.exchange.htcds_values import PICKLISTS, value_in
from referral.exchange.tabular import Row
from tests.data.make_caseload import AS_OF

FOLDER = os.environ.get("STANDARDS_DATA")  # noqa: TID251 - where a copy lies, not a setting
ABSENT = (
    "HTCDS CONFORMANCE NOT CHECKED: set STANDARDS_DATA to the folder that holds "
    "htcds/htcds_fields_v2.derived.json"
)
pytestmark = pytest.mark.skipif(FOLDER is None, reason=ABSENT)

KINDS = {
    "Text": {Kind.TEXT, Kind.PHONE, Kind.COUNTRY},
    "Long Text": {Kind.TEXT},
    "Picklist": {Kind.PICK, Kind.PICKS, Kind.LANGUAGE},
    "Picklist or Text": {Kind.TEXT, Kind.COUNTRY},
    "Multiselect Picklist": {Kind.PICKS, Kind.COUNTRIES},
    "Date": {Kind.DATE},
    "Checkbox": {Kind.YES_NO},
    "Number": {Kind.WHOLE, Kind.DEGREES},
    "Geolocation": {Kind.DEGREES},
    "Lookup [to organisation]": {Kind.TEXT},
    "Lookup [to person]": {Kind.TEXT},
    "Lookup [to user]": {Kind.TEXT},
}


@pytest.fixture(scope="module", name="fields")
def published() -> list[dict[str, object]]:
    path = Path(str(FOLDER)) / "htcds" / "htcds_fields_v2.derived.json"
    fields: list[dict[str, object]] = json.loads(path.read_bytes())["fields"]
    return fields


def form(sheet: str) -> list[list[str]]:
    path = Path(str(FOLDER)) / "htcds" / "htcds_xlsform.xlsx"
    with CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_name(sheet).to_python()
    return [[str(cell) for cell in row] for row in rows[1:]]


def words(field: dict[str, object], key: str) -> list[str]:
    found = field[key]
    assert isinstance(found, list)
    return [str(word) for word in found]


def test_the_table_covers_exactly_the_83_fields(
    fields: list[dict[str, object]],
) -> None:
    assert set(COLUMNS) == {field["qualified_name"] for field in fields}
    assert len(COLUMNS) == 83


def test_every_field_is_read_as_the_kind_it_is(fields: list[dict[str, object]]) -> None:
    for field in fields:
        column = COLUMNS[str(field["qualified_name"])]
        assert column.kind in KINDS[str(field["type"])]
        assert column.single is (
            field["type"] == "Picklist" and column.kind is Kind.PICKS
        )


def test_deprecated_fields_are_marked(fields: list[dict[str, object]]) -> None:
    deprecated = {f["qualified_name"] for f in fields if f["status"] == "DEPRECATED"}

    assert {name for name, c in COLUMNS.items() if c.deprecated} == deprecated


def test_every_picklist_is_exactly_the_published_one(
    fields: list[dict[str, object]],
) -> None:
    for field in fields:
        picklist = COLUMNS[str(field["qualified_name"])].picklist
        values = words(field, "values")
        coded = bool(values) and "ISO" not in values[0]
        assert bool(picklist) is coded
        if coded:
            assert list(PICKLISTS[picklist]) == values


def test_every_value_and_every_label_is_read_as_its_value(
    fields: list[dict[str, object]],
) -> None:
    for field in fields:
        name = str(field["qualified_name"])
        column = COLUMNS[name]
        if not column.picklist or isinstance(column.home, NotHeld):
            continue
        for value, label in zip(
            words(field, "values"), words(field, "value_labels"), strict=True
        ):
            plain = read_line(Row(2, {name: value}), today=AS_OF)
            assert (plain.faults, [n.code for n in plain.notes]) in (
                ((), []),
                ((), ["sex_not_carried_over"]),
            )
            assert value_in(column.picklist, label) == value
            assert not read_line(Row(2, {name: label}), today=AS_OF).faults


def test_the_toolkits_own_form_is_read_without_loss() -> None:
    asked = [row[1] for row in form("survey") if row[1] not in {"start", "end"}]

    unknown = [name for name in asked if proper_name(name) is None]

    assert unknown == ["__version__"]


def test_every_choice_of_the_toolkits_own_form_is_read() -> None:
    lists = {
        row[0].split()[1]: str(proper_name(row[1]))
        for row in form("survey")
        if row[0].startswith("select_")
    }
    for choices, value, *_ in form("choices"):
        line = read_line(Row(2, {lists[choices]: value}), today=AS_OF)
        assert line.faults == (), lists[choices]
