"""Requests that two programs would read as two different ones: none is chosen from.

A proxy that takes the first and a server that takes the last let pass together what
neither would have let pass alone (OWASP ASVS 5.0, V4.2.1 and V15.3.7).
"""

from urllib.parse import parse_qsl

from fastapi import Request
from starlette.responses import Response
from starlette.types import Scope

from api.limits import MOST_HEAD, head_of
from api.pages import entrance
from api.pages import errors as pages
from api.problem_table import KINDS
from api.problems import from_refusal, problem
from referral.errors import Malformed

_MOST = 100
"""Names and values in an address; more is no address of ours."""


def unreadable(scope: Scope) -> Response | None:
    """The answer to a request whose head already cannot be taken, whoever asks.

    One that tells its end by a length, and by pieces, too, is the last on its line
    (RFC 9112, 6.1): nothing can hide behind it.
    """
    if head_of(scope) > MOST_HEAD:
        return problem(KINDS["head-too-large"])
    named = {name for name, _ in scope["headers"]}
    if {b"content-length", b"transfer-encoding"} <= named:
        answer = problem(KINDS["unreadable"])
        answer.headers["Connection"] = "close"
        return answer
    return None


def said_twice(scope: Scope) -> Response | None:
    """The answer to an address that says one name of its query more than once.

    Addresses that need no actor read no choice from it, or look for themselves.
    """
    if "actor" not in scope.get("state", {}):
        return None
    query = bytes(scope["query_string"]).decode("latin-1")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        pairs = [("", "")] * 2
    if len(pairs) == len({name for name, _ in pairs}):
        return None
    if entrance.is_page(scope["path"]):
        return pages.said_twice(Request(scope))
    fault = ("query ?", "said_twice")
    return from_refusal(Malformed("A parameter is there twice.", faults=(fault,)))
