"""Referral engine: cases of a national referral mechanism, as a library.

`from referral import Mechanism` opens a mechanism; its methods are the acts. The
import is lazy: nothing heavy is read before it is needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from referral.actions.administer import NewActor, NewOrganisation
    from referral.actions.identify import Identification
    from referral.actions.protect import StepRequest
    from referral.actions.refer import Offer
    from referral.mechanism import Mechanism
    from referral.rules.consent_answer import Answer
    from referral.rules.facts import PersonFacts

__all__ = [
    "Answer",
    "Identification",
    "Mechanism",
    "NewActor",
    "NewOrganisation",
    "Offer",
    "PersonFacts",
    "StepRequest",
]

_HOMES = {
    "Answer": "referral.rules.consent",
    "Identification": "referral.actions.identify",
    "Mechanism": "referral.mechanism",
    "NewActor": "referral.actions.administer",
    "NewOrganisation": "referral.actions.administer",
    "Offer": "referral.actions.refer",
    "PersonFacts": "referral.rules.facts",
    "StepRequest": "referral.actions.protect",
}


def __getattr__(name: str) -> object:
    """Read a name's module on first use."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
