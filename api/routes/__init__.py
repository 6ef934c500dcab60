"""One file a noun: take the actor, call the mechanism, return the shape."""

from typing import Any

from api.problem_table import STATUSES
from api.problems import Problem

Responses = dict[int | str, dict[str, Any]]


def may_answer(*statuses: int) -> Responses:
    """What an operation says about the problems it may answer with."""
    return {
        status: {"model": Problem, "description": STATUSES[status]}
        for status in statuses
    }


OPEN_TO_ALL = may_answer(413, 431, 500)
"""Problems of addresses that need no actor."""

SIGNED_IN = {**OPEN_TO_ALL, **may_answer(401, 422, 429, 503, 507)}
"""Problems any address behind the gate may answer with."""

LISTING = {**SIGNED_IN, **may_answer(403)}
"""Problems of a list."""

COMMON = {**LISTING, **may_answer(404)}
"""Problems of looking at something."""

LEFT = {**COMMON, **may_answer(410)}
"""Problems of looking at what an erasure may have ended."""

WRITE = {**COMMON, **may_answer(400, 409, 410)}
"""Problems a write may answer with."""

CHANGE = {**WRITE, **may_answer(412, 428)}
"""Problems a write on something that exists may answer with."""

OPENING = {**COMMON, **may_answer(409, 410)}
"""Problems of opening sealed content."""

_TEXT = {"type": "string"}
PACKAGE: Responses = {
    200: {
        "description": "One file with payload and signature, or a token",
        "content": {
            "application/octet-stream": {
                "schema": {**_TEXT, "format": "binary"},
                "example": "package.tar.age ...",
            }
        },
        "headers": {
            "Content-Disposition": {
                "description": "Always a download, under a neutral name",
                "required": True,
                "schema": _TEXT,
                "example": 'attachment; filename="package-1f6ac9d2.tar"',
            },
            "Manifest-SHA256": {
                "description": "Of the manifest in it; the entry holds it, too",
                "required": True,
                "schema": {**_TEXT, "pattern": "^[0-9a-f]{64}$"},
                "example": "9f" * 32,
            },
            "Receipts": {"$ref": "#/components/headers/Receipts"},
        },
    }
}
"""A package that leaves as a download (`api.files.Given`)."""
