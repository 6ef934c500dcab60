"""A case's timeline, and its proof."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api import views_log
from api.dependencies import ActorDep, CaseId, KeyDep, LimitDep, MechanismDep
from api.executor import in_thread
from api.routes import COMMON, WRITE
from api.said_once import SaidOnce
from api.views import Entry
from api.views_silence import Silence, Timeline

router = APIRouter(
    route_class=SaidOnce, prefix="/v1/cases/{case_id}/timeline", tags=["timeline"]
)


_AFTER = "`next` of the page before"


@router.get("", responses=COMMON)
async def read_timeline(
    case_id: CaseId,
    actor: ActorDep,
    mechanism: MechanismDep,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description=_AFTER)] = 0,
    limit: LimitDep = 200,
) -> Timeline:
    """A page of entries in order; reading it is an entry too."""
    found = await in_thread(
        mechanism.timeline_page, actor, case_id, after=after, limit=limit
    )
    return Timeline(
        items=[Entry.model_validate(each) for each in found.entries],
        silences=[Silence.model_validate(each) for each in found.silences],
        next=found.next,
    )


@router.post("/verification", responses=WRITE)
async def verify(
    case_id: CaseId, actor: ActorDep, mechanism: MechanismDep, key: KeyDep
) -> views_log.Verdict:
    """Check the chain from its first entry to its head, its leaves, its rows."""
    _ = key
    verdict = await in_thread(mechanism.verify_case, actor, case_id)
    broken = [views_log.BrokenChain.model_validate(chain) for chain in verdict.broken]
    in_log = [views_log.LogBreak.model_validate(each) for each in verdict.log]
    rows = [views_log.RowBreak.model_validate(each) for each in verdict.rows]
    return views_log.Verdict(
        whole=verdict.whole,
        entries=verdict.entries,
        broken=broken,
        log=in_log,
        rows=rows,
    )


@router.get("/{seq}/proof", responses=COMMON)
async def prove_entry(
    case_id: CaseId,
    seq: Annotated[int, Path(ge=1, le=2**31 - 1, description="The entry's number")],
    actor: ActorDep,
    mechanism: MechanismDep,
) -> views_log.EntryProof:
    """Show that an entry stands in the log, to whoever has nothing else."""
    found = await in_thread(mechanism.prove_entry, actor, case_id, seq)
    return views_log.EntryProof.model_validate(found)
