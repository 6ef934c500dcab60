"""The box at the end of a test run says what the run cannot vouch for."""

from pathlib import Path

import pytest

from tests.tools.untested import main

SKIPPED = '<testcase><skipped message="no server"/></testcase>'


def report(folder: Path, *cases: str) -> Path:
    path = folder / "tests.xml"
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return path


def test_skips_and_missing_packages_stand_in_the_box(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left_out = tmp_path / "left-out"
    left_out.write_text("postgresql\n")
    cases = ["<testcase/>", SKIPPED, SKIPPED, "<testcase><failure/></testcase>"]
    assert main(report(tmp_path, *cases), left_out) == 0
    said = capsys.readouterr().out
    assert "# NOT TESTED IN THIS RUN" in said
    assert "# 2 x no server" in said
    assert "# Debian package not installed: postgresql" in said
    assert said.endswith("tests: 1 passed, 1 failed, 2 skipped\n")


def test_a_run_that_tested_everything_shows_no_box(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(report(tmp_path, "<testcase/>"), tmp_path / "left-out") == 0
    assert capsys.readouterr().out == "tests: 1 passed, 0 failed, 0 skipped\n"


@pytest.mark.parametrize("cases", [[], [SKIPPED]])
def test_a_run_that_ran_no_test_fails(tmp_path: Path, cases: list[str]) -> None:
    assert main(report(tmp_path, *cases), tmp_path / "left-out") == 1


def test_a_run_that_left_no_report_fails(tmp_path: Path) -> None:
    assert main(tmp_path / "tests.xml", tmp_path / "left-out") == 1
