"""The form of a page that the buttons above it take along: its longest.

Locking and covering are buttons of the header, outside every form. HTML lets a button
belong to a form by its name (`form=`), so that what is typed goes with the press, with
no script. A script chooses the form that was typed into, where there are several.
"""

import re
from dataclasses import dataclass

WORK = "work"
_FORM = re.compile(
    r'<form\b([^<>]*\baction="(/desk/[^"]+)"[^<>]*)>(.*?)</form>', re.DOTALL
)
_FIELD = re.compile(r'<(?:input\b(?![^<>]*type="hidden")|select\b|textarea\b)')
_NOT = re.compile(r'enctype=|hx-post=|data-passkey|\bid="|type="password"')


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A page's content, and the form that a press takes along."""

    content: str
    action: str = ""
    """Where that form goes; empty where the page has none to fill in."""


def open_form(content: str) -> OpenForm:
    """Name the longest form of a page; one with a document or a password in it is none.

    Args:
        content: What the page shows, as HTML.
    """
    found = [
        (len(_FIELD.findall(each[3])), each)
        for each in _FORM.finditer(content)
        if not _NOT.search(each[1]) and 'type="password"' not in each[3]
    ]
    longest = max(found, key=lambda pair: pair[0], default=(0, None))
    count, form = longest
    if not count or form is None:
        return OpenForm(content)
    named = f'{content[: form.start(1)]} id="{WORK}"{content[form.start(1) :]}'
    return OpenForm(named, form[2])
