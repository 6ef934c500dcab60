"""Acts about being told outside the desk, and about who confirms from outside."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.post_office import PostRules
from referral.delivery.mailing import Message
from referral.mechanism import Mechanism
from referral.rules.mailing import Wishes
from tests.spec.test_confirmed_outside import STEP, asked, returning
from tests.world import World
from workflows.vocabulary import MailKind, OutsideAnswer

if TYPE_CHECKING:
    from tests.properties.acts import Stage

ALL = Wishes(kinds=frozenset(MailKind), zone="Europe/Belgrade")


@dataclass
class Kept:
    """Keeps what would be carried over a wire."""

    messages: list[Message] = field(default_factory=list)

    def carry(self, message: Message) -> None:
        """Keep it."""
        self.messages.append(message)

    def hang_up(self) -> None:
        """Nothing is under way."""


def told_by(world: World) -> Kept:
    """A world that tells people, and lets them have calendars."""
    kept = Kept()
    world.mechanism.tell_by(PostRules({"mail": kept}, calendars=True))
    return kept


def code_in(messages: Iterable[Message]) -> str:
    """The code of the newest mail."""
    text = list(messages)[-1].text
    return "".join(filter(str.isdigit, text))[:8]


def _confirmed(m: Mechanism, world: World) -> object:
    kept = told_by(world)
    m.ask_mail_address(world["host"], "host@mail.example")
    m.post_due()
    return m.confirm_mail_address(world["host"], code_in(kept.messages))


def _removed(m: Mechanism, world: World) -> object:
    m.state_mail_wishes(world["warden"], ALL)
    return m.remove_mail_address(world["warden"])


def _ended(m: Mechanism, world: World) -> object:
    told_by(world)
    m.open_calendar(world["host"])
    return m.end_calendar(world["host"])


def _shown(m: Mechanism, world: World) -> object:
    told_by(world)
    return m.calendar(m.open_calendar(world["outreach"]).details["secret"])


def _asked(world: World) -> tuple[UUID, str]:
    _, joint, token = asked(world)
    return joint, token


NOTICES: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "mail_settings": lambda m, s: m.mail_settings(s.world["host"]),
    "state_mail_wishes": lambda m, s: m.state_mail_wishes(s.world["host"], ALL),
    "ask_mail_address": lambda m, s: (
        told_by(s.world),
        m.ask_mail_address(s.world["warden"], "warden@mail.example"),
    ),
    "confirm_mail_address": lambda m, s: _confirmed(m, s.world),
    "remove_mail_address": lambda m, s: _removed(m, s.world),
    "open_calendar": lambda m, s: (
        told_by(s.world),
        m.open_calendar(s.world["host"]),
    ),
    "end_calendar": lambda m, s: _ended(m, s.world),
    "calendar": lambda m, s: _shown(m, s.world),
    "ask_outside": lambda m, s: m.ask_outside(
        s.world["outreach"], returning(s.world).id, STEP
    ),
    "renew_outside": lambda m, s: m.renew_outside(
        s.world["outreach"], _asked(s.world)[0]
    ),
    "take_back_outside": lambda m, s: m.take_back_outside(
        s.world["outreach"], _asked(s.world)[0]
    ),
    "look_outside": lambda m, s: m.look_outside(_asked(s.world)[1]),
    "answer_outside": lambda m, s: m.answer_outside(
        _asked(s.world)[1], OutsideAnswer.ACCEPT
    ),
}
"""As `tests.properties.acts.ACTS`, where they stand too."""
