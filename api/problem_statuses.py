"""What each status says, whatever the kind of problem."""

from collections.abc import Mapping

STATUSES: Mapping[int, str] = {
    400: "The request cannot be read, or has no Idempotency-Key",
    401: "Sign in first",
    403: "Not permitted to this actor",
    404: "Nothing that this actor may know of",
    405: "Another method",
    409: "The pathway, an earlier answer or a consent stands against it",
    410: "The content was erased",
    412: "It changed since it was looked at",
    413: "The request is too large",
    422: "The request is not of its shape",
    428: "If-Match is missing",
    429: "Too many tries, searches or requests",
    431: "The head of the request is too large",
    500: "Something broke; nothing was changed",
    503: "The store or its keys do not answer now; try again",
    507: "The store takes no more; nothing was saved",
}
"""What each status says, whatever the kind."""
