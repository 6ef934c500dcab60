"""The application: every address behind one gate."""

import json
from functools import cache, partial
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from api import description
from api.gate import Gate
from api.limits import NO_RATES, Rates
from api.pages import router as pages
from api.pages.errors import HANDLERS
from api.routes import (
    access,
    addresses,
    attachments,
    breaches,
    cases,
    checkpoint,
    conduct,
    consents,
    corrections,
    data_rights,
    deletions,
    directory,
    erasing,
    exports,
    general,
    handovers,
    housing,
    ledger,
    levers,
    lists,
    machine_keys,
    notices,
    offer_life,
    openid,
    outside,
    own,
    own_codes,
    packages,
    plans,
    problems,
    questions,
    referrals,
    search,
    services,
    signing_in,
    timeline,
    together,
    webhooks,
)
from api.settings import MEGABYTE, NEUTRAL
from api.visitors import Visitors, unlimited
from referral.mechanism import Mechanism

PARTS = (
    *(general, signing_in, openid, cases, attachments, consents, referrals),
    *(offer_life, handovers, together, erasing, search, addresses, lists),
    *(questions, deletions, plans, levers, housing),
    *(timeline, exports, corrections, ledger),
    *(data_rights, breaches, access, directory, conduct, machine_keys),
    *(webhooks, services, own, own_codes, packages, notices, outside),
    *(checkpoint, problems),
)
"""In the order of the description."""


def _operation(route: APIRoute) -> str:
    return route.name


def make_app(
    mechanism: Mechanism,
    *,
    max_body: int = MEGABYTE,
    exit_url: str = NEUTRAL,
    rates: Rates = NO_RATES,
) -> FastAPI:
    """An application that serves one mechanism.

    Args:
        mechanism: Open; the caller closes it.
        max_body: Largest request body, in bytes.
        exit_url: Where the quick exit of a page leads.
        rates: How often one actor may ask.
    """
    app = _bare()
    app.state.mechanism = mechanism
    app.state.exit_url = exit_url
    app.state.visitors = unlimited() if rates is NO_RATES else Visitors()
    app.add_middleware(Gate, mechanism=mechanism, max_body=max_body, rates=rates)
    return app


def describe() -> dict[str, Any]:
    """The OpenAPI description, without any mechanism."""
    described: dict[str, Any] = json.loads(_description())
    return described


@cache
def _description() -> str:
    return json.dumps(description.complete(FastAPI.openapi(_bare())))


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = describe()
    return app.openapi_schema


def _bare() -> FastAPI:
    app = _empty()
    app.openapi = partial(_described, app)  # type: ignore[method-assign] # its hook
    app.router.routes.extend(_addresses())
    return app


@cache
def _addresses() -> tuple[BaseRoute, ...]:
    """Every address; once in a process, because the first request prepares them all.

    That takes a second. They know no mechanism: it is asked of the application.
    """
    app = _empty()
    before = len(app.router.routes)
    for part in PARTS:
        app.include_router(part.router)
    app.include_router(pages.router)
    return tuple(app.router.routes[before:])


def _empty() -> FastAPI:
    return FastAPI(
        title="Referral engine",
        summary="The case workflow of a national referral mechanism",
        description=description.ABOUT,
        version="0.1.0",
        contact=description.CONTACT,
        openapi_tags=description.TAGS,
        servers=description.SERVERS,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        redirect_slashes=False,  # its answer repeats host and query
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation,
        telemetry={"auto_configure": False, "tracing": False, "logs": False},
        exception_handlers=HANDLERS,
    )
