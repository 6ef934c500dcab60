"""Who names another colleague for cases, many at once; part of `rules.permissions`.

No case moves by it, and nothing opens: the holder stays the holder.
"""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import Relation, Role

_WORKERS = (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER)

LEVERS: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.REASSIGN_CASES: {
        **dict.fromkeys(_WORKERS, frozenset({Relation.HOLDER})),
        Role.COORDINATOR: frozenset({Relation.COORDINATOR}),
    }
}
"""Whoever works for the holder, and a coordinator for every holder."""
LEVERS_BY_A_PERSON = frozenset({Act.REASSIGN_CASES})
"""What somebody answers for: no machine says who looks after a person."""
