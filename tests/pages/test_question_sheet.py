"""The sheet of questions: in the order of its form, neutral, the same bytes twice."""

import re
from html.parser import HTMLParser

import pytest

from api.pages.first_questions import asked
from api.pages.language import SPEECHES
from tests.pages.conftest import Desk
from tests.pages.test_paper import pages, said_of
from tests.pages.test_sheets import embedded, text_of
from workflows.catalogues import service_types
from workflows.sheets import NOT_NEUTRAL

SHEET, LATE = "/desk/question-sheet", "/desk/cases/late"
OWN_FIELDS = ("_key", "happened.later")


class _Asked(HTMLParser):
    """The names of a form's fields, or of a sheet's questions, in order, once each."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        fields = ("input", "select", "textarea")
        name = had.get("name") if tag in fields else had.get("data-question")
        if name and name not in OWN_FIELDS and self.names[-1:] != [name]:
            self.names.append(name)


def in_order(page: str) -> list[str]:
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main is not None
    reader = _Asked()
    reader.feed(main.group())
    found = reader.names
    return [name for n, name in enumerate(found) if found[n - 1 : n] != [name]]


def questions(page: str) -> list[str]:
    """What is asked, in the words of a page: legends, labels, numbered lines."""
    found = re.findall(
        r'(?:<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">'
        r'|<label class="govuk-label govuk-label--s"[^>]*>)\s*([^<]*?)\s*<',
        page,
    )
    return [" ".join(each.split()) for each in found]


def test_form_and_sheet_ask_the_same_in_the_same_order(desk: Desk) -> None:
    form = desk.get("outreach", LATE).text
    sheet = desk.get("outreach", SHEET).text
    wanted = [one.name for one in asked()]
    once = [name for n, name in enumerate(wanted) if wanted[n - 1 : n] != [name]]
    assert in_order(form) == in_order(sheet) == once
    said = re.findall(r'<p class="sheet-say"><strong>\d+ ([^<]*)</strong>', sheet)
    assert questions(form) == said == [one.say for one in asked()]
    assert len(said) > 20


def test_every_answer_on_the_sheet_is_an_answer_of_the_form(desk: Desk) -> None:
    form = text_of(desk.get("outreach", LATE).text)
    sheet = desk.get("outreach", SHEET).text
    boxes = re.findall(r"☐</span>\s*([^<]*?)\s*<", sheet)
    for box in boxes:
        assert f"{box} ·" in form if box.isdecimal() else box in form, box
    assert len(boxes) > 50
    assert set(service_types()) <= set(
        re.findall(r'value="([a-z_]+)"', desk.get("outreach", LATE).text)
    )


@pytest.mark.parametrize("code", SPEECHES)
def test_on_paper_it_is_the_same_bytes_twice_tagged_and_neutral(
    desk: Desk, code: str
) -> None:
    heard = {"Accept-Language": code}
    first, again = (desk.get("outreach", f"{SHEET}/paper", **heard) for _ in range(2))
    assert first.headers["content-type"] == "application/pdf"
    assert 'filename="questions.pdf"' in first.headers["content-disposition"]
    assert first.content == again.content
    assert b"/StructTreeRoot" in first.content or b"/ObjStm" in first.content
    read = " ".join("\n".join(pages(first.content)).split())
    told = (
        f"{read} {said_of(first.content)} {desk.get('outreach', SHEET, **heard).text}"
    )
    main = text_of(told)
    for text in (read, main, str(said_of(first.content))):
        assert not NOT_NEUTRAL.search(text), NOT_NEUTRAL.search(text)
    assert set(embedded(first.content)) == {True}
    if code == "en":
        places = [read.index(one.say) for one in asked() if one.say != "Age"]
        assert places == sorted(places)
        assert "May I ask for a place to sleep for you?" in read


def test_it_is_for_whoever_records_a_first_contact(desk: Desk) -> None:
    assert desk.get("auditor", SHEET).status_code == 403
    assert desk.get("auditor", f"{SHEET}/paper").status_code == 403
