"""Sessions, services, the pathway, and whether the server is well."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import shapes, views
from api.dependencies import ActorDep, MechanismDep
from api.executor import in_thread
from api.routes import LISTING, OPEN_TO_ALL, SIGNED_IN, may_answer
from api.said_once import SaidOnce
from api.source import source_of
from referral.errors import Fault, KeysUnavailable

router = APIRouter(route_class=SaidOnce)

_SIGN_IN = {**OPEN_TO_ALL, **may_answer(400, 401, 422, 429, 503, 507)}


@router.post("/v1/session", status_code=201, tags=["session"], responses=_SIGN_IN)
async def sign_in(
    body: shapes.SignIn, request: Request, mechanism: MechanismDep
) -> views.Session:
    """Open a session. Send the token as `Authorization: Bearer ...`.

    Five wrong tries for a name within 15 minutes lock it for a quarter of an hour,
    and twenty from one address do so for that.
    """
    said = (body.name, body.password, body.code or "", source_of(request))
    opened = await in_thread(mechanism.sign_in, *said)
    return views.Session.model_validate(opened)


@router.delete("/v1/session", status_code=204, tags=["session"], responses=SIGNED_IN)
async def sign_out(request: Request, actor: ActorDep, mechanism: MechanismDep) -> None:
    """End the session; the token opens nothing from now on."""
    _ = actor
    await in_thread(mechanism.sign_out, request.state.token)


@router.get("/v1/me", tags=["session"], responses=SIGNED_IN)
async def who_am_i(actor: ActorDep) -> views.Me:
    """Who is signed in, for which organisation, in which roles."""
    return views.Me(
        id=actor.id,
        organisation_id=actor.organisation_id,
        kind=actor.kind,
        regime=actor.regime,
        roles=sorted(actor.roles),
    )


@router.get("/v1/services", tags=["services"], responses=LISTING)
async def list_services(
    actor: ActorDep,
    mechanism: MechanismDep,
    service_type: Annotated[
        str | None,
        Query(alias="type", pattern=r"^[a-z_]{1,40}$", description="Only this type"),
    ] = None,
) -> views.Services:
    """Services that can be asked. Never an address."""
    found = await in_thread(mechanism.services, actor, service_type)
    return views.Services(items=[views.Service.model_validate(row) for row in found])


@router.get("/v1/pathway", tags=["pathway"], responses=SIGNED_IN)
async def the_pathway(actor: ActorDep, mechanism: MechanismDep) -> views.Pathway:
    """The pathway new cases walk: illustrative until a coordinator confirms it."""
    _ = actor
    pathway = mechanism.pathway
    return views.Pathway(
        name=pathway.name,
        label=pathway.label,
        version=pathway.version,
        notice=pathway.notice,
        footnotes=list(pathway.footnotes),
        digest=mechanism.pathway_digest,
        tracks={
            track.name.value: [stage.name for stage in track.stages]
            for track in pathway.tracks
        },
    )


@router.get("/healthz", tags=["health"], responses=OPEN_TO_ALL)
async def healthz() -> views.Readiness:
    """The process answers."""
    return views.Readiness(state="ok")


@router.get(
    "/readyz",
    tags=["health"],
    responses={
        **OPEN_TO_ALL,
        503: {"model": views.Readiness, "description": "Not ready"},
    },
)
async def readyz(response: Response, mechanism: MechanismDep) -> views.Readiness:
    """Store and keys answer."""
    try:
        state = "ok" if await in_thread(mechanism.ready) else "not ready"
    except KeysUnavailable:
        state = "keys unavailable"
    except (Fault, OSError):
        state = "not ready"
    response.status_code = 200 if state == "ok" else 503
    return views.Readiness(state=state)
