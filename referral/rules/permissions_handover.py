"""Who arranges a hand-over, looks for whoever did not arrive, and hears of it later."""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_WORKERS = (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER)
_HOLDER = frozenset({Relation.HOLDER})
_BOTH_SIDES: Mapping[Role, frozenset[Relation]] = {
    Role.FIRST_RESPONDER: _HOLDER,
    Role.CASE_MANAGER: _HOLDER,
    Role.SERVICE_PROVIDER: _HOLDER | {Relation.ADDRESSEE},
}
"""Whoever is responsible for the person, and the service that said yes."""

HANDOVER: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.ARRANGE_HANDOVER: _BOTH_SIDES,
    Act.READ_ARRANGEMENT: _BOTH_SIDES,
    Act.NOTE_WHEREABOUTS: dict.fromkeys(_WORKERS, _HOLDER),
    Act.READ_FEEDBACK: dict.fromkeys(_WORKERS, frozenset({Relation.FINDER})),
}
