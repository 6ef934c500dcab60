"""What was done, told once: by the page that follows, and not by its address.

The cookie holds a word of our list and a mark of the page it is for, so that neither
a link nor another page tells of something that was not done there.
"""

from hashlib import sha256

from fastapi import Request, Response

from api.pages import entrance

COOKIE = "__Host-done"


def put_up(answer: Response, path: str, word: str) -> None:
    """Have the page at this address tell what was done."""
    answer.set_cookie(
        COOKIE,
        f"{word}.{_mark(path)}",
        secure=True,
        httponly=True,
        samesite="strict",
    )


def word_for(request: Request) -> str:
    """What this page is to tell, or nothing."""
    word, _, mark = entrance.cookie(request.scope, COOKIE).partition(".")
    here = mark == _mark(request.url.path)
    return word if here and request.method == "GET" else ""


def take_down(answer: Response) -> None:
    """It is told once."""
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")


def _mark(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:12]
