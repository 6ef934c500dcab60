"""Whether pages cover what they show, for who works where others look on.

A cookie says so until the browser closes or its person signs out. It changes how a page
is drawn and nothing else: what is covered was read, and its entry is written.
"""

import re

from fastapi import Request, Response

from api.pages import entrance

COOKIE = "__Host-cover"
_ON, _OFF = "1", "0"
_LINKS = re.compile(r"(<a\b.*?</a>)", re.DOTALL)
_COVERED = re.compile(r'<(\w+)([^<>]* class="[^"]*\bdesk-(?:code|secret)\b)')


def is_on(request: Request) -> bool:
    """True if this browser covers."""
    return entrance.cookie(request.scope, COOKIE) == _ON


def turn(request: Request, answer: Response) -> None:
    """Cover from now on, or no more."""
    word = _OFF if is_on(request) else _ON
    answer.set_cookie(COOKIE, word, secure=True, httponly=True, samesite="strict")


def drop(answer: Response) -> None:
    """Nothing is covered for whoever comes next."""
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")


def reachable(body: str) -> str:
    """A page's content in which each covered value can be reached with the keyboard.

    What stands in a link is shown while the link has the focus.
    """
    parts = _LINKS.split(body)
    return "".join(
        part if at % 2 else _COVERED.sub(r'<\1 tabindex="0"\2', part)
        for at, part in enumerate(parts)
    )
