"""Looking for a person. Whom you look for is in the body, never in an address."""

from fastapi import APIRouter

from api.dependencies import ActorDep, MechanismDep
from api.executor import in_thread
from api.routes import LISTING, may_answer
from api.said_once import SaidOnce
from api.shapes_finding import NewMatch, NewSearch
from api.views_finding import Hit, PossibleMatch, SearchFound

router = APIRouter(route_class=SaidOnce, prefix="/v1", tags=["finding"])
FINDING = {**LISTING, **may_answer(400, 404, 429)}


@router.post("/search", responses=FINDING)
async def search(
    body: NewSearch, actor: ActorDep, mechanism: MechanismDep
) -> SearchFound:
    """Cases you may see that may be meant; of others, at most that they exist."""
    found = await in_thread(mechanism.search, actor, body.question(), body.purpose)
    return SearchFound(
        items=[Hit.model_validate(hit) for hit in found.hits],
        more=found.more,
        known_elsewhere=found.known_elsewhere,
    )


@router.post("/matches", responses=FINDING)
async def check_match(
    body: NewMatch, actor: ActorDep, mechanism: MechanismDep
) -> PossibleMatch:
    """Whether a person may be known already: yes or no."""
    possible = await in_thread(mechanism.check_match, actor, body.question())
    return PossibleMatch(possible=possible)
