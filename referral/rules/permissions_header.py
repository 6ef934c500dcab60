"""What the header of a case shows, and to whom not; part of `rules.permissions`."""

from collections.abc import Mapping

from referral.rules.decisions import Shown
from workflows.vocabulary import Regime, Relation, Role

_TRACKS = frozenset({Shown.PROTECTION, Shown.IDENTIFICATION, Shown.STAY})
HEADER: Mapping[Relation, frozenset[Shown]] = {
    Relation.HOLDER: frozenset(Shown),
    Relation.COORDINATOR: frozenset({Shown.FACTS, Shown.OFFERS}) | _TRACKS,
    Relation.AUTHORITY: frozenset({Shown.IDENTIFICATION, Shown.STAY}),
    Relation.PROVIDER: frozenset({Shown.PROTECTION, Shown.PLACEMENT}),
}
"""What the header of a case shows. Everybody else sees that there is one."""
_CONTENT = frozenset({Shown.FACTS, Shown.OFFERS, Shown.DRAWERS})
WITHHELD: Mapping[Role, frozenset[Shown]] = {Role.AUDITOR: _CONTENT}
WITHHELD_FROM: Mapping[Regime, frozenset[Shown]] = {
    Regime.GDPR: frozenset(),
    Regime.LAW_ENFORCEMENT: frozenset({Shown.PLACEMENT}),
}
ERASED_WITH_CONTENT = _CONTENT
"""What is not there any more once a person was erased."""
