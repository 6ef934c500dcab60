"""Telling people by a real post server: who is told, and what is due sent."""

import re
from typing import Any
from uuid import UUID

from sqlmodel import select

from referral.actions.post_office import PostRules, Words
from referral.records.outbox import Outgoing
from referral.rules.mailing import Wishes
from tests.delivery.post_office import PostOffice
from tests.world import World
from workflows.vocabulary import MailKind

ALL = frozenset(MailKind)
ADDRESS = "host.person@mail.example"


def tell_by(world: World, post: PostOffice, **changes: Any) -> None:
    albanian = Words("Diçka pret", waits_by="Diçka pret, kodi {code}, deri {until}.")
    words = {"en": Words(), "sq": albanian}
    rules = PostRules({"mail": post.carrier(**changes)}, words)
    world.mechanism.tell_by(rules)
    world.mechanism._house.post.held_until = 0.0  # an hour later


def deliver(world: World) -> int:
    """What is due is delivered into inboxes, then people are told of it."""
    into_inboxes(world)
    return world.mechanism.post_due()


def into_inboxes(world: World) -> None:
    """What waits for an organisation is delivered, as a worker does it."""
    for row in _waiting(world):
        world.mechanism._handlers().deliver(row)


def _waiting(world: World) -> list[UUID]:
    query = select(Outgoing.id).where(Outgoing.state == "waiting")
    return world.mechanism._house.store.read(  # what a worker sees
        lambda unit: list(unit.session.exec(query).all())
    )


def confirmed(world: World, post: PostOffice, who: str = "host", **wishes: Any) -> None:
    """Somebody who is told, by an address that they confirmed."""
    words = {"kinds": ALL, "zone": "Europe/Belgrade", **wishes}
    world.mechanism.state_mail_wishes(world[who], Wishes(**words))
    before = len(post.mails())
    world.mechanism.ask_mail_address(world[who], f"{who}.person@mail.example")
    world.mechanism.post_due()
    code = re.search(r"\d{8}", post.texts()[before])
    assert code
    world.mechanism.confirm_mail_address(world[who], code.group())
    for path in post.folder.glob("*.eml"):
        path.unlink()
