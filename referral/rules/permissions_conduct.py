"""Who may do what about the code of conduct; part of `rules.permissions`."""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_ANY = frozenset({Relation.NONE})
_EVERYBODY = dict.fromkeys(sorted(set(Role) - {Role.SYSTEM}), _ANY)
_LISTING = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM)

CONDUCT: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.PUBLISH_CONDUCT: {Role.COORDINATOR: _ANY},
    Act.ACCEPT_CONDUCT: _EVERYBODY,
    Act.READ_CONDUCT: _EVERYBODY,
    Act.LIST_CONDUCT: dict.fromkeys(_LISTING, _ANY),
}
"""The lines of the table."""
CONDUCT_BY_A_PERSON = frozenset({Act.PUBLISH_CONDUCT, Act.ACCEPT_CONDUCT})
"""What somebody answers for: no machine publishes or accepts it."""
