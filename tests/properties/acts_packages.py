"""Acts by which things leave sealed, and those of somebody outside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import pyrage

from referral.actions.link_door import Shown
from referral.mechanism import Mechanism
from tests.spec.outside import PAGE, Abroad, new_identity, newly_abroad
from tests.world import World
from workflows.vocabulary import PackageForm, Purpose

if TYPE_CHECKING:
    from tests.properties.acts import Stage

DOES = {
    "look": (),
    "yes": (),
    "no": (),
    "package": ("yes",),
    "arrived": ("yes",),
    "ended": (),
    "taken": ("yes", "package", "closed"),
}
"""What a link is there for, and what was done with it before."""
AGE = PackageForm.AGE


@dataclass(frozen=True, slots=True)
class Guests:
    """A shelter abroad, with a letter for everything that is done by one."""

    there: Abroad
    offers: Mapping[str, UUID]
    tickets: Mapping[str, Shown]
    key: UUID
    """Of an organisation that nothing is sealed to."""


def by_two(
    world: World, body: UUID, identity: pyrage.x25519.Identity | None = None
) -> UUID:
    """A key that one asked for and another agreed to."""
    public = str((identity or new_identity()).to_public())
    asked = world.mechanism.list_recipient_key(world.system, body, AGE, public)
    world.agree(asked.id, "coordinator")
    me = world["coordinator"]
    done = world.mechanism.answer_joint(me, asked.id, "execute")
    return UUID(str(done.details["listed"]))


def guests(world: World) -> Guests:
    """Offers to a shelter abroad, and its open letters."""
    there = newly_abroad(world, by_two)
    by_two(world, world.bodies["shelter"])
    case = world.case().id
    world.consent(case)
    offers, tickets = {}, {}
    for word, before in DOES.items():
        offers[word] = world.offer(case, to="abroad").id
        sent = world.mechanism.send_link(world["outreach"], offers[word], PAGE)
        seen = world.mechanism.link_view(there.shown(sent))
        tickets[word] = Shown(ticket=seen.ticket)
        for step in before:
            if step == "closed":
                world.mechanism.answer_offer(
                    world["coordinator"], offers[word], "close_provider"
                )
            else:
                getattr(world.mechanism, f"link_{step}")(tickets[word])
    return Guests(there, offers, tickets, by_two(world, world.bodies["haven"]))


PACKAGES: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "renew_package_signers": lambda m, s: m.renew_package_signers(s.world.system),
    "sealed_package": lambda m, s: m.sealed_package(
        s.world["host"], s.offers["open"], Purpose.CARE, AGE
    ),
    "list_recipient_key": lambda m, s: m.list_recipient_key(
        s.world.system,
        s.world.bodies["haven"],
        AGE,
        str(new_identity().to_public()),
    ),
    "recipient_keys": lambda m, s: m.recipient_keys(
        s.world.system, s.world.bodies["haven"]
    ),
    "end_recipient_key": lambda m, s: m.end_recipient_key(
        s.world.system, s.own.guests.key
    ),
    "link": lambda m, s: m.link(s.world["outreach"], s.own.guests.offers["ended"]),
    "send_link": lambda m, s: m.send_link(
        s.world["outreach"], s.own.guests.offers["ended"], PAGE
    ),
    "end_link": lambda m, s: m.end_link(
        s.world["outreach"], s.own.guests.offers["ended"]
    ),
    "record_deletion_told": lambda m, s: m.record_deletion_told(
        s.world["outreach"], s.own.guests.offers["taken"]
    ),
    "link_view": lambda m, s: m.link_view(s.own.guests.tickets["look"]),
    "link_yes": lambda m, s: m.link_yes(s.own.guests.tickets["yes"]),
    "link_no": lambda m, s: m.link_no(s.own.guests.tickets["no"], "full"),
    "link_package": lambda m, s: m.link_package(s.own.guests.tickets["package"]),
    "link_arrived": lambda m, s: m.link_arrived(s.own.guests.tickets["arrived"]),
}
"""In the order in which they can be done."""
