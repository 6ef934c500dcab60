"""Acts of several people, clocks, and other versions of a pathway."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api import shapes_together as shapes
from api import views_together as views
from api.dependencies import (
    ActorDep,
    Answer,
    CaseId,
    KeyDep,
    LimitDep,
    MechanismDep,
    VersionDep,
    answer,
)
from api.executor import in_thread
from api.routes import CHANGE, COMMON, LEFT, LISTING, WRITE
from api.said_once import SaidOnce

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["together"])

JointId = Annotated[UUID, Path(description="The joint act")]
CLOCK = r"^[a-z][a-z0-9_]{0,63}$"


@router.post("/cases/{case_id}/joint-acts", status_code=201, responses=CHANGE)
async def ask_step(
    case_id: CaseId,
    body: shapes.NewJointStep,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Ask the others for a step that several people decide."""
    done = await in_thread(
        mechanism.ask_step,
        actor,
        case_id,
        body.asked(),
        invited=body.invited,
        expects=version,
        request=key,
    )
    response.headers["Location"] = f"/v1/joint-acts/{done.id}"
    return answer(done, response)


@router.get("/joint-acts", responses=LISTING)
async def list_joint_acts(
    actor: ActorDep, mechanism: MechanismDep, limit: LimitDep = 50
) -> views.JointActs:
    """What several people do together and has not ended, the oldest first."""
    found = await in_thread(mechanism.joint_acts, actor, limit=limit)
    return views.JointActs(items=[views.JointAct.model_validate(one) for one in found])


@router.get("/joint-acts/{joint_id}", responses=LEFT)
async def read_joint_act(
    joint_id: JointId, response: Response, actor: ActorDep, mechanism: MechanismDep
) -> views.JointAct:
    """What would be done, who has agreed, and who is missing."""
    found = await in_thread(mechanism.joint_act, actor, joint_id)
    response.headers["ETag"] = f'"{found.version}"'
    return views.JointAct.model_validate(found)


_FROM_A_SEAT = {
    "approve": "Say yes from a seat, to exactly what you saw.",
    "refuse": "Say no from a seat: the joint act is over.",
}
_PLAIN = {
    "withdraw": "Take back what you asked for, before it was done.",
    "execute": "Do what every seat has approved, once.",
    "review": "Review what went first and was not confirmed in time.",
}


def _from_a_seat(word: str, summary: str) -> None:
    async def act(
        joint_id: JointId,
        body: shapes.JointAnswer,
        response: Response,
        actor: ActorDep,
        mechanism: MechanismDep,
        version: VersionDep,
        key: KeyDep,
    ) -> Answer:
        done = await in_thread(
            mechanism.answer_joint,
            actor,
            joint_id,
            word,
            body.answer(),
            expects=version,
            request=key,
        )
        return answer(done, response)

    _add(word, act, summary)


def _plain(word: str, summary: str) -> None:
    async def act(
        joint_id: JointId,
        response: Response,
        actor: ActorDep,
        mechanism: MechanismDep,
        version: VersionDep,
        key: KeyDep,
    ) -> Answer:
        done = await in_thread(
            mechanism.answer_joint,
            actor,
            joint_id,
            word,
            expects=version,
            request=key,
        )
        return answer(done, response)

    _add(word, act, summary)


def _add(word: str, act: object, summary: str) -> None:
    assert callable(act)  # noqa: S101 # made just above
    router.add_api_route(
        f"/joint-acts/{{joint_id}}/{word}",
        act,
        methods=["POST"],
        name=f"{word}_joint_act",
        operation_id=f"{word}_joint_act",
        description=summary,
        responses=CHANGE,
    )


for _word, _summary in _FROM_A_SEAT.items():
    _from_a_seat(_word, _summary)
for _word, _summary in _PLAIN.items():
    _plain(_word, _summary)


@router.get("/cases/{case_id}/clocks", responses=LEFT)
async def list_clocks(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.Clocks:
    """The clocks of a case, computed now, each with its source."""
    found = await in_thread(mechanism.clocks, actor, case_id)
    return views.Clocks(items=[views.Clock.of(clock) for clock in found])


@router.post("/cases/{case_id}/clocks/{clock}", responses=CHANGE)
async def change_clock(
    case_id: CaseId,
    clock: Annotated[str, Path(pattern=CLOCK, description="Its name on the pathway")],
    body: shapes.NewClockChange,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Suspend, resume or extend a clock, where its rule allows it."""
    done = await in_thread(
        mechanism.change_clock,
        actor,
        case_id,
        body.wanted(clock),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.get("/cases/{case_id}/upgrade", responses={**COMMON, **WRITE})
async def preview_upgrade(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep
) -> views.Upgrade:
    """What the version for new cases would mean for this one."""
    found = await in_thread(mechanism.preview_upgrade, actor, case_id)
    return views.Upgrade.model_validate(found)


@router.post("/cases/{case_id}/upgrade", responses=CHANGE)
async def upgrade_case(
    case_id: CaseId,
    body: shapes.NewUpgrade,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    version: VersionDep,
    key: KeyDep,
) -> Answer:
    """Let a case walk the version that new cases walk."""
    done = await in_thread(
        mechanism.upgrade_case,
        actor,
        case_id,
        body.request(),
        expects=version,
        request=key,
    )
    return answer(done, response)


@router.post("/pathway", status_code=201, responses=WRITE)
async def ask_publication(
    body: shapes.NewPathway,
    response: Response,
    actor: ActorDep,
    mechanism: MechanismDep,
    key: KeyDep,
) -> Answer:
    """Ask a second person to publish a changed pathway. It is explored first.

    That takes some seconds. `referral pathways check FILE` tells what is wrong with it.
    """
    done = await in_thread(
        mechanism.ask_publication, actor, body.text, "pathway.toml", key
    )
    response.headers["Location"] = f"/v1/joint-acts/{done.id}"
    return answer(done, response)
