"""A case as its page shows it: header, steps, clocks, answers and offers, in one act.

Looking at a page is one look and leaves one entry. What of it is shown, the rules
decide part by part, as they do where each part is asked for by itself.
"""

from dataclasses import dataclass
from uuid import UUID

from referral.actions.case_clocks import running
from referral.actions.choices import OrganisationView, organisations_seen
from referral.actions.protect import explained
from referral.actions.read import CaseView, ConsentView, case_view, consent_views
from referral.actions.read_offers import OfferView, offer_view
from referral.actions.work import Work, case_for
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.referrals import live_offers_of
from referral.rules.acts import Act
from referral.rules.case_clocks import RunningClock
from referral.rules.deciding import may
from referral.rules.decisions import Allow
from referral.rules.explain import StepAnswer
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """What one actor sees on the page of a case before opening anything."""

    case: CaseView
    steps: tuple[StepAnswer, ...] = ()
    clocks: tuple[RunningClock, ...] = ()
    consents: tuple[ConsentView, ...] = ()
    """What the person said, for whoever may record it."""
    offers: tuple[OfferView, ...] = ()
    """Offers that are open, for the same."""
    bodies: tuple[OrganisationView, ...] = ()
    """Who can be named, where a step that is possible names somebody."""


def case_desk(work: Work, case_id: UUID) -> CaseDesk:
    """The page of a case; one entry."""
    case = case_for(work, case_id, Act.READ_CASE)
    view = case_view(work, case)
    found = CaseDesk(view) if case.erased_at else _whole(work, case, view)
    shown = {"list": "case", "facts": view.facts is not None}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    return found


def _whole(work: Work, case: Case, view: CaseView) -> CaseDesk:
    steps = explained(work, case)
    decided = work.decide(Act.RECORD_CONSENT, case.id)
    mine = isinstance(decided, Allow)
    naming = any("recipient" in e.needs or e.seats for e in steps if e.allowed)
    named = naming and may(Act.LIST_SERVICES, work.asker())
    live = live_offers_of(work.unit.session, case.id) if mine else []
    return CaseDesk(
        case=view,
        steps=steps,
        clocks=running(work, case),
        consents=tuple(consent_views(work, case)) if mine else (),
        offers=tuple(offer_view(work, row) for row in live),
        bodies=tuple(organisations_seen(work)) if named else (),
    )
