"""What a browser prints: a word instead of a page, but for what is made for paper."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Site
from tests.pages.test_paper import pages
from workflows.vocabulary import Compartment

NOTICE = "This page is not made for paper."
LONG = "\n".join(f"Line {at} of what was seen." for at in range(120))


def printed(page: Page) -> list[str]:
    """The text of every sheet that a page prints."""
    return [" ".join(sheet.split()) for sheet in pages(page.pdf(format="A4"))]


@pytest.mark.parametrize("where", ["", "/timeline", "/facts", "/print"])
def test_a_page_of_a_case_prints_one_sentence(site: Site, where: str) -> None:
    case = site.world.case()
    with site.person("outreach", size=PHONE) as page:
        page.goto(f"/desk/cases/{case.id}{where}")
        assert str(case.details["code"]) in page.content()
        (sheet,) = printed(page)
        assert NOTICE in sheet
        assert str(case.details["code"]) not in sheet


def test_a_case_on_paper_has_its_reference_and_number_on_every_sheet(
    site: Site,
) -> None:
    world = site.world
    case = world.case()
    world.mechanism.record_content(
        world["outreach"], case.id, {Compartment.NARRATIVE: {"account": LONG}}
    )
    with site.person("outreach", size=PHONE) as page:
        page.goto(f"/desk/cases/{case.id}/print")
        page.get_by_label("What is the paper for?").select_option("protection")
        page.locator("[value=narrative]").check()
        page.get_by_role("button", name="Make the page for paper").click()
        page.get_by_role("heading", name="Where it stands").wait_for()
        sheets = printed(page)
    assert len(sheets) > 2
    for at, sheet in enumerate(sheets, start=1):
        assert f"Reference: {case.details['code']}" in sheet
        assert f"{at} / {len(sheets)}" in sheet
        assert "Sign out" not in sheet
        assert not sheet.rstrip().endswith("Help"), "what unfolds on a screen"
        assert "Kestrel" not in sheet
    assert "Line 119 of what was seen." in sheets[-1] + sheets[-2]


def test_what_is_made_for_paper_prints_itself_and_nothing_around_it(
    site: Site,
) -> None:
    with site.person("outreach", size=PHONE) as page:
        page.goto("/desk/sheet")
        title = page.locator("h1").inner_text()
        sheets = printed(page)
        assert title in sheets[0]
        assert NOTICE not in "".join(sheets)
        assert "Exit this page" not in "".join(sheets)


def test_the_persons_own_page_prints_one_sentence_too(site: Site) -> None:
    world = site.world
    number = world.mechanism.issue_own_code(world["outreach"], world.case().id)
    with site.person(size=PHONE) as page:
        page.goto("/my")
        page.locator("#code").fill(str(number.details["number"]))
        page.get_by_role("button", name="Go on").click()
        page.get_by_text("To whoever helps you, say:").wait_for()
        (sheet,) = printed(page)
        assert NOTICE in sheet
        assert "Print" not in sheet
        assert "To whoever helps you" not in sheet
