"""What was done, told once: by the page that follows, and not by its address.

The cookie holds a word of our list, a mark of the page it is for, and the receipts of
what was written, so that neither a link nor another page tells of something that was
not done there.
"""

import re
from collections.abc import Sequence
from hashlib import sha256

from fastapi import Request, Response

from api.pages import entrance

COOKIE = "__Host-done"
MOST = 5
"""Receipts that are shown, the first ones: a cookie holds four kilobytes."""
_RECEIPT = re.compile(r"[0-9a-f-]{36};[0-9]{1,10};[0-9a-f]{64}")


def put_up(
    answer: Response, path: str, word: str, receipts: Sequence[str] = ()
) -> None:
    """Have the page at this address tell what was done."""
    kept = [each.replace(";", "~") for each in receipts[:MOST]]
    answer.set_cookie(
        COOKIE,
        ".".join([word, _mark(path), *kept]),
        secure=True,
        httponly=True,
        samesite="strict",
    )


def word_for(request: Request) -> str:
    """What this page is to tell, or nothing."""
    word, mark, *_ = [*entrance.cookie(request.scope, COOKIE).split("."), ""]
    here = mark == _mark(request.url.path)
    return word if here and request.method == "GET" else ""


def receipts_for(request: Request) -> list[str]:
    """The receipts of what was done, with a word that this page is to tell."""
    kept = entrance.cookie(request.scope, COOKIE).split(".")[2:]
    read = [each.replace("~", ";") for each in kept]
    return [each for each in read if _RECEIPT.fullmatch(each)]


def take_down(answer: Response) -> None:
    """It is told once."""
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")


def _mark(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:12]
