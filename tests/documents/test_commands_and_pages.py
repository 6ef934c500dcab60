"""The table of commands beside pages names every command, and pages that are there."""

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from api.pages.router import PARTS
from tests.promises.commands import all_commands

TABLE = Path("docs/explanation/commands-and-pages.md")
ROW = re.compile(r"^\| `([a-z -]+)` \| (?:`(/[^`]+)`|(-)) \| ?(.*?) ?\|$", re.MULTILINE)
PAGES = {
    route.path
    for part in PARTS
    for route in part.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
}


def rows() -> list[tuple[str, str, str]]:
    """Command, page if it has one, and what is said beside it."""
    found = ROW.findall(TABLE.read_text("utf-8"))
    return [(command, page, why) for command, page, _, why in found]


def test_every_command_stands_there_once_and_in_order() -> None:
    named = [command for command, _, _ in rows()]
    assert named == sorted(all_commands())


@pytest.mark.parametrize(("command", "page", "why"), rows())
def test_each_has_a_page_or_a_reason(command: str, page: str, why: str) -> None:
    assert page in PAGES if page else len(why) > len("none"), command


def test_only_what_keeps_one_person_from_becoming_another_stays_with_the_operator() -> (
    None
):
    """Of what an administrator could do, two acts have no page, each with a reason."""
    of_people = {
        command
        for command, page, why in rows()
        if not page and not why.startswith(("the machine", "the author's", "whoever"))
    }
    assert of_people == {
        *("admin let-in-again", "admin link-openid"),
        *("openapi", "package open", "timeline witness"),
    }
