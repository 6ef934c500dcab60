"""A line in HTCDS columns becomes a draft of a case, and nothing is lost on the way."""

from datetime import date

import pytest

from referral.errors import Malformed
from referral.exchange.htcds import (
    CaseDraft,
    LineReading,
    file_notes,
    read_caseload,
    read_line,
)
from referral.exchange.htcds_columns import ALIASES, COLUMNS, NotHeld, proper_name
from referral.exchange.tabular import Row, Table, read_table_bytes
from workflows.vocabulary import AgeClass, Compartment, Known, Sex

TODAY = date(2026, 9, 1)


def reading(**cells: str) -> LineReading:
    return read_line(Row(7, cells), today=TODAY)


def draft(**cells: str) -> CaseDraft:
    line = reading(**cells)
    assert line.faults == ()
    assert line.draft is not None
    return line.draft


def note_codes(**cells: str) -> list[tuple[str, str]]:
    return [(note.column, note.code) for note in reading(**cells).notes]


def test_what_our_own_forms_know_lands_in_its_drawer() -> None:
    case = draft(
        prs_FirstName="Kestrel",
        prs_SecondName="Alder",
        prs_MiddleName="Osier",
        prs_Birthdate="2010-05-01",
        prs_IdentityNumber="ID-000-1",
        prs_Citizenship="XK;AL",
        prs_MobilePhone="+000 55 0001",
        prs_Email="kestrel@example.org",
        hte_Description="Held behind a locked door.",
        prs_MaritalStatus="Single",
        prs_NumberOfChildren="2",
    )

    assert case.sealed == {
        Compartment.IDENTITY: {
            "first_name": "Kestrel",
            "second_name": "Alder",
            "middle_name": "Osier",
            "birth_date": "2010-05-01",
            "identity_number": "ID-000-1",
            "citizenship_detail": "XK;AL",
        },
        Compartment.CONTACT: {"phone": "+000 55 0001", "email": "kestrel@example.org"},
        Compartment.NARRATIVE: {"account": "Held behind a locked door."},
        Compartment.FAMILY: {"family_situation": "Single", "children_detail": "2"},
    }


def test_what_only_htcds_has_a_name_for_is_kept_under_that_name() -> None:
    case = draft(
        prs_Title="Alder",
        prs_HomePhone="+000 1",
        hte_Description="Told once.",
        cco_CaseComment="Asked for a doctor.",
        vic_DetailsOfVulnerabilities="Asthma.",
    )

    assert case.content(Compartment.IDENTITY) == {"htcds": {"prs_Title": "Alder"}}
    assert case.content(Compartment.NARRATIVE) == {
        "account": "Told once.",
        "htcds": {"cco_CaseComment": "Asked for a doctor."},
    }
    assert case.content(Compartment.HEALTH) == {
        "htcds": {"vic_DetailsOfVulnerabilities": "Asthma."}
    }
    assert case.content(Compartment.LEGAL) == {}


def test_a_number_at_home_is_never_made_the_number_to_call() -> None:
    case = draft(prs_HomePhone="+000 1")

    assert Compartment.CONTACT not in case.sealed


def test_an_address_is_joined_and_its_parts_are_kept() -> None:
    case = draft(prs_MailingCity="Upper Ford", prs_MailingStreet="1 Mill Lane")

    assert case.content(Compartment.LOCATION) == {
        "address": "1 Mill Lane, Upper Ford",
        "htcds": {"prs_MailingCity": "Upper Ford", "prs_MailingStreet": "1 Mill Lane"},
    }


def test_who_took_the_person_in_says_where_the_person_is() -> None:
    case = draft(cas_ReferredOrganisation="House 4")

    assert case.htcds == {Compartment.LOCATION: {"cas_ReferredOrganisation": "House 4"}}


def test_stages_are_kept_as_recorded_and_move_nothing() -> None:
    case = draft(
        vic_TraffickingStatus="ActualVictimOfTrafficking",
        vic_TraffickingStatusDecisionMakingOrg="Police",
        cas_Status="ClosedReferred",
        prs_Deceased="TRUE",
    )

    assert case.imported == {
        "htcds_trafficking_status": "ActualVictimOfTrafficking",
        "htcds_trafficking_status_decided_by": "Police",
        "htcds_case_status": "ClosedReferred",
        "htcds_deceased": "true",
    }


def test_a_ticked_box_stays_a_ticked_box() -> None:
    assert draft(con_Consent="TRUE").imported == {"htcds_consent": "true"}
    assert draft(con_Consent="No").imported == {"htcds_consent": "false"}
    assert draft(con_Consent="0", vic_AgreementToManagePersonalData="1").imported == {
        "htcds_consent": "false",
        "htcds_agreement_to_manage_data": "true",
    }


def test_the_case_opens_on_the_day_the_referral_was_accepted() -> None:
    case = draft(
        cas_IncomingReferralDate="2024-02-29", cas_OutgoingReferralDate="2024-03-04"
    )

    assert case.opened_on == date(2024, 2, 29)
    assert draft(prs_FirstName="Kestrel").opened_on is None


