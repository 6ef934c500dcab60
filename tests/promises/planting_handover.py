"""A hand-over with a token in every text, agreed, and somebody who did not arrive."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.pages.conftest import Desk
from tests.promises.tokens import STEM, token


def of_a_handover(desk: Desk, case: UUID) -> tuple[UUID, UUID]:
    """Arranged by the API for a case the shelter holds: the offer, the hand-over."""
    world = desk.world
    gone = world.offer(case, "haven", by="host").id
    for word in ("accept", "no_show"):
        world.mechanism.answer_offer(world["warden"], gone, word)
    offer = world.offer(case, "haven", by="host").id
    world.mechanism.answer_offer(world["warden"], offer, "accept")
    now = world.clock()
    new: dict[str, Any] = {
        "window_from": now.isoformat(),
        "window_until": (now + timedelta(hours=8)).isoformat(),
        "brings": {"what": "case_manager", "first_name": STEM},
        "receives": {"what": "shelter_worker", "first_name": STEM},
        "meeting_point": token("NewHandover.meeting_point"),
        "transport": "taxi",
        "note": token("NewHandover.note"),
    }
    path = f"/v1/referrals/{offer}/handovers"
    done = desk.door.ask("host", "POST", path, json=new)
    assert done.status_code < 300, done.text  # done
    handover = UUID(done.json()["id"])
    world.mechanism.confirm_handover(world["warden"], offer, handover)
    return offer, handover
