"""Looking over the mechanism: places and clocks, months, other versions, filters."""

from functools import partial
from uuid import UUID

from referral.actions import (
    case_desk,
    case_path,
    filters,
    monthly,
    my_work,
    overview,
    what_if,
)
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.filters import Filtered, Words


class Desk(Acts):
    """What a coordinator looks at, and what everybody keeps of their own lists."""

    def my_work(self, actor: OnDuty) -> my_work.MyWork:
        """Everything on the actor's first page."""
        return self._look(actor, Act.LIST_CASES, my_work.my_work)

    def case_desk(self, actor: OnDuty, case_id: UUID) -> case_desk.CaseDesk:
        """A case as its page shows it."""
        act = partial(case_desk.case_desk, case_id=case_id)
        return self._look(actor, Act.READ_CASE, act)

    def case_path(self, actor: OnDuty, case_id: UUID) -> case_path.CasePath:
        """The pathway of a case with its position, and what may happen next."""
        act = partial(case_path.case_path, case_id=case_id)
        return self._look(actor, Act.READ_CASE, act)

    def overview(self, actor: OnDuty) -> overview.Overview:
        """Places by region and kind, and clocks by name, of the whole mechanism."""
        return self._look(actor, Act.READ_OVERVIEW, overview.read_overview)

    def month_report(
        self, actor: OnDuty, month: str = "", run: str = ""
    ) -> monthly.Report:
        """What happened in a month and the five before it."""
        act = partial(monthly.month_report, asked=month, run=run)
        return self._look(actor, Act.READ_REPORT, act)

    def pathway_versions(self, actor: OnDuty) -> tuple[what_if.VersionView, ...]:
        """The versions of the pathway that are stored, the newest first."""
        return self._look(actor, Act.REPLAY_PATHWAY, what_if.versions)

    def what_if(
        self,
        actor: OnDuty,
        digest: str,
        *,
        days: int | None = None,
        after: UUID | None = None,
    ) -> what_if.WhatIf:
        """What a stored version would have meant for cases; nothing is changed."""
        act = partial(what_if.what_if, digest=digest, days=days, after=after)
        return self._do(actor, Act.REPLAY_PATHWAY, act)

    def kept_filters(
        self, actor: OnDuty, of: Filtered
    ) -> tuple[filters.FilterView, ...]:
        """The filters that the actor keeps for a list."""
        act = partial(filters.list_filters, of=of)
        return self._look(actor, Act.KEEP_FILTER, act)

    def keep_filter(
        self,
        actor: OnDuty,
        of: Filtered,
        name: str,
        words: Words,
        request: RequestKey | None = None,
    ) -> Done:
        """Keep a filter under a name of one's own."""
        act = partial(filters.keep_filter, of=of, name=name, words=words)
        return self._do(actor, Act.KEEP_FILTER, act, request)

    def forget_filter(
        self,
        actor: OnDuty,
        of: Filtered,
        filter_id: UUID,
        request: RequestKey | None = None,
    ) -> Done:
        """Forget one of one's own filters."""
        act = partial(filters.forget_filter, of=of, filter_id=filter_id)
        return self._do(actor, Act.KEEP_FILTER, act, request)
