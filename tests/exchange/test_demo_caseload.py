"""The caseload that comes with the package: every line of it is accounted for."""

from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
import xlsxwriter

from referral.exchange.htcds import CaseDraft, Caseload, demo_table, read_caseload
from referral.exchange.htcds_values import PICKLISTS
from referral.exchange.line_tags import cell_tags, possible_match
from referral.exchange.tabular import read_table
from tests.data.caseload_words import BIRDS, PLANTS
from tests.data.make_caseload import AS_OF, DEMO, REPEATED, as_csv, caseload
from workflows.vocabulary import AgeClass, Compartment, Exploitation


@pytest.fixture(scope="module", name="caseload_read")
def reading() -> Caseload:
    return read_caseload(demo_table(), today=AS_OF)


@pytest.fixture(scope="module")
def drafts(caseload_read: Caseload) -> list[CaseDraft]:
    return [line.draft for line in caseload_read.lines if line.draft]


def test_the_shipped_file_is_the_one_the_generator_makes() -> None:
    assert DEMO.read_text(encoding="utf-8") == as_csv(caseload())


def test_two_hundred_lines_are_read_without_a_fault(caseload_read: Caseload) -> None:
    assert len(caseload_read.lines) == 200
    assert [line.row for line in caseload_read.lines] == list(range(2, 202))
    assert [line.faults for line in caseload_read.lines if line.faults] == []
    assert caseload_read.notes == ()


def test_what_is_noted_is_our_own_code_and_the_sex_that_is_asked_for(
    caseload_read: Caseload,
) -> None:
    codes = {note.code for line in caseload_read.lines for note in line.notes}

    assert codes == {"own_code", "sex_not_carried_over"}


def test_every_cell_of_every_line_is_found_again_in_its_draft(
    caseload_read: Caseload,
) -> None:
    for row, line in zip(demo_table().rows, caseload_read.lines, strict=True):
        assert line.draft is not None
        kept = [line.draft.source_reference, *line.draft.imported.values()]
        for drawers in (line.draft.sealed, line.draft.htcds):
            kept += [text for drawer in drawers.values() for text in drawer.values()]
        expected = {
            text.lower() if text in {"TRUE", "FALSE"} else text
            for text in row.cells.values()
        }
        assert {set_of_values(text) for text in expected} <= {
            set_of_values(text) for text in kept
        }


def set_of_values(text: str) -> frozenset[str]:
    return frozenset(text.split(";"))


def test_the_same_caseload_as_a_workbook_reads_the_same(
    tmp_path: Path, caseload_read: Caseload
) -> None:
    table = demo_table()
    path = tmp_path / "caseload.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, table.columns)
        for row in table.rows:
            for column, text in row.cells.items():
                place = table.columns.index(column)
                if column.endswith(("Birthdate", "ReferralDate")):
                    sheet.write_datetime(
                        row.number - 1, place, date.fromisoformat(text)
                    )
                elif text.isdigit():
                    sheet.write_number(row.number - 1, place, int(text))
                else:
                    sheet.write_string(row.number - 1, place, text)

    assert read_caseload(read_table(path), today=AS_OF) == caseload_read


def test_about_half_are_children_and_some_ages_are_unsure(
    drafts: list[CaseDraft],
) -> None:
    ages = Counter(case.person.age_class for case in drafts)

    assert 100 <= ages[AgeClass.CHILD] <= 115
    assert ages[AgeClass.UNSURE] >= 10


def test_the_forms_of_the_region_and_every_state_are_there(
    drafts: list[CaseDraft],
) -> None:
    forms = Counter(form for case in drafts for form in case.person.exploitation)
    citizens = {code for case in drafts for code in case.person.citizenship}
    standing = {case.imported["htcds_trafficking_status"] for case in drafts}
    states = {case.imported["htcds_case_status"] for case in drafts}
    deciders = {
        case.imported.get("htcds_trafficking_status_decided_by") for case in drafts
    }

    for form in (
        Exploitation.BEGGING,
        Exploitation.SEXUAL,
        Exploitation.FORCED_LABOUR,
        Exploitation.FORCED_MARRIAGE,
        Exploitation.CRIMINAL_ACTIVITIES,
        Exploitation.SERVITUDE,
    ):
        assert forms[form] >= 3
    assert citizens >= {"AL", "BA", "XK", "ME", "MK", "RS", "AF", "SY", "NP", "CN"}
    assert standing == set(PICKLISTS["trafficking_status"])
    assert states == set(PICKLISTS["case_status"])
    assert deciders == {None, *PICKLISTS["decision_making_organisation"]}


def test_thirty_lines_come_without_a_reference(drafts: list[CaseDraft]) -> None:
    references = [case.source_reference for case in drafts]

    assert references.count("") == 30
    assert len(set(references)) == 171


def test_every_name_is_one_of_the_invented_ones_in_two_scripts(
    drafts: list[CaseDraft],
) -> None:
    invented = {word for words in (BIRDS, PLANTS) for word in words.split()}
    spelled = {spelling for word in invented for spelling in word.split("/")}
    used = {
        case.sealed[Compartment.IDENTITY][name]
        for case in drafts
        for name in ("first_name", "second_name")
    }

    assert used <= spelled
    assert any("\u0400" <= name[0] <= "\u04ff" for name in used)
    assert any(not name.isascii() and name[0].isascii() for name in used)


def test_numbers_and_addresses_cannot_be_anybodys(drafts: list[CaseDraft]) -> None:
    contacts = [case.sealed.get(Compartment.CONTACT, {}) for case in drafts]

    assert all(c.get("phone", "+000 ").startswith("+000 ") for c in contacts)
    assert all(
        c.get("email", "@example.org").endswith("@example.org") for c in contacts
    )
    assert not any(
        "address" in case.sealed.get(Compartment.LOCATION, {}) for case in drafts
    )


def test_who_comes_a_second_time_is_recognised_as_a_possible_match() -> None:
    rows = demo_table().rows
    tags = [cell_tags(row, lambda message: sha256(message).digest()) for row in rows]
    names = [(row.cells["prs_FirstName"], row.cells["prs_SecondName"]) for row in rows]
    pairs = {
        (one, other)
        for other in range(len(rows))
        for one in range(other)
        if possible_match(tags[one], tags[other])
    }

    assert sum(names[one] == names[other] for one, other in pairs) == REPEATED
    assert len(pairs) == REPEATED
