"""How people prove who they are: passkeys, codes of an app, codes from paper."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from api import shapes_signing_in as shapes
from api import views_signing_in as views
from api.dependencies import ActorDep, Answer, MechanismDep, answer
from api.executor import in_thread
from api.routes import COMMON, LISTING, OPEN_TO_ALL, WRITE, may_answer
from api.said_once import SaidOnce
from api.source import source_of
from api.views import Session
from referral.actions.work import Done

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["session"])

_DOOR = {**OPEN_TO_ALL, **may_answer(400, 401, 422, 429, 503, 507)}
_PROVES = {**WRITE, **may_answer(429)}
PasskeyId = Annotated[UUID, Path(description="The passkey")]
SessionId = Annotated[UUID, Path(description="The session")]


def _told(done: Done, response: Response) -> views.NewFactor:
    response.headers["Receipts"] = ", ".join(done.receipts)
    return views.NewFactor.of(done)


@router.post("/session/passkey-options", responses=_DOOR)
async def ask_passkey(mechanism: MechanismDep) -> views.PasskeyOptions:
    """Ask a browser for any passkey of this site. They are good for three minutes."""
    return views.PasskeyOptions(options=await in_thread(mechanism.ask_passkey))


@router.post("/session/passkey", status_code=201, responses=_DOOR)
async def sign_in_with_passkey(
    body: shapes.PasskeySignIn, request: Request, mechanism: MechanismDep
) -> Session:
    """Open a session with a passkey; no name and no password is asked."""
    answered, source = body.credential.answered(), source_of(request)
    opened = await in_thread(mechanism.sign_in_with_passkey, answered, source)
    return Session.model_validate(opened)


@router.post("/session/step-up-options", responses=_PROVES)
async def ask_step_up(actor: ActorDep, mechanism: MechanismDep) -> views.PasskeyOptions:
    """Ask a browser for one of one's own passkeys, once more."""
    return views.PasskeyOptions(options=await in_thread(mechanism.ask_step_up, actor))


@router.post("/session/step-up", responses=_PROVES)
async def step_up(
    body: shapes.StepUp, request: Request, actor: ActorDep, mechanism: MechanismDep
) -> views.SteppedUp:
    """Prove once more who acts. The session goes on with the token of the answer."""
    _ = actor
    words = {**body.stated(), "source": source_of(request)}
    opened = await in_thread(mechanism.step_up, request.state.token, **words)
    return views.SteppedUp.of(opened)


@router.get("/me/sessions", responses=LISTING)
async def list_sessions(
    request: Request, actor: ActorDep, mechanism: MechanismDep
) -> views.OpenSessions:
    """One's own sessions that are open, the newest first."""
    found = await in_thread(mechanism.sessions, actor, request.state.token)
    rows = [views.OpenSession.model_validate(row) for row in found]
    return views.OpenSessions(items=rows)


@router.delete("/me/sessions", responses=WRITE)
async def sign_out_everywhere(
    actor: ActorDep, mechanism: MechanismDep, response: Response
) -> Answer:
    """End every session of one's own; their next requests are refused."""
    return answer(await in_thread(mechanism.sign_out_everywhere, actor), response)


@router.delete("/me/sessions/{session_id}", responses=WRITE)
async def end_session(
    session_id: SessionId,
    actor: ActorDep,
    mechanism: MechanismDep,
    response: Response,
) -> Answer:
    """End one of one's own sessions."""
    return answer(await in_thread(mechanism.end_session, actor, session_id), response)


@router.get("/me/factors", responses=COMMON)
async def factors(actor: ActorDep, mechanism: MechanismDep) -> views.Factors:
    """With what one proves who one is."""
    found = await in_thread(mechanism.factors, actor)
    return views.Factors.model_validate(found)


@router.post("/me/passkey-options", responses=WRITE)
async def ask_new_passkey(
    actor: ActorDep, mechanism: MechanismDep
) -> views.PasskeyOptions:
    """Ask a browser to make a passkey for this site."""
    options = await in_thread(mechanism.ask_new_passkey, actor)
    return views.PasskeyOptions(options=options)


@router.post("/me/passkeys", status_code=201, responses=WRITE)
async def register_passkey(
    body: shapes.NewPasskey,
    request: Request,
    actor: ActorDep,
    mechanism: MechanismDep,
    response: Response,
) -> views.NewFactor:
    """Keep a new passkey. With the first factor ten codes for paper are told, once."""
    answered, token = body.credential.answered(), request.state.token
    done = await in_thread(
        mechanism.register_passkey, actor, answered, body.label, token
    )
    return _told(done, response)


@router.post("/me/passkeys/{passkey_id}/label", responses=WRITE)
async def rename_passkey(
    passkey_id: PasskeyId,
    body: shapes.PasskeyLabel,
    actor: ActorDep,
    mechanism: MechanismDep,
    response: Response,
) -> Answer:
    """Call a passkey something else."""
    done = await in_thread(mechanism.rename_passkey, actor, passkey_id, body.label)
    return answer(done, response)


@router.delete("/me/passkeys/{passkey_id}", responses=WRITE)
async def remove_passkey(
    passkey_id: PasskeyId,
    actor: ActorDep,
    mechanism: MechanismDep,
    response: Response,
) -> Answer:
    """Give up a passkey; it opens nothing from now on."""
    done = await in_thread(mechanism.remove_passkey, actor, passkey_id)
    return answer(done, response)


@router.post("/me/app", status_code=201, responses=WRITE)
async def begin_app(
    actor: ActorDep, mechanism: MechanismDep, response: Response
) -> views.NewApp:
    """Get a secret for an app that makes codes. It counts once a code proves it."""
    done = await in_thread(mechanism.begin_app, actor)
    response.headers["Receipts"] = ", ".join(done.receipts)
    return views.NewApp(receipts=list(done.receipts), **done.details)


@router.post("/me/app/code", responses=WRITE)
async def confirm_app(
    body: shapes.AppCode,
    request: Request,
    actor: ActorDep,
    mechanism: MechanismDep,
    response: Response,
) -> views.NewFactor:
    """Give the app's first code. With the first factor ten codes for paper follow."""
    token = request.state.token
    done = await in_thread(mechanism.confirm_app, actor, body.code, token)
    return _told(done, response)


@router.delete("/me/app", responses=WRITE)
async def remove_app(
    actor: ActorDep, mechanism: MechanismDep, response: Response
) -> Answer:
    """Give up the app; its codes open nothing from now on."""
    return answer(await in_thread(mechanism.remove_app, actor), response)


@router.post("/me/password", responses=_PROVES)
async def change_password(
    body: shapes.NewPassword,
    request: Request,
    actor: ActorDep,
    mechanism: MechanismDep,
    response: Response,
) -> views.NewFactor:
    """Take a new password, of 15 characters or more. The answer's token goes on."""
    change, token = mechanism.change_password, request.state.token
    return _told(await in_thread(change, actor, body.old, body.new, token), response)


@router.post("/me/recovery-codes", responses=WRITE)
async def renew_recovery_codes(
    actor: ActorDep, mechanism: MechanismDep, response: Response
) -> views.NewFactor:
    """Get ten new codes for paper, told once; those from before end."""
    return _told(await in_thread(mechanism.renew_recovery_codes, actor), response)
