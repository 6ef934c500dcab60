"""Acts about what belongs to the person: refusing, their number, safe contact."""

from collections.abc import Callable
from datetime import time
from typing import TYPE_CHECKING

from referral.actions.own_view import Shown
from referral.actions.refuse import NewRefusal
from referral.mechanism import Mechanism
from referral.rules.safe_contact import SafeContact
from tests.world import WOMAN
from workflows.vocabulary import ContactChannel, Purpose

if TYPE_CHECKING:
    from tests.properties.acts import Stage

MORNINGS = SafeContact(
    frozenset({ContactChannel.TEXT_MESSAGE}), time(9), time(12), "Heron"
)


def shows(mechanism: Mechanism, stage: "Stage") -> Shown:
    """Somebody who shows the number of the stage's case."""
    actor = stage.world["outreach"]
    done = mechanism.issue_own_code(actor, stage.case)
    return Shown(number=done.details["number"], source="198.51.100.7")


OWN: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "record_refusal": lambda m, s: m.record_refusal(
        s.world["outreach"], NewRefusal(WOMAN, 2)
    ),
    "refusal": lambda m, s: m.refusal(s.world["outreach"], s.case),
    "refuse_all": lambda m, s: m.refuse_all(s.world["outreach"], s.world.case().id),
    "own_code": lambda m, s: m.own_code(s.world["outreach"], s.case),
    "issue_own_code": lambda m, s: m.issue_own_code(s.world["outreach"], s.case),
    "own_view": lambda m, s: m.own_view(shows(m, s)),
    "own_message": lambda m, s: m.own_message(shows(m, s), "is anybody there"),
    "own_withdrawal": lambda m, s: m.own_withdrawal(
        shows(m, s), s.world.consent(s.case).id
    ),
    "messages": lambda m, s: m.messages(s.world["outreach"], s.case, Purpose.CARE),
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
