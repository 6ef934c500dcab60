"""The sheet at the desk: read aloud, printed, drawn as the same bytes twice."""

import ctypes
import re
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.pages.conftest import Desk
from tests.pages.test_paper import pages, said_of
from tests.spec.evidence import chain_of
from workflows.sheets import NOT_NEUTRAL

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


def text_of(page: str) -> str:
    """What stands in the middle of a page."""
    found = MAIN.search(page)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def test_it_is_read_in_order_without_tables_and_is_neutral(desk: Desk) -> None:
    case = desk.world.case()
    shown = desk.get("outreach", f"/desk/cases/{case.id}/sheet")
    assert shown.status_code == 200
    assert "<table" not in shown.text
    told = text_of(shown.text)
    parts = ("What happens next", "What you have a right to", "What we ask you")
    places = [told.index(part) for part in (*parts, "How to take your yes back")]
    assert places == sorted(places)
    assert "You have 30 days to rest and to think." in told
    assert "CETS 197 art 13(1) (read in the source)" in told
    assert "is not decided yet" in told
    assert "to be confirmed by the national coordinator" in told
    assert not NOT_NEUTRAL.search(told)
    assert NOT_NEUTRAL.search(f"{told} a victim"), "the control"
    assert "Kestrel" not in told
    kind, fields = chain_of(desk.world, case.id)[-1]
    assert (kind, fields["language"]) == ("sheet_shown", "en")
    assert desk.get("outreach", "/desk/sheet").status_code == 200
    assert desk.get("auditor", "/desk/sheet").status_code == 403


def test_another_language_is_marked_where_words_are_missing(desk: Desk) -> None:
    shown = desk.get("outreach", "/desk/sheet", **{"Accept-Language": "sq"})
    assert '<html lang="sq"' in shown.text
    told = desk.door.ask(
        "outreach", "GET", "/v1/sheet", headers={"Accept-Language": "sq"}
    ).json()
    assert told["language"] == "sq"
    assert "<span" not in str(told)


@pytest.mark.parametrize("where", ["/desk/sheet/paper", "/desk/cases/{}/sheet/paper"])
def test_on_paper_it_is_the_same_bytes_twice_with_its_fonts(
    desk: Desk, where: str
) -> None:
    address = where.format(desk.world.case().id)
    first, again = (desk.get("outreach", address) for _ in range(2))
    assert first.headers["content-type"] == "application/pdf"
    assert "sheet.pdf" in first.headers["content-disposition"]
    assert first.content == again.content
    read = "\n".join(pages(first.content))
    assert "You have 30 days to rest and to think." in " ".join(read.split())
    assert not NOT_NEUTRAL.search(read + str(said_of(first.content)))
    assert set(embedded(first.content)) == {True}


def embedded(pdf: bytes) -> list[bool]:
    """For each text of a file, whether its font is in it."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        found = [
            pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(each.raw))
            for page in document
            for each in page.get_objects()
            if each.type == pdfium.FPDF_PAGEOBJ_TEXT
        ]
    assert found
    return [bool(ctypes.c_int(each).value) for each in found]


def test_a_program_gets_the_same_as_json_and_as_a_file(desk: Desk) -> None:
    case = desk.world.case().id
    told = desk.door.ask("outreach", "GET", f"/v1/cases/{case}/sheet").json()
    assert told["title"] == "What you can decide"
    assert [each["name"] for each in told["sections"]][:2] == ["next", "rights"]
    drawn = desk.door.ask("outreach", "GET", f"/v1/cases/{case}/sheet/paper")
    page = desk.get("outreach", f"/desk/cases/{case}/sheet/paper")
    assert drawn.content == page.content
