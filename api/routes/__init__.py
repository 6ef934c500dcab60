"""One file a noun: take the actor, call the mechanism, return the shape."""

from typing import Any

from api.problems import Problem

Responses = dict[int | str, dict[str, Any]]

COMMON: Responses = {
    401: {"model": Problem, "description": "Sign in first"},
    403: {"model": Problem, "description": "Not permitted to this actor"},
    404: {"model": Problem, "description": "Nothing that this actor may know of"},
    413: {"model": Problem, "description": "The request is too large"},
    422: {"model": Problem, "description": "The request cannot be read as it stands"},
    500: {"model": Problem, "description": "Something broke; nothing was changed"},
    503: {"model": Problem, "description": "The store cannot write now; try again"},
}
"""Problems any address may answer with."""

WRITE: Responses = {
    **COMMON,
    400: {"model": Problem, "description": "Idempotency-Key is missing"},
    409: {"model": Problem, "description": "The pathway or a consent stands against"},
    410: {"model": Problem, "description": "The content was erased"},
}
"""Problems a write may answer with."""

CHANGE: Responses = {
    **WRITE,
    412: {"model": Problem, "description": "It changed since it was looked at"},
    428: {"model": Problem, "description": "If-Match is missing"},
}
"""Problems a write on something that exists may answer with."""

OPENING: Responses = {
    **COMMON,
    409: {"model": Problem, "description": "There is nothing to open yet"},
    410: {"model": Problem, "description": "The content was erased"},
}
"""Problems of opening sealed content."""
