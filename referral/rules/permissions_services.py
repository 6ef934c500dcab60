"""Who may do what with services and their places: a part of `permissions`."""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_ANY = frozenset({Relation.NONE})
_WORKERS = (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER)
_HOUSING = (Role.SERVICE_PROVIDER, Role.CASE_MANAGER)

SERVICES: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.TELL_CAPACITY: dict.fromkeys(_HOUSING, _ANY),
    Act.HOLD_PLACES: dict.fromkeys(_WORKERS, _ANY),
    Act.STATE_ALLOWED: dict.fromkeys(_HOUSING, _ANY),
    Act.SUSPEND_SERVICE: {Role.COORDINATOR: _ANY},
    Act.MATCH_SERVICES: dict.fromkeys(_WORKERS, frozenset({Relation.HOLDER})),
}
"""By act. Whose service it is decides beside it; the rows say so."""
