"""Says loudly what a test run did not test: `untested.py REPORT LEFT_OUT`.

Reads the JUnit report of pytest and the list of Debian packages that could not be
installed. Exits 1 when there is no report or no test ran.
"""

import sys
from collections import Counter
from pathlib import Path
from textwrap import wrap
from xml.etree import ElementTree as ET

WIDTH = 78


def outcomes(report: ET.Element) -> Counter[str]:
    """How many tests passed, failed and were skipped."""
    counts: Counter[str] = Counter()
    for case in report.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            counts["failed"] += 1
        elif case.find("skipped") is not None:
            counts["skipped"] += 1
        else:
            counts["passed"] += 1
    return counts


def reasons(report: ET.Element) -> Counter[str]:
    """Every reason for which a test was skipped, with the number of tests."""
    skips = report.iter("skipped")
    return Counter(skip.get("message") or "no reason given" for skip in skips)


def box(lines: list[str]) -> str:
    """The lines, framed so that nobody scrolls past them."""
    edge = "#" * WIDTH
    inside = [part for line in lines for part in wrap(line, WIDTH - 2)]
    return "\n".join([edge, *(f"# {line}" for line in inside), edge])


def untested(skips: Counter[str], left_out: list[str]) -> list[str]:
    """One line for everything that this run cannot vouch for."""
    return [
        *(f"{count} x {reason}" for reason, count in skips.most_common()),
        *(f"Debian package not installed: {package}" for package in left_out),
    ]


def main(report_path: Path, left_out_path: Path) -> int:
    """Print the box and one closing line of counts."""
    if not report_path.exists():
        sys.stdout.write("The tests ended without a report.\n")
        return 1
    report = ET.parse(report_path).getroot()  # noqa: S314 - pytest wrote it
    left_out = left_out_path.read_text().split() if left_out_path.exists() else []
    lines = untested(reasons(report), left_out)
    if lines:
        sys.stdout.write(box(["NOT TESTED IN THIS RUN", *lines]) + "\n")
    counts = outcomes(report)
    sys.stdout.write(
        f"tests: {counts['passed']} passed, {counts['failed']} failed,"
        f" {counts['skipped']} skipped\n"
    )
    return 0 if counts["passed"] + counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
