"""What is there now beside what was typed, where somebody was faster.

A form that edits something is drawn with what is there. Sent too late, it is shown
again with what was typed, and its page is drawn anew beside it: what the fresh form
holds is what is there now. Nothing but forms is read, so this works for each of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

Values = Mapping[str, Sequence[str]]
MOST = 40
"""Differences that are listed."""
_TICKED = ("radio", "checkbox")
_NAMED = (*_TICKED, "option")
SECRETS = frozenset({"code", "password", "old", "new"})
"""Fields of which nothing is shown again, whatever happens."""
_SILENT = ("hidden", "password", "file")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which somebody typed other than what is there now."""

    anchor: str
    title: str
    now: str
    typed: str


@dataclass(frozen=True, slots=True)
class Both:
    """What is there now and what was typed, and the page that holds the former."""

    found: Sequence[Difference] = ()
    page: str = ""
    kept: Sequence[str] = ()
    """What was typed into a form that is not on the page any more."""


NOBODY_FASTER = Both()


@dataclass
class _Control:
    """One input of a form, or one answer to choose."""

    name: str
    kind: str
    ident: str
    legend: str
    value: str = ""
    chosen: bool = True
    option: str = ""


def not_shown(page: str, typed: Values) -> tuple[str, ...]:
    """Sentences that were typed and that a page does not show again.

    Args:
        page: The page that answers, as HTML.
        typed: What was filled in, by field. Coded words are one word, and no loss.
    """
    shown = " ".join(unescape(page).split())
    told = [each for name, each in typed.items() if name not in SECRETS]
    words = [one for each in told for one in each if " " in one]
    return tuple(one for one in words if " ".join(one.split()) not in shown)


def differences(page: str, action: str, typed: Values) -> tuple[Difference, ...]:
    """Where what was typed differs from what a page holds now.

    Args:
        page: The page as it is drawn now, as HTML.
        action: Where the form of it goes.
        typed: What was filled in, by field.
    """
    reader = _Reader(action)
    reader.feed(page)
    names = dict.fromkeys(each.name for each in reader.controls)
    found = [_compared(reader, name, typed.get(name, ())) for name in names]
    return tuple(each for each in found if each is not None)[:MOST]


def _compared(reader: "_Reader", name: str, typed: Sequence[str]) -> Difference | None:
    controls = [each for each in reader.controls if each.name == name]
    now = [each.value for each in controls if each.chosen and each.value]
    mine = [one for one in typed if one]
    if now == mine:
        return None
    said = {each.value: reader.said(each) for each in controls if each.kind in _NAMED}
    first = controls[0]
    title = first.legend if first.kind in _TICKED else reader.labels.get(first.ident)
    told = [", ".join(said.get(one, one) for one in each) for each in (now, mine)]
    return Difference(first.ident, title or first.legend, *told)


class _Reader(HTMLParser):
    """Reads the controls of one form, with their labels and legends."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.controls: list[_Control] = []
        self.labels: dict[str, str] = {}
        self._action, self._inside = action, False
        self._legend = self._for = self._list = self._ident = ""
        self._text: list[str] = []

    def said(self, control: _Control) -> str:
        """What an answer is called on the page."""
        if control.kind == "option":
            return control.option
        return self.labels.get(control.ident, control.value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = had.get("action") == self._action
        if not self._inside:
            return
        if tag in ("legend", "label", "option", "textarea"):
            self._text = []
        if tag == "label":
            self._for = had.get("for", "")
        elif tag in ("select", "textarea"):
            self._list, self._ident = had.get("name", ""), had.get("id", "")
        elif tag == "option":
            self._add(self._list, "option", had, chosen="selected" in had)
        elif tag == "input" and had.get("type", "text") not in _SILENT:
            kind = had.get("type", "text")
            ticked = kind not in _TICKED or "checked" in had
            self._add(had.get("name", ""), kind, had, chosen=ticked)

    def _add(
        self, name: str, kind: str, had: Mapping[str, str], *, chosen: bool
    ) -> None:
        ident = self._ident if kind == "option" else had.get("id", "")
        value = had.get("value", "")
        if name:
            made = _Control(name, kind, ident, self._legend, value, chosen)
            self.controls.append(made)

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self._inside:
            return
        said = " ".join("".join(self._text).split())
        if tag == "legend":
            self._legend = said
        elif tag == "fieldset":
            self._legend = ""
        elif tag == "label":
            self.labels[self._for] = said
        elif tag == "option" and self.controls:
            self.controls[-1].option = said
        elif tag == "textarea":
            text = "".join(self._text).replace("\r\n", "\n").strip()
            self._add(
                self._list, "text", {"id": self._ident, "value": text}, chosen=True
            )
        elif tag == "form":
            self._inside = False
