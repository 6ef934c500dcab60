"""Every form of every page, found by walking the tour without a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from tests.browser.conftest import Site
from tests.browser.tour import tour
from tests.pages.conftest import Desk

_SOME = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
ENDS = ("/sign-out", "/lock", "/cover", "/sessions/end", "/language")
"""Buttons that end what the others need, or beside every page."""


@dataclass
class Input:
    """One field of a form, and the answers it offers."""

    name: str
    kind: str
    value: str = ""


@dataclass
class Found:
    """A form of a page, and who sees it."""

    who: str | None
    page: str
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

    def filled(self, value: str | None = None, **own: str) -> list[tuple[str, str]]:
        """The form with a value in each field; as it was drawn without one."""
        sent = []
        for each in self.fields:
            hidden = each.kind == "hidden"
            word = each.value if hidden or value is None else value
            sent.append((each.name, own.get(each.name, word)))
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[Input]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            files = "enctype" in had or "data-passkey" in had
            self._open = not files
            if not files:
                self.forms.append((had.get("action", ""), []))
        elif self._open and tag in ("input", "select", "textarea") and had.get("name"):
            kind = had.get("type", "text") if tag == "input" else tag
            read = Input(had["name"], kind, had.get("value", ""))
            self.forms[-1][1].append(read)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def read(page: str) -> list[tuple[str, list[Input]]]:
    """Address and fields of every form of a page; not those that take a file."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def pages_seen(desk: Desk) -> Iterator[tuple[str | None, str, str]]:
    """Who looks, where, and the page: every stop of the tour that is only looked at."""
    site = Site("", desk.world, None, desk.door)  # type: ignore[arg-type] # no browser
    for who, path, press in tour(site):
        if not press:
            shown = desk.get(who, path)
            yield who, path, shown.text


def forms_seen(desk: Desk) -> list[Found]:
    """Every form of the tour, once for each kind of thing and of person."""
    found: dict[str, Found] = {}
    for who, path, page in pages_seen(desk):
        for action, fields in read(page):
            one = Found(who, path, action, fields)
            if action and not action.endswith(ENDS):
                found.setdefault(one.name, one)
    return list(found.values())
