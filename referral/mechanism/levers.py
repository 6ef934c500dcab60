"""The coordinator's list with counts, and what is done to many cases at once."""

from functools import partial
from uuid import UUID

from referral.actions import offering_in_bulk, reassigning, standing
from referral.actions.in_bulk import Chosen
from referral.actions.list_lines import ExceptionView, LinePlace
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import ExceptionKind


class Levers(Acts):
    """What a coordinator sees of everything, and what is done in bulk."""

    def exceptions(self, actor: OnDuty, *, limit: int = 50) -> list[ExceptionView]:
        """The first lines of the coordinator's list, the oldest first."""
        return list(self.exception_list(actor, limit=limit).items)

    def exception_list(
        self,
        actor: OnDuty,
        *,
        kind: ExceptionKind | None = None,
        after: LinePlace | None = None,
        limit: int = 50,
        body: UUID | None = None,
    ) -> standing.ExceptionList:
        """A page of the coordinator's list, and how much of each kind stands."""
        act = partial(
            standing.list_exceptions, limit=limit, kind=kind, after=after, body=body
        )
        return self._look(actor, Act.LIST_EXCEPTIONS, act)

    def preview_reassignment(
        self, actor: OnDuty, chosen: Chosen, colleague_id: UUID | None = None
    ) -> reassigning.Reassignment:
        """Who looks after the open cases of an organisation, and who could."""
        act = partial(
            reassigning.preview_reassignment, chosen=chosen, colleague_id=colleague_id
        )
        return self._look(actor, Act.REASSIGN_CASES, act)

    def reassign_cases(
        self,
        actor: OnDuty,
        chosen: Chosen,
        colleague_id: UUID,
        seen: str,
        *,
        leave_out: frozenset[str] = frozenset(),
        request: RequestKey | None = None,
    ) -> Done:
        """Name a colleague of the holder for many cases, as they were looked at."""
        act = partial(
            reassigning.reassign_cases,
            chosen=chosen,
            colleague_id=colleague_id,
            seen=seen,
            leave_out=leave_out,
        )
        return self._do(actor, Act.REASSIGN_CASES, act, request)

    def preview_offers(
        self, actor: OnDuty, wanted: offering_in_bulk.ManyOffers
    ) -> offering_in_bulk.ManyOffersView:
        """What stands against offering responsibility for each of one's cases."""
        act = partial(offering_in_bulk.preview_offers, wanted=wanted)
        return self._do(actor, Act.MAKE_OFFER, act)

    def make_offers(
        self,
        actor: OnDuty,
        wanted: offering_in_bulk.ManyOffers,
        seen: str,
        *,
        leave_out: frozenset[str] = frozenset(),
        request: RequestKey | None = None,
    ) -> Done:
        """Offer responsibility for many cases, as they were looked at."""
        act = partial(
            offering_in_bulk.make_offers, wanted=wanted, seen=seen, leave_out=leave_out
        )
        return self._do(actor, Act.MAKE_OFFER, act, request)
