"""Acts of the coordinator's list, and of many cases at once."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.in_bulk import Chosen
from referral.actions.offering_in_bulk import ManyOffers, ManyOffersView
from referral.actions.reassigning import Reassignment
from referral.actions.work import Done
from referral.mechanism import Mechanism
from tests.properties.acts_directory import newcomer
from tests.world import World

if TYPE_CHECKING:
    from tests.properties.acts import Stage


def _but(shown: Reassignment | ManyOffersView, case: UUID) -> frozenset[str]:
    """The codes of all cases but one: other acts need them as they are."""
    return frozenset(one.code for one in shown.cases if one.case_id != case)


def _named(m: Mechanism, world: World) -> Done:
    case, whom = world.case().id, newcomer(world, "successor").id
    me, chosen = world["coordinator"], Chosen(world.bodies["ngo"])
    shown = m.preview_reassignment(me, chosen, whom)
    left = _but(shown, case)
    return m.reassign_cases(me, chosen, whom, shown.seen, leave_out=left)


def _offered(m: Mechanism, world: World) -> Done:
    case = world.case().id
    world.consent(case)
    wanted = ManyOffers(world.services["haven"])
    shown = m.preview_offers(world["outreach"], wanted)
    left = _but(shown, case)
    return m.make_offers(world["outreach"], wanted, shown.seen, leave_out=left)


def _code(world: World, case: UUID) -> str:
    return world.mechanism.read_case(world["outreach"], case).code


LEVERS: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "exceptions": lambda m, s: m.exceptions(s.world["coordinator"]),
    "exception_list": lambda m, s: m.exception_list(s.world["coordinator"]),
    "preview_reassignment": lambda m, s: m.preview_reassignment(
        s.world["coordinator"], Chosen(s.world.bodies["ngo"])
    ),
    "reassign_cases": lambda m, s: _named(m, s.world),
    "preview_offers": lambda m, s: m.preview_offers(
        s.world["outreach"], ManyOffers(s.world.services["haven"])
    ),
    "make_offers": lambda m, s: _offered(m, s.world),
    "find_by_code": lambda m, s: m.find_by_code(
        s.world["outreach"], _code(s.world, s.case)
    ),
}
