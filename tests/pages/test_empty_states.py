"""Every list with nothing in it says what appears there, and what to do next."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from api.pages.entrance import SIGN_IN
from api.pages.labels_help import PAGE_IS_FOR
from referral.actions.administer import NewActor
from referral.actions.work import OnDuty
from tests.architecture.source import ROOT
from tests.pages.conftest import Desk
from tests.world import World
from workflows.vocabulary import ActorKind, Regime, Role

TEMPLATES = ROOT / "api" / "templates"
LOOP = re.compile(r"{% for \w+(?:, \w+)* in ([^%]+?) %}")
EMPTY = re.compile(r'<p class="desk-empty">(.*?)</p>', re.DOTALL)
LISTS = sorted(
    path
    for path in PAGE_IS_FOR
    if path.startswith("/desk") and "{" not in path and path != SIGN_IN
)
"""Every page that has an address of its own, whoever looks."""
OF_A_CASE = (
    *("access", "attachments", "data-rights", "ledger", "plan", "questions"),
    *("retention", "timeline", "offers/new"),
)
NEVER_EMPTY = {
    "account.html": "whoever looks is signed in with something",
    "case_paper.html": "what a case holds, and what was left out, each if there is any",
    "first_offer.html": "says itself what to do where nobody can be asked",
    "breach.html": "one breach, and what is still to be said of it",
    "directory_closing.html": "says none for each kind by itself",
    "directory_departure.html": "the same",
    "handover.html": "one arrangement, in words",
    "safe_contact.html": "every way is listed, whatever is said of it",
    "confirm_view.html": "a letter of its own for one thing",
    "conduct_publishing.html": "a form with a field for each language",
    "directory.html": "whoever looks belongs to an organisation",
    "glass.html": "one opening, with the drawers that it opened",
    "glossary.html": "the words are always there",
    "glossary_list.html": "the same",
    "help.html": "the same",
    "letter_view.html": "one offer",
    "offer.html": "one offer, with a card for each case",
    "offer_preview.html": "says itself that nothing can be offered",
    "package.html": "is only reached where something was given",
    "permissions.html": "the tables that decide are never empty",
    "person_data.html": "what is known, part by part",
    "processing.html": "says unset for itself",
    "recovery_codes.html": "codes that were just made",
    "service.html": "one service",
    "service_terms.html": "a form",
    "sheet.html": "sentences that are always there",
    "signers.html": "there is always somebody who signs",
    "try_it.html": "six steps",
}
"""Templates with a loop over what can never be nothing, and why."""
ROLES = sorted(set(Role) - {Role.SYSTEM})


def of_pages() -> Iterator[Path]:
    for path in sorted(TEMPLATES.glob("*.html")):
        text = path.read_text("utf-8")
        if 'extends "base.html"' in text and re.search(r"<(ul|ol|dl)\b", text):
            yield path


@pytest.mark.parametrize("path", tuple(of_pages()), ids=lambda path: path.name)
def test_every_template_with_a_list_says_something_where_it_is_empty(
    path: Path,
) -> None:
    text = path.read_text("utf-8")
    loops = LOOP.findall(text)
    says = "nothing(" in text or "desk-empty" in text
    if path.name in NEVER_EMPTY:
        assert not says or path.name == "offer_preview.html"
    elif loops:
        assert says, f"{path.name}: {loops}"


def text_of(found: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def somebody(world: World, role: Role) -> str:
    """Somebody who holds this one role, in a mechanism where nothing happened yet."""
    name = f"only-{role.value}"
    body = world.bodies["bystanders"]
    done = world.admit(NewActor(body, name, frozenset({role})))
    world.people[name] = OnDuty(
        done.id, body, ActorKind.PERSON, Regime.GDPR, frozenset({role})
    )
    return name


def lists_with_nothing(desk: Desk, who: str, paths: list[str]) -> list[str]:
    """What each empty list on these pages says, the pages that may be looked at."""
    said = []
    for path in paths:
        page = desk.get(who, path)
        assert page.status_code in (200, 303, 403, 404), path
        if page.status_code == 200:
            said += EMPTY.findall(page.text)
    return said


@pytest.mark.parametrize("role", ROLES)
def test_whoever_looks_at_an_empty_desk_is_told_what_will_stand_there(
    desk: Desk, role: Role
) -> None:
    who = somebody(desk.world, role)
    for each in lists_with_nothing(desk, who, LISTS):
        words = text_of(each)
        assert "ppear" in words or "hear here" in words or "asked of you" in words
        action = each.partition('class="desk-next">')[2]
        assert action, words
        assert action.count("<a ") <= 1
        leads = re.search(r'href="(/desk[^"#]*)', action)
        if leads:
            assert desk.get(who, leads.group(1)).status_code == 200


@pytest.mark.parametrize("who", ["outreach", "coordinator", "auditor"])
def test_the_lists_of_a_case_that_was_just_opened_say_it_too(
    desk: Desk, who: str
) -> None:
    case = desk.world.case().id
    paths = [f"/desk/cases/{case}/{part}" for part in OF_A_CASE]
    found = lists_with_nothing(desk, who, paths)
    assert found
    for each in found:
        assert 'class="desk-next">' in each, text_of(each)


def test_nothing_found_says_what_to_try_next(desk: Desk) -> None:
    desk.world.case()
    answered = desk.fill(
        "outreach", "/desk/search", "/search", name="Milica Delić", purpose="care"
    )
    (said,) = EMPTY.findall(answered.text)
    assert "Try another spelling, or a number." in text_of(said)
    code = desk.fill("outreach", "/desk/find", "/find", code="K7QF-4MDX")
    assert "Look at the code again" in code.text
