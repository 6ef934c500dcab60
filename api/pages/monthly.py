"""The month in figures: a bar a row, the table it is of, and the same as a file."""

import csv
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.pages import labels
from api.pages.entrance import PREFIX
from api.pages.frame import PageDep, in_thread
from api.pages.language import gettext
from api.pages.overview import Part, bar
from referral.actions.monthly import Report
from referral.rules.monthly import Measure, Month, Shown, month_of

router = APIRouter()
REPORT = f"{PREFIX}/report"
MonthDep = Annotated[str, Query(max_length=7, description="Such as `2026-03`")]
RunDep = Annotated[str, Query(max_length=40, description="A report made before")]
CHOICE = 24
"""Months that can be chosen; an older one by the number of its report."""
STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute, or read as the end of a cell."""


@router.get(REPORT)
async def report_page(
    page: PageDep, month: MonthDep = "", run: RunDep = ""
) -> Response:
    """A month and the five before it."""
    found = await in_thread(page.mechanism.month_report, page.actor, month, run)
    now, zone = await in_thread(page.mechanism.now), page.mechanism.pathway.time_zone
    return page.show(
        "report.html",
        report=found,
        figures=[
            (word, found.figures[word], _bars(found.figures[word])) for word in Measure
        ],
        months=_months(found.run.month, month_of(now, zone)),
    )


def _months(shown: Month, present: Month) -> list[dict[str, str]]:
    """What can be chosen: the last two years, and the month that is shown."""
    offered = {present.moved(-back) for back in range(CHOICE)} | {shown}
    newest_first = sorted(offered, reverse=True)
    return [{"value": str(each), "text": str(each)} for each in newest_first]


def _bars(figures: Shown) -> list[list[Part]]:
    most = max((cell or 0 for cell in figures.cells), default=0) or 1
    return [bar((("later", cell or 0),), most) for cell in figures.cells]


@router.get(f"{REPORT}/table")
async def report_table(
    page: PageDep, month: MonthDep = "", run: RunDep = ""
) -> Response:
    """The same as a file for a spreadsheet; its name says the month alone."""
    found = await in_thread(page.mechanism.month_report, page.actor, month, run)
    name = f'attachment; filename="report-{found.run.month}.csv"'
    return Response(
        table(found),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name},
    )


def table(found: Report) -> str:
    """A line a measure, a column a month; what is kept back says so."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    heads = [gettext("Figure"), *map(str, found.months), gettext("All")]
    lines.writerow(map(harmless, heads))
    for word in Measure:
        figures = found.figures[word]
        cells = [_cell(each) for each in (*figures.cells, figures.total)]
        lines.writerow(map(harmless, (labels.label("measure", word), *cells)))
    lines.writerow(map(harmless, (gettext("Report"), found.run.id)))
    return out.getvalue()


def _cell(figure: int | None) -> str:
    return gettext("kept back") if figure is None else str(figure)


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(STARTS) else text
