"""Who looks over the whole mechanism, and who keeps filters; part of `permissions`.

Both looks are the coordinator's, who may read every case that stands behind a figure.
A filter is its keeper's own: whoever can list cases, or read timelines, may keep some.
"""

from collections.abc import Mapping

from referral.rules.acts import Act
from workflows.vocabulary import PROFESSIONS, Relation, Role

_ANY = frozenset({Relation.NONE})
_FILTERING = (
    *(Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER),
    *(Role.COMPETENT_AUTHORITY, Role.IMMIGRATION_AUTHORITY),
    *(Role.COORDINATOR, Role.AUDITOR, *sorted(PROFESSIONS)),
)

DESK: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.READ_OVERVIEW: {Role.COORDINATOR: _ANY},
    Act.READ_REPORT: {Role.COORDINATOR: _ANY},
    Act.KEEP_FILTER: dict.fromkeys(_FILTERING, _ANY),
}
DESK_BY_A_PERSON = frozenset({Act.KEEP_FILTER})
"""What is one person's own: no machine keeps one."""