@pytest.mark.parametrize(
    ("cells", "age"),
    [
        ({"prs_Birthdate": "2008-09-02"}, AgeClass.CHILD),
        ({"prs_Birthdate": "2008-09-01"}, AgeClass.ADULT),
        ({}, AgeClass.UNSURE),
        ({"vic_AgeWhenTrafficked": "17"}, AgeClass.UNSURE),
        ({"vic_AgeWhenTrafficked": "18"}, AgeClass.ADULT),
        (
            {"prs_Birthdate": "2000-01-01", "vic_AgeWhenTrafficked": "15"},
            AgeClass.ADULT,
        ),
    ],
    ids=["17", "18 today", "no date", "at 17", "at 18", "born 2000, at 15"],
)
def test_age_is_taken_from_what_is_certain_and_else_unsure(
    cells: dict[str, str], age: AgeClass
) -> None:
    assert draft(prs_FirstName="Kestrel", **cells).person.age_class is age


def test_somebody_born_on_a_leap_day_comes_of_age_on_the_first_of_march() -> None:
    row = Row(2, {"prs_Birthdate": "2008-02-29"})
    ages = [
        read_line(row, today=day).draft for day in (date(2026, 2, 28), date(2026, 3, 1))
    ]

    assert [age.person.age_class for age in ages if age] == [
        AgeClass.CHILD,
        AgeClass.ADULT,
    ]


def test_sex_is_carried_over_where_it_is_certain_and_gender_is_kept() -> None:
    woman = draft(prs_Gender="Feminine")
    assert (woman.person.sex, woman.imported) == (
        Sex.FEMALE,
        {"htcds_gender": "Feminine"},
    )

    transgender = draft(prs_Gender="Transgender Feminine")
    assert transgender.person.sex is Sex.OTHER
    assert transgender.imported == {"htcds_gender": "TransgenderFeminine"}
    assert note_codes(prs_Gender="TransgenderFeminine") == [
        ("prs_Gender", "sex_not_carried_over")
    ]

    assert draft(prs_Gender="Not Specified/Unknown").person.sex is Sex.UNKNOWN


def test_nothing_is_concluded_that_the_file_does_not_say() -> None:
    person = draft(prs_Citizenship="AF", prs_NumberOfChildren="3").person

    assert person.foreign_national is Known.UNKNOWN
    assert person.unaccompanied is Known.UNKNOWN
    assert person.children_with == 0


@pytest.mark.parametrize("header", ALIASES)
def test_the_toolkits_own_misspelt_headers_are_read_and_noted(header: str) -> None:
    table = Table([header, "prs_Email"], [])

    assert proper_name(header.upper()) == ALIASES[header]
    assert [note.code for note in file_notes(table)] == ["header_read_as"]


def test_a_reference_is_read_under_any_of_its_names() -> None:
    for header in ("source_reference", "REFERENCE", "cas_reference", "Case_Reference"):
        assert (
            draft(**{header: " RC-1 ", "prs_FirstName": "Kestrel"}).source_reference
            == "RC-1"
        )


def test_the_same_under_two_headers_is_no_contradiction() -> None:
    case = draft(prs_FirstName="Kestrel", prs_First_Name="Kestrel ")

    assert case.sealed[Compartment.IDENTITY] == {"first_name": "Kestrel"}


def test_each_header_read_otherwise_or_not_at_all_is_noted_once_a_file() -> None:
    headers = [
        " prs_firstname",
        "Shoe size",
        "vic_Vulnerabilities",
        "per_RoleDetails",
        "org_Name",
        "Reference",
        "source_reference",
    ]
    table = Table(headers, [Row(2, dict.fromkeys(headers, "x"))], unread_sheets=2)
    notes = file_notes(table)

    assert [(note.column, note.code) for note in notes] == [
        ("prs_FirstName", "header_read_as"),
        ("Shoe size", "unknown_column"),
        ("vic_Vulnerabilities", "deprecated_column"),
        ("per_RoleDetails", "column_not_held"),
        ("org_Name", "column_not_held"),
        ("source_reference", "header_read_as"),
        ("", "sheets_not_read"),
    ]
    assert notes[1].sentence == (
        "Column Shoe size is not an HTCDS 2.0 field: not read."
    )
    assert "suspects" in notes[3].sentence


def test_no_column_that_is_not_held_is_looked_into() -> None:
    unheld = [n for n, column in COLUMNS.items() if isinstance(column.home, NotHeld)]
    case = draft(prs_FirstName="Kestrel", **dict.fromkeys(unheld, "Hemlock"))

    assert len(unheld) == 12
    assert case.sealed == {Compartment.IDENTITY: {"first_name": "Kestrel"}}
    assert case.htcds == {}


def test_a_table_without_one_htcds_column_is_refused_and_not_quoted() -> None:
    table = read_table_bytes(b"Kestrel,Alder,1990-01-01\nPlover,Larch,1991-02-02\n")

    with pytest.raises(Malformed) as refusal:
        read_caseload(table, today=TODAY)

    assert refusal.value.faults == (("row 1", "no_htcds_column"),)
    assert "Kestrel" not in repr(refusal.value)


def test_a_draft_never_shows_what_is_sealed() -> None:
    case = draft(
        prs_FirstName="Kestrel",
        source_reference="RC-1",
        cco_CaseComment="Plover",
        prs_Citizenship="AL",
    )

    assert "Kestrel" not in repr(case)
    assert "RC-1" not in repr(case)
    assert "Plover" not in repr(case)
