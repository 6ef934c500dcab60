"""Who says where they are told that something waits; part of `rules.permissions`.

Everybody for themselves. A machine is told by webhooks and has no night.
"""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_ANY = frozenset({Relation.NONE})

MAILING: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.KEEP_MAIL: dict.fromkeys(sorted(set(Role) - {Role.SYSTEM}), _ANY),
}
"""The lines of the table."""
MAILING_BY_A_PERSON = frozenset({Act.KEEP_MAIL})
"""What is somebody's own: no machine does it."""
