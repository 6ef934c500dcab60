"""Who keeps a plan, reads it, and is told what waits: the holder, and nobody else.

A service learns of a plan what an offer discloses to it, and no more.
"""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_WORKERS = (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER)
_HOLDING = dict.fromkeys(_WORKERS, frozenset({Relation.HOLDER}))

PLAN: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.READ_PLAN: _HOLDING,
    Act.KEEP_PLAN: _HOLDING,
    Act.LIST_TASKS: dict.fromkeys(_WORKERS, frozenset({Relation.NONE})),
}
PLAN_OPENS = (Act.READ_PLAN,)
"""What of it opens drawers: for a purpose, counted."""
PLAN_CONTENT = (Act.READ_PLAN, Act.KEEP_PLAN)
"""What of it shows, or writes, what is sealed."""
