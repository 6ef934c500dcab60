"""A case's own picture of its pathway: where it stands, what may come, what hinders."""

from fastapi import APIRouter, Response
from markupsafe import Markup

from api.dependencies import CaseId
from api.pages.entrance import PREFIX
from api.pages.frame import PageDep, in_thread
from referral.rules.acts import Act
from workflows.picture import svg
from workflows.vocabulary import Track

router = APIRouter()
PATHWAY = PREFIX + "/cases/{case_id}/pathway"


@router.get(PATHWAY)
async def pathway_page(page: PageDep, case_id: CaseId) -> Response:
    """The picture with the case's position, and the same in words beside it."""
    found = await in_thread(page.mechanism.case_path, page.actor, case_id)
    here = {Track(track): stage for track, stage in found.case.stages.items() if stage}
    drawn = svg(found.pathway, here)
    return page.show(
        "case_path.html",
        case=found.case,
        pathway=found.pathway,
        stands=here,
        picture=Markup(drawn),  # noqa: S704 # our own, every text in it is escaped
        steps=found.steps,
        may_read_timeline=page.may(Act.READ_TIMELINE, *found.case.relations),
    )
