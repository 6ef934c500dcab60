"""The plan in a browser: opened, written, followed; a case that ends and begins."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from referral.actions.plans import NewLine
from tests.browser.conftest import Site
from tests.properties.acts_plan import END, IN_PERSON, LOOKED_AT, PLAN
from tests.world import World

Stop = tuple[str | None, str, str]


def planned(world: World) -> tuple[UUID, UUID]:
    """A case with a plan, a service and a follow-up; and one that is closed."""
    me, m = world["outreach"], world.mechanism
    case, closed = world.case().id, world.case().id
    m.write_plan(me, case, PLAN)
    day = date(2026, 3, 1)
    m.plan_service(me, case, NewLine("medical", day))
    m.set_follow_up(me, case, world.clock() + timedelta(days=2), IN_PERSON)
    m.close_case(me, closed, END, LOOKED_AT)
    return case, closed


def planning(site: Site) -> Iterator[Stop]:
    """Every page and form of a plan, and of how a case ends."""
    case, closed = planned(site.world)
    base = f"/desk/cases/{case}"
    yield "outreach", f"{base}/plan", ""
    yield "outreach", f"{base}/plan", "Open"
    yield "outreach", f"{base}/ending", ""
    yield "outreach", f"{base}/ending", "Close the case"
    yield "outreach", f"/desk/cases/{closed}/ending", "Open the case again"
    yield "outreach", "/desk/tasks", ""
    yield "coordinator", "/desk", ""
