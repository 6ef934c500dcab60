"""`referral cases import`: every line accounted for, nothing doubled, nothing half."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import pytest
import xlsxwriter

from api.commands import demo_data
from tests.commands.conftest import referral

SIGN_IN_LOOK_FINISH_SIGN_OUT = 4
"""What a run that takes nothing over writes: no entry on any case."""

SHIPPED = Path(str(files("referral.exchange").joinpath("demo_caseload.csv")))


def imported(demo: Path, file: Path) -> tuple[int, dict[str, object]]:
    told = referral(
        "cases",
        "import",
        str(file),
        "--name",
        "olga",
        "--password-stdin",
        "--json",
        store=demo,
        stdin=demo_data.PASSWORD + "\n",
    )
    assert "Traceback" not in told.stderr
    return told.returncode, json.loads(told.stdout)


def entries(demo: Path) -> int:
    verified = referral("timeline", "verify", "--json", store=demo)
    count: int = json.loads(verified.stdout)["entries"]
    return count


def test_a_caseload_is_taken_over_once(copied: Path, tmp_path: Path) -> None:
    code, first = imported(copied, SHIPPED)
    assert code == 0
    assert len(first["lines"]) == 200  # type: ignore[arg-type] # JSON
    assert first["counts"]["imported"] == 200  # type: ignore[index] # JSON
    with SHIPPED.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    book = tmp_path / "caseload.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    written = entries(copied)
    code, again = imported(copied, book)
    assert code == 0
    assert entries(copied) == written + SIGN_IN_LOOK_FINISH_SIGN_OUT
    assert again["counts"]["imported"] == 0  # type: ignore[index] # JSON
    assert again["counts"]["already_imported"] == 200  # type: ignore[index] # JSON


def test_a_broken_line_is_told_by_row_and_column(copied: Path, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(
        "source_reference,prs_FirstName,prs_Birthdate\n"
        "B-1,Bittern,1990-01-01\nB-2,SecretName,1990-31-31\nB-3,Bunting,1991-01-01\n"
    )
    before = referral("timeline", "verify", "--json", store=copied)
    code, report = imported(copied, file)
    assert code == 1
    line = report["lines"][1]  # type: ignore[index] # JSON
    assert (line["row"], line["outcome"]) == (3, "refused")
    assert line["faults"][0]["column"] == "prs_Birthdate"
    assert report["counts"]["imported"] == 2  # type: ignore[index] # JSON
    assert "SecretName" not in json.dumps(report)
    after = referral("timeline", "verify", "--json", store=copied)
    chains = [json.loads(told.stdout)["chains"] for told in (before, after)]
    assert chains[1] == chains[0] + 2


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04broken", b"a,b\n"]
)
def test_a_file_that_is_no_caseload_is_a_sentence(
    copied: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "strange.csv"
    file.write_bytes(content)
    told = referral(
        "cases",
        "import",
        str(file),
        "--name",
        "olga",
        "--password-stdin",
        store=copied,
        stdin=demo_data.PASSWORD,
    )
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.strip()


def test_only_who_may_import_imports(copied: Path) -> None:
    for name, password in (("olga", "wrong-password-15"), ("sava", demo_data.PASSWORD)):
        told = referral(
            "cases",
            "import",
            str(SHIPPED),
            "--name",
            name,
            "--password-stdin",
            store=copied,
            stdin=password,
        )
        assert told.returncode == 1
