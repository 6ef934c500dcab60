"""The application: every address behind one gate."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.dependencies import KEY_PATTERN, VERSION_PATTERN
from api.gate import Gate
from api.pages import router as pages
from api.pages.errors import HANDLERS
from api.problems import MEDIA_TYPE
from api.routes import cases, consents, general, referrals, timeline
from api.settings import MEGABYTE, NEUTRAL
from referral.mechanism import Mechanism

DESCRIPTION = """Cases of a national referral mechanism: identification, protection,
consent-bound referral, provable timeline. Every address but sign-in and health needs
an actor. Writes need an `Idempotency-Key`, changes an `If-Match`. Every write answers
with receipts. Pathways are illustrative until the national coordinator confirms them.
"""


def _operation(route: APIRoute) -> str:
    return route.name


def make_app(
    mechanism: Mechanism, *, max_body: int = MEGABYTE, exit_url: str = NEUTRAL
) -> FastAPI:
    """An application that serves one mechanism.

    Args:
        mechanism: Open; the caller closes it.
        max_body: Largest request body, in bytes.
        exit_url: Where the quick exit of a page leads.
    """
    app = _bare()
    app.state.mechanism = mechanism
    app.state.exit_url = exit_url
    app.add_middleware(Gate, mechanism=mechanism, max_body=max_body)
    return app


def describe() -> dict[str, Any]:
    """The OpenAPI description, without any mechanism."""
    return _bare().openapi()


def _described(app: FastAPI) -> dict[str, Any]:
    """The description, with what the framework cannot know of our headers."""
    if app.openapi_schema is None:
        words = FastAPI.openapi(app)
        for operation in _operations(words):
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in _PATTERNS:
                    parameter["required"] = True
                    parameter["schema"] = {
                        "type": "string",
                        "pattern": _PATTERNS[parameter["name"]],
                        "examples": parameter["schema"]["examples"],
                    }
            for response in operation["responses"].values():
                content = response.get("content", {})
                if content.get("application/json", {}).get("schema") == _PROBLEM:
                    content[MEDIA_TYPE] = content.pop("application/json")
        app.openapi_schema = words
    return app.openapi_schema


_PATTERNS = {"Idempotency-Key": KEY_PATTERN, "If-Match": VERSION_PATTERN}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_METHODS = ("get", "post", "put", "patch", "delete")


def _operations(words: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in words["paths"].values():
        yield from (path[method] for method in _METHODS if method in path)


def _bare() -> FastAPI:
    app = FastAPI(
        title="Referral engine",
        summary="The case workflow of a national referral mechanism",
        description=DESCRIPTION,
        version="0.1.0",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation,
        telemetry={"auto_configure": False, "tracing": False, "logs": False},
        exception_handlers=HANDLERS,
    )
    app.openapi = partial(_described, app)  # type: ignore[method-assign] # its hook
    for part in (general, cases, consents, referrals, timeline):
        app.include_router(part.router)
    app.include_router(pages.router)
    return app
