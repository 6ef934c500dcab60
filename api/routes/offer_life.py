"""What is said about an offer before its answer, and what follows a yes."""

from collections.abc import Callable

from fastapi import APIRouter, Response

from api.dependencies import (
    ActorDep,
    Answer,
    KeyDep,
    MechanismDep,
    ReferralId,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.routes import CHANGE
from api.said_once import SaidOnce
from api.shapes_offers import CodedReason, Completion, OfferText, TelephoneYes

router = APIRouter(
    route_class=SaidOnce, prefix="/v1/referrals/{referral_id}", tags=["referrals"]
)


@router.post("/question", responses=CHANGE)
async def question_offer(
    referral_id: ReferralId,
    body: OfferText,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Ask the sender something; the clock stands still for the first question."""
    ask = mechanism.question_offer
    done = await in_thread(
        ask, actor, referral_id, body.text, expects=version, request=key
    )
    return answer(done, response)


@router.post("/reply", responses=CHANGE)
async def reply_offer(
    referral_id: ReferralId,
    body: OfferText,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Answer the question, without saying who the person is; the clock goes on."""
    reply = mechanism.reply_offer
    done = await in_thread(
        reply, actor, referral_id, body.text, expects=version, request=key
    )
    return answer(done, response)


@router.post("/telephone-yes", responses=CHANGE)
async def record_telephone_yes(
    referral_id: ReferralId,
    body: TelephoneYes,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Write down a yes that was said by telephone. Nothing opens by it."""
    record = mechanism.record_telephone_yes
    done = await in_thread(
        record, actor, referral_id, body.said_by, expects=version, request=key
    )
    return answer(done, response)


_CODED = {
    "dispute": ("dispute", "Say that the yes that was written down is not one."),
    "return": ("return", "Hand the person back before arrival; copies are destroyed."),
}
_PLAIN = {
    "confirm": ("confirm", "Confirm the yes given by telephone: the fields open now."),
    "start": ("start_service", "The service has begun."),
    "close": ("close_provider", "The service cannot go on: another place is needed."),
}


@router.post("/completion", responses=CHANGE)
async def complete(
    referral_id: ReferralId,
    body: Completion,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """The service has ended, with a coded outcome."""
    done = await in_thread(
        mechanism.answer_offer,
        actor,
        referral_id,
        "complete",
        reason=body.outcome,
        expects=version,
        request=key,
    )
    return answer(done, response)


def _coded(path: str, step: str, summary: str) -> None:
    async def act(
        referral_id: ReferralId,
        body: CodedReason,
        response: Response,
        actor: ActorDep,
        mechanism: MechanismDep,
        version: VersionDep,
        key: KeyDep,
    ) -> Answer:
        done = await in_thread(
            mechanism.answer_offer,
            actor,
            referral_id,
            step,
            reason=body.reason,
            expects=version,
            request=key,
        )
        return answer(done, response)

    _add(path, step, summary, act)


def _plain(path: str, step: str, summary: str) -> None:
    async def act(
        referral_id: ReferralId,
        response: Response,
        actor: ActorDep,
        mechanism: MechanismDep,
        version: VersionDep,
        key: KeyDep,
    ) -> Answer:
        done = await in_thread(
            mechanism.answer_offer,
            actor,
            referral_id,
            step,
            expects=version,
            request=key,
        )
        return answer(done, response)

    _add(path, step, summary, act)


def _add(path: str, step: str, summary: str, act: Callable[..., object]) -> None:
    name = "return_person" if step == "return" else step
    router.add_api_route(
        f"/{path}",
        act,
        methods=["POST"],
        name=name,
        operation_id=name,
        description=summary,
        responses=CHANGE,
    )


for _path, (_step, _summary) in _CODED.items():
    _coded(_path, _step, _summary)
for _path, (_step, _summary) in _PLAIN.items():
    _plain(_path, _step, _summary)
