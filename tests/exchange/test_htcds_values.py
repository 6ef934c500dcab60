"""Values as people write them: recognised, kept in one spelling, alterations noted."""

from datetime import date

import pytest

from referral.exchange.htcds import (
    CaseDraft,
    LineReading,
    read_line,
)
from referral.exchange.tabular import Row
from workflows.vocabulary import Compartment, Exploitation

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


def test_forms_of_exploitation_are_said_in_our_words() -> None:
    case = draft(vic_TypeOfExploitation="ForcedBegging;ForcedLabour;ChildLabour;Other")

    assert case.person.exploitation == (
        Exploitation.BEGGING,
        Exploitation.FORCED_LABOUR,
        Exploitation.OTHER,
    )
    assert case.htcds[Compartment.NARRATIVE] == {
        "vic_TypeOfExploitation": "ForcedBegging;ForcedLabour;ChildLabour;Other"
    }


def test_forced_criminal_activities_come_as_our_code_with_other_beside_it() -> None:
    for written in ("ForcedCriminalActivities", "Other;Forced criminality"):
        case = draft(vic_TypeOfExploitation=written)

        assert case.person.exploitation == (Exploitation.CRIMINAL_ACTIVITIES,)
        assert case.htcds[Compartment.NARRATIVE] == {
            "vic_TypeOfExploitation": "ForcedCriminalActivities;Other"
        }
        assert ("vic_TypeOfExploitation", "own_code") in note_codes(
            vic_TypeOfExploitation=written
        )


def test_restriction_of_movement_is_kept_though_the_picklist_lacks_it() -> None:
    case = draft(vic_MethodsOfControl="RestrictsMovement;TakesEarnings")

    assert case.htcds[Compartment.NARRATIVE] == {
        "vic_MethodsOfControl": "RestrictsMovement;TakesEarnings;Other"
    }


def test_languages_and_countries_are_kept_in_one_code() -> None:
    case = draft(
        prs_PrimaryLanguage="alb",
        prs_SecondaryLanguage="sr",
        prs_Citizenship="XKX, SRB",
        prs_MailingCountry="mkd",
    )

    assert case.person.language == "sqi"
    assert case.person.citizenship == ("XK", "RS")
    assert case.imported["htcds_secondary_language"] == "srp"
    assert case.content(Compartment.LOCATION)["address"] == "MK"


def test_a_group_of_languages_is_kept_but_no_interpreter_is_asked_for_by_it() -> None:
    case = draft(prs_PrimaryLanguage="SLA")

    assert case.person.language == ""
    assert case.imported == {"htcds_primary_language": "sla"}
    assert note_codes(prs_PrimaryLanguage="SLA") == [
        ("prs_PrimaryLanguage", "language_group")
    ]


@pytest.mark.parametrize(
    "written",
    [
        "FalsePromises;DebtBondage ;TakesEarnings",
        "FalsePromises DebtBondage  TakesEarnings",
        "FalsePromises,DebtBondage,TakesEarnings",
        "false promises; Debt bondage ; takes earnings;",
        "FalsePromises\nDebtBondage\nTakesEarnings",
        "FalsePromises;DebtBondage, TakesEarnings;FalsePromises",
    ],
)
def test_values_are_recognised_however_they_are_parted(written: str) -> None:
    case = draft(vic_MethodsOfControl=written)

    assert case.htcds[Compartment.NARRATIVE] == {
        "vic_MethodsOfControl": "FalsePromises;DebtBondage;TakesEarnings"
    }


def test_several_industries_are_kept_though_the_standard_has_room_for_one() -> None:
    written = "Construction; Agriculture, forestry and fishing"
    case = draft(vic_ForcedLabourIndustry=written)

    assert case.htcds[Compartment.NARRATIVE] == {
        "vic_ForcedLabourIndustry": "F_Construction;A_AgricultureForestryAndFishing"
    }
    assert note_codes(vic_ForcedLabourIndustry=written) == [
        ("vic_ForcedLabourIndustry", "spelling"),
        ("vic_ForcedLabourIndustry", "several_values"),
    ]


def test_free_text_where_the_toolkits_form_takes_it_is_kept_as_written() -> None:
    cells = {
        "cas_ReasonForIncomingReferral": "needs a quiet place",
        "prs_MailingCountry": "over the hills",
    }
    case = draft(**cells)

    assert case.htcds[Compartment.NARRATIVE]["cas_ReasonForIncomingReferral"] == (
        "needs a quiet place"
    )
    assert note_codes(**cells) == [
        ("cas_ReasonForIncomingReferral", "kept_as_written"),
        ("prs_MailingCountry", "kept_as_written"),
    ]


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"prs_FirstName": " Kestrel\u00a0"}, ["trimmed"]),
        ({"vic_RelationshipToTrafficker": "Unaquainted"}, []),
        ({"vic_RelationshipToTrafficker": "unacquainted"}, ["spelling"]),
        ({"prs_Citizenship": "AL"}, []),
        ({"prs_Citizenship": "al"}, ["code_rewritten"]),
        ({"prs_Citizenship": "AL RS AL"}, ["separator", "repeated_value"]),
        ({"prs_PrimaryLanguage": "sq"}, ["code_rewritten"]),
        ({"prs_Birthdate": "1.2.1990."}, ["date_rewritten"]),
        ({"prs_Birthdate": "1990-02-01T00:30:00"}, ["time_dropped"]),
        ({"prs_NumberOfChildren": "3.0"}, ["code_rewritten"]),
        ({"con_Consent": "true"}, []),
        ({"con_Consent": "yes"}, ["code_rewritten"]),
    ],
    ids=str,
)
def test_every_alteration_is_noted(cells: dict[str, str], codes: list[str]) -> None:
    assert [code for _, code in note_codes(**cells)] == codes


def test_dates_in_the_regions_own_writing_are_day_first() -> None:
    case = draft(prs_Birthdate="3. 4. 1990.")

    assert case.sealed[Compartment.IDENTITY]["birth_date"] == "1990-04-03"
