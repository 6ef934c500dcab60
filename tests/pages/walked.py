"""Every page and every form of it, found by walking the tour without a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx2

from tests.browser.conftest import Site
from tests.browser.tour import tour
from tests.pages.conftest import Desk

_SOME = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
ENDS = ("/sign-out", "/lock", "/cover", "/sessions/end", "/language")
"""Buttons that end what the others need, or stand beside every page."""
_LONG = 1_000
Seen = tuple[str | None, str, httpx2.Response]


@dataclass
class Input:
    """One field of a form."""

    name: str
    kind: str
    value: str = ""


@dataclass
class Found:
    """A form of a page, and who sees it."""

    who: str | None
    action: str
    fields: list[Input]

    @property
    def typed(self) -> list[str]:
        """Names of the fields into which words are written."""
        return [each.name for each in self.fields if each.kind in ("text", "textarea")]

    @property
    def name(self) -> str:
        """The form, whatever it is about."""
        return _SOME.sub("*", f"{self.who} {self.action}")

    def has(self, name: str) -> bool:
        """True if it has a field of this name."""
        return any(each.name == name for each in self.fields)

    def filled(self, word: str | None = None, **own: str) -> list[tuple[str, str]]:
        """The form with a word in each field; as it was drawn without one."""
        sent = []
        for each in self.fields:
            answer = word if each.name in self.typed else (word or "")[:_LONG]
            drawn = each.kind == "hidden" or word is None
            value = each.value if drawn else answer or ""
            sent.append((each.name, own.get(each.name, value)))
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[Input]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = "enctype" not in had and "data-passkey" not in had
            if self._open:
                self.forms.append((had.get("action", ""), []))
        elif self._open and tag in ("input", "select", "textarea") and had.get("name"):
            kind = had.get("type", "text") if tag == "input" else tag
            read = Input(had["name"], kind, had.get("value", ""))
            self.forms[-1][1].append(read)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def pages_seen(desk: Desk) -> Iterator[Seen]:
    """Who looks, where, and the page: every stop of the tour that is only looked at."""
    site = Site("", desk.world, None, desk.door)  # type: ignore[arg-type] # no browser
    for who, path, press in tour(site):
        if not press:
            page = desk.get(who, path)
            if page.status_code == 303:  # it leads on: to where one stopped
                page = desk.get(who, page.headers["location"])
            yield who, path, page


def forms_of(who: str | None, page: str) -> Iterator[Found]:
    """The forms of a page, but those that take a file or a passkey."""
    reader = _Reader()
    reader.feed(page)
    for action, fields in reader.forms:
        if action and not action.endswith(ENDS):
            yield Found(who, action, fields)
