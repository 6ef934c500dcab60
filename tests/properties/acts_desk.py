"""Looking over the mechanism, and filters of one's own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from referral.mechanism import Mechanism
from referral.rules.filters import Filtered
from tests.world import World

if TYPE_CHECKING:
    from tests.properties.acts import Stage

CONSENTS = {"lane": "consent"}


def _forgets(m: Mechanism, world: World) -> object:
    me = world["coordinator"]
    kept = m.keep_filter(me, Filtered.CASES, "newest", {"days": "7"})
    return m.forget_filter(me, Filtered.CASES, kept.id)


DESK: dict[str, Callable[[Mechanism, "Stage"], object]] = {
    "my_work": lambda m, s: m.my_work(s.world["outreach"]),
    "case_desk": lambda m, s: m.case_desk(s.world["outreach"], s.case),
    "case_path": lambda m, s: m.case_path(s.world["outreach"], s.case),
    "overview": lambda m, s: m.overview(s.world["coordinator"]),
    "month_report": lambda m, s: m.month_report(s.world["coordinator"]),
    "pathway_versions": lambda m, s: m.pathway_versions(s.world["coordinator"]),
    "what_if": lambda m, s: m.what_if(
        s.world["coordinator"], s.world.mechanism.pathway_digest
    ),
    "kept_filters": lambda m, s: m.kept_filters(s.world["auditor"], Filtered.TIMELINE),
    "keep_filter": lambda m, s: m.keep_filter(
        s.world["outreach"], Filtered.TIMELINE, "consents", CONSENTS
    ),
    "forget_filter": lambda m, s: _forgets(m, s.world),
}
