"""What a coordinator looks over, and filters of lists, as a walk."""

from collections.abc import Iterator

from referral.rules.filters import Filtered
from tests.browser.conftest import Site
from workflows.vocabulary import PlaceKind

Stop = tuple[str | None, str, str]


def overseeing(site: Site) -> Iterator[Stop]:
    """Each page empty of what was chosen, and filled; forms sent empty and well."""
    world, mechanism = site.world, site.world.mechanism
    shelter = world.services["shelter"]
    mechanism.tell_capacity(world["host"], shelter, PlaceKind.SHELTER, 8, 3)
    case, _offer = world.accepted()
    base, me = f"/desk/cases/{case.id}", world["coordinator"]
    for who in ("coordinator", "outreach", "host", "officer"):
        yield who, f"{base}/pathway", ""
    for place in ("overview", "report", "what-if"):
        yield "coordinator", f"/desk/{place}", ""
    yield "coordinator", "/desk/what-if?version=" + mechanism.pathway_digest, ""
    mechanism.keep_filter(me, Filtered.TIMELINE, "Consents", {"lane": "consent"})
    for place in (f"{base}/timeline", "/desk/cases", "/desk/exceptions"):
        yield "coordinator", place, ""
    narrowed = f"{base}/timeline?lane=consent&days=7"
    for button in ("", "Keep this filter", "Forget it"):
        yield "coordinator", narrowed, button
    yield "coordinator", f"{base}/timeline?lane=clock&days=7", ""
    yield "outreach", "/desk/cases?days=7", "Keep this filter"
    yield "coordinator", "/desk/exceptions?kind=gap", "Keep this filter"
