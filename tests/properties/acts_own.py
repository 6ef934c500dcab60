"""Acts about what belongs to the person: refusing, their number, safe contact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.own_view import Shown
from referral.actions.refuse import NewRefusal
from referral.mechanism import Mechanism
from referral.rules.consent_answer import Spoken
from referral.rules.safe_contact import SafeContact
from tests.properties.acts_contact import CONTACTS
from tests.properties.acts_desk import DESK
from tests.properties.acts_device import DEVICE
from tests.properties.acts_levers import LEVERS
from tests.properties.acts_notices import NOTICES
from tests.properties.acts_packages import PACKAGES, Guests, guests
from tests.properties.acts_plan import PLANS, Planned, planned
from tests.properties.acts_webhooks import WEBHOOKS
from tests.world import WOMAN, World
from workflows.vocabulary import ContactChannel, Purpose

if TYPE_CHECKING:
    from tests.properties.acts import Stage

MORNINGS = SafeContact(
    frozenset({ContactChannel.TEXT_MESSAGE}), time(9), time(12), "Heron"
)


@dataclass(frozen=True, slots=True)
class Own:
    """Cases brought to where a person acts for themself."""

    refusing: UUID
    housed: UUID
    consent: UUID
    shown: Shown
    planned: Planned
    guests: Guests


def of_their_own(world: World) -> Own:
    """A case to refuse in, one to be housed in, and one with a number and a yes."""
    known = world.case().id
    done = world.mechanism.issue_own_code(world["outreach"], known)
    shown = Shown(number=done.details["number"], source="198.51.100.7")
    consent, plans = world.consent(known).id, planned(world)
    there = guests(world)
    return Own(world.case().id, world.case().id, consent, shown, plans, there)


OWN: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    **PLANS,
    **DEVICE,
    **LEVERS,
    **DESK,
    **PACKAGES,
    **WEBHOOKS,
    **NOTICES,
    **CONTACTS,
    "record_refusal": lambda m, s: m.record_refusal(
        s.world["outreach"], NewRefusal(WOMAN, 2)
    ),
    "refusal": lambda m, s: m.refusal(s.world["outreach"], s.case),
    "refuse_all": lambda m, s: m.refuse_all(s.world["outreach"], s.own.refusing),
    "own_code": lambda m, s: m.own_code(s.world["outreach"], s.case),
    "issue_own_code": lambda m, s: m.issue_own_code(s.world["outreach"], s.case),
    "own_view": lambda m, s: m.own_view(s.own.shown),
    "own_message": lambda m, s: m.own_message(s.own.shown, "is anybody there"),
    "own_withdrawal": lambda m, s: m.own_withdrawal(s.own.shown, s.own.consent),
    "record_minimal_consent": lambda m, s: m.record_minimal_consent(
        s.world["outreach"], s.own.housed, Spoken("sqi", interpreter=True)
    ),
    "messages": lambda m, s: m.messages(s.world["outreach"], s.case, Purpose.CARE),
    "ending_consents": lambda m, s: m.ending_consents(s.world["outreach"]),
    "messages_waiting": lambda m, s: m.messages_waiting(s.world["outreach"]),
    "revoke_own_code": lambda m, s: m.revoke_own_code(s.world["outreach"], s.case),
    "set_safe_contact": lambda m, s: m.set_safe_contact(
        s.world["outreach"], s.case, MORNINGS
    ),
    "machine_keys": lambda m, s: m.machine_keys(s.world.system, s.machine),
    "factors": lambda m, s: m.factors(s.world["outreach"]),
    "sessions": lambda m, s: m.sessions(s.world["outreach"], "no token"),
    "sign_out_everywhere": lambda m, s: m.sign_out_everywhere(s.world["outreach"]),
    "safe_contact": lambda m, s: m.safe_contact(
        s.world["outreach"], s.case, Purpose.CARE
    ),
}
"""As `tests.properties.acts.ACTS`, where they stand too."""
