"""Bodies in JSON in which a name is there once: the last is not chosen from two.

RFC 8259, 4 leaves open what a program does with the others, so two programs would read
two different things (I-JSON, RFC 7493, 2.3; OWASP ASVS 5.0, V15.3.7).
"""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class SaidOnce(APIRoute):
    """An address that takes no body in which a name of an object is there twice."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Answer a request whose body is read strictly."""
        answered = super().get_route_handler()

        async def answer(request: Request) -> Response:
            return await answered(_Strict(request.scope, request.receive))

        return answer


class _Strict(Request):
    async def json(self) -> Any:  # noqa: ANN401 # what a body in JSON may be
        if not hasattr(self, "_json"):
            self._json = json.loads(await self.body(), object_pairs_hook=_once)
        return self._json


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise json.JSONDecodeError("a name is there twice", "", 0)
    return found
