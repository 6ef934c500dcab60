"""Who may do what with an offer between its card and its end: act x role x relation.

A part of the table in `rules.permissions`. Who answers and who confirms an arrival
stand there.
"""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_HOLDER = frozenset({Relation.HOLDER})
_ADDRESSEE = frozenset({Relation.ADDRESSEE})
_COORDINATOR = frozenset({Relation.COORDINATOR})
_WORKERS = (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER)

LIFE: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.READ_OFFER: {
        **dict.fromkeys(_WORKERS, _ADDRESSEE | _HOLDER),
        Role.COORDINATOR: _COORDINATOR,
    },
    Act.ASK_ABOUT_OFFER: {Role.SERVICE_PROVIDER: _ADDRESSEE},
    Act.REPLY_ABOUT_OFFER: dict.fromkeys(_WORKERS, _HOLDER),
    Act.RECORD_TELEPHONE_YES: {Role.COORDINATOR: _COORDINATOR},
    Act.SEND_LINK: {
        **dict.fromkeys(_WORKERS, _HOLDER),
        Role.COORDINATOR: _COORDINATOR,
    },
    Act.RECORD_DELETION_TOLD: {
        **dict.fromkeys(_WORKERS, _HOLDER),
        Role.COORDINATOR: _COORDINATOR,
    },
    Act.GIVE_SERVICE: {Role.SERVICE_PROVIDER: _ADDRESSEE},
    Act.CLOSE_PROVIDER: {
        Role.SERVICE_PROVIDER: _ADDRESSEE,
        Role.COORDINATOR: _COORDINATOR,
    },
}
"""A coordinator sees cards, writes down what was said, and never answers."""
