"""The application: every address behind one gate."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.gate import Gate
from api.problems import HANDLERS
from api.routes import cases, consents, general, referrals, timeline
from api.settings import MEGABYTE
from referral.mechanism import Mechanism

DESCRIPTION = """Cases of a national referral mechanism: identification, protection,
consent-bound referral, provable timeline. Every address but sign-in and health needs
an actor. Writes need an `Idempotency-Key`, changes an `If-Match`. Every write answers
with receipts. Pathways are illustrative until the national coordinator confirms them.
"""


def _operation(route: APIRoute) -> str:
    return route.name


def make_app(mechanism: Mechanism, *, max_body: int = MEGABYTE) -> FastAPI:
    """An application that serves one mechanism.

    Args:
        mechanism: Open; the caller closes it.
        max_body: Largest request body, in bytes.
    """
    app = _bare(max_body)
    app.state.mechanism = mechanism
    app.add_middleware(Gate, mechanism=mechanism, max_body=max_body)
    return app


def describe() -> dict[str, Any]:
    """The OpenAPI description, without any mechanism."""
    return _bare(MEGABYTE).openapi()


def _bare(max_body: int) -> FastAPI:
    app = FastAPI(
        title="Referral engine",
        summary="The case workflow of a national referral mechanism",
        description=DESCRIPTION,
        version="0.1.0",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        docs_url=None,
        redoc_url=None,
        max_body_size=max_body,
        generate_unique_id_function=_operation,
        telemetry={"auto_configure": False, "tracing": False, "logs": False},
        exception_handlers=HANDLERS,
    )
    for part in (general, cases, consents, referrals, timeline):
        app.include_router(part.router)
    return app
