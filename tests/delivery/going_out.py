"""Letting what is due go out, without a worker: job by job, in this thread."""

from typing import Any
from uuid import UUID

from sqlmodel import select

from referral.delivery.outgoing import attempt, attempt_post
from referral.records.database import Unit
from referral.records.outbox import Outgoing
from tests.world import World
from workflows.vocabulary import Destination, OutgoingState


def outbox(world: World, **wanted: Any) -> list[Outgoing]:
    """The rows of the outbox, in the order in which they were written."""

    def read(unit: Unit) -> list[Outgoing]:
        query = select(Outgoing).order_by(Outgoing.id)  # type: ignore[arg-type] # a column
        return list(unit.session.exec(query).all())

    rows = world.mechanism._house.store.read(read)
    return [
        row
        for row in rows
        if all(getattr(row, name) is value for name, value in wanted.items())
    ]


def messages(world: World) -> list[Outgoing]:
    """What goes to partners' systems."""
    return outbox(world, destination=Destination.WEBHOOK)


def go_out(world: World, *only: UUID) -> list[BaseException]:
    """One try for everything that waits and is due; the faults that were met."""
    house, handlers = world.mechanism._house, world.mechanism._handlers()
    faults: list[BaseException] = []
    for row in outbox(world, state=OutgoingState.WAITING):
        if only and row.id not in only:
            continue
        to_partner = row.destination is Destination.WEBHOOK
        run = attempt_post if to_partner else attempt
        run(house.store, handlers, faults.append, row.id)
    return faults
