"""Who looks after what has not arrived; part of `rules.permissions`."""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_ANY = frozenset({Relation.NONE})
_KEEPING = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM)

DELIVERIES: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.LIST_DELIVERIES: dict.fromkeys((*_KEEPING, Role.AUDITOR), _ANY),
    Act.SEND_AGAIN: dict.fromkeys(_KEEPING, _ANY),
}
"""The lines of the table."""
DELIVERIES_BY_A_PERSON = frozenset({Act.SEND_AGAIN})
"""Why something did not arrive is for somebody to find out: no machine sends again."""
