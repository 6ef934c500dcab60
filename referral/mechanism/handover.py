"""Acts on offers, and reading and proving a timeline."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from referral.actions import (
    audit,
    choices,
    correction_notices,
    deletions,
    log,
    opening_copies,
    read,
    read_ledger,
    read_offers,
    read_work,
    refer,
    respond,
    restriction_notices,
    timeline_lanes,
    undoing,
)
from referral.actions.work import Done, OnDuty, RequestKey
from referral.errors import Malformed
from referral.mechanism.acts import Acts, no_progress
from referral.mechanism.offer_life import CODED, LIFE_STEPS
from referral.records.chain_audit import Verdict
from referral.rules.acts import Act
from referral.rules.filters import NO_WORDS, Words
from workflows.vocabulary import Purpose, ReferralStage

_OFFER_STEPS: Mapping[str, tuple[Act, Callable[..., Done]]] = {
    "accept": (Act.ANSWER_OFFER, respond.accept),
    "decline": (Act.ANSWER_OFFER, respond.decline),
    "arrived": (Act.CONFIRM_ARRIVAL, respond.confirm_arrival),
    "no_show": (Act.CONFIRM_ARRIVAL, respond.report_no_show),
    "undo": (Act.WITHDRAW_OFFER, undoing.undo_offer),
    "withdraw": (Act.WITHDRAW_OFFER, undoing.withdraw_offer),
    **LIFE_STEPS,
}


class Handover(Acts):
    """What sender and addressee of an offer do, and who audits it."""

    def services(
        self, actor: OnDuty, service_type: str | None = None
    ) -> list[read_offers.ServiceView]:
        """Services that can be asked."""
        act = partial(read_offers.list_services, service_type=service_type)
        return self._look(actor, Act.LIST_SERVICES, act)

    def organisations(self, actor: OnDuty) -> list[choices.OrganisationView]:
        """Bodies of the mechanism that can be named."""
        return self._look(actor, Act.LIST_SERVICES, choices.list_organisations)

    def preview_offer(
        self, actor: OnDuty, case_id: UUID, service_id: UUID
    ) -> choices.OfferPreview:
        """What an offer would show to its addressee, before and after a yes."""
        act = partial(choices.preview_offer, case_id=case_id, service_id=service_id)
        return self._do(actor, Act.MAKE_OFFER, act)

    def make_offer(
        self,
        actor: OnDuty,
        case_id: UUID,
        offer: refer.Offer,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Offer a case, or linked cases, to a service."""
        act = partial(refer.make_offer, case_id=case_id, offer=offer, expects=expects)
        return self._do(actor, Act.MAKE_OFFER, act, request)

    def offers(
        self,
        actor: OnDuty,
        *,
        stage: ReferralStage | None = None,
        after: UUID | None = None,
        limit: int = 50,
    ) -> list[read_offers.OfferView]:
        """A page of offers sent by or addressed to the actor's organisation."""
        act = partial(read_offers.list_offers, stage=stage, after=after, limit=limit)
        return self._look(actor, Act.LIST_OFFERS, act)

    def work_list(self, actor: OnDuty, *, limit: int = 25) -> read_work.WorkList:
        """What waits for the actor's organisation: at most `limit` of each kind."""
        act = partial(read_work.list_work, limit=limit)
        return self._look(actor, Act.LIST_OFFERS, act)

    def read_offer(self, actor: OnDuty, referral_id: UUID) -> read_offers.OfferView:
        """The card of an offer."""
        act = partial(read_offers.read_offer, referral_id=referral_id)
        return self._do(actor, Act.READ_OFFER, act)

    def answer_offer(
        self,
        actor: OnDuty,
        referral_id: UUID,
        step: str,
        *,
        reason: str | None = None,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """`accept`, `decline`, `arrived`, `no_show`, `undo`, `withdraw`, `LIFE_STEPS`.

        `reason` is the coded word of `decline`, `dispute`, `return` and `complete`.
        """
        if step not in _OFFER_STEPS:
            fault = ("/step", "unknown_step")
            raise Malformed("There is no such step of an offer.", faults=(fault,))
        name, action = _OFFER_STEPS[step]
        act = partial(action, referral_id=referral_id, expects=expects)
        if step in CODED:
            act = partial(act, **{CODED[step]: reason or ""})
        return self._do(actor, name, act, request)

    def open_package(
        self, actor: OnDuty, referral_id: UUID, purpose: Purpose
    ) -> list[Any]:
        """What the addressee learns after saying yes."""
        act = partial(
            opening_copies.open_package, referral_id=referral_id, purpose=purpose
        )
        return self._do(actor, Act.OPEN_DISCLOSURE, act)

    def disclosures(
        self, actor: OnDuty, case_id: UUID, purpose: Purpose
    ) -> list[dict[str, Any]]:
        """The copies of a case that were released to the actor's organisation."""
        act = partial(read.disclosures_to_us, case_id=case_id, purpose=purpose)
        return self._do(actor, Act.OPEN_DISCLOSURE, act)

    def deletions(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[deletions.DeletionView]:
        """What the actor's organisation opened, and may keep no more."""
        act = partial(deletions.list_deletions, limit=limit)
        return self._look(actor, Act.CONFIRM_DELETION, act)

    def confirm_deletion(
        self, actor: OnDuty, disclosure_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Say for the actor's organisation that it kept nothing of a copy."""
        act = partial(deletions.confirm_deletion, disclosure_id=disclosure_id)
        return self._do(actor, Act.CONFIRM_DELETION, act, request)

    def corrections(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[correction_notices.CorrectionNotice]:
        """What the actor's organisation was told and was recorded anew since."""
        act = partial(correction_notices.list_corrections, limit=limit)
        return self._look(actor, Act.NOTE_CORRECTION, act)

    def note_correction(
        self, actor: OnDuty, correction_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Say for the actor's organisation that it knows of a correction."""
        act = partial(correction_notices.note_correction, correction_id=correction_id)
        return self._do(actor, Act.NOTE_CORRECTION, act, request)

    def restriction_notices(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[restriction_notices.RestrictionNotice]:
        """What the actor's organisation has read, and may keep but not use."""
        act = partial(restriction_notices.list_restriction_notices, limit=limit)
        return self._look(actor, Act.NOTE_RESTRICTION, act)

    def note_restriction(
        self, actor: OnDuty, restriction_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Say for the actor's organisation that it does not use what it has."""
        act = partial(
            restriction_notices.note_restriction, restriction_id=restriction_id
        )
        return self._do(actor, Act.NOTE_RESTRICTION, act, request)

    def timeline(
        self, actor: OnDuty, case_id: UUID, *, after: int = 0, limit: int = 200
    ) -> list[audit.EntryView]:
        """A page of a case's timeline."""
        act = partial(audit.read_timeline, case_id=case_id, after=after, limit=limit)
        return self._do(actor, Act.READ_TIMELINE, act)

    def timeline_page(
        self,
        actor: OnDuty,
        case_id: UUID,
        *,
        after: int = 0,
        limit: int = 200,
        words: Words = NO_WORDS,
    ) -> timeline_lanes.TimelineView:
        """The same page, with what did not happen, and where all of it lies in time."""
        act = partial(
            timeline_lanes.read_with_silences,
            case_id=case_id,
            after=after,
            limit=limit,
            words=words,
        )
        return self._do(actor, Act.READ_TIMELINE, act)

    def ledger(self, actor: OnDuty, case_id: UUID) -> read_ledger.Ledger:
        """Everyone who ever received anything of a case."""
        act = partial(read_ledger.read_ledger, case_id=case_id)
        return self._do(actor, Act.READ_LEDGER, act)

    def verify_case(self, actor: OnDuty, case_id: UUID) -> Verdict:
        """Check one case's chain."""
        act = partial(audit.verify_case, case_id=case_id)
        return self._do(actor, Act.VERIFY_CASE, act)

    def prove_entry(self, actor: OnDuty, case_id: UUID, seq: int) -> log.ProofView:
        """That an entry of a case stands in the log."""
        log.settle(self._house)
        act = partial(log.prove_entry, case_id=case_id, seq=seq)
        return self._do(actor, Act.VERIFY_CASE, act)

    def checkpoint(self) -> log.CheckpointView:
        """How far the log over all entries reaches, signed. It says nothing else."""
        log.settle(self._house)
        keyring = self._house.keyring
        return self._house.store.read(lambda unit: log.newest(unit, keyring))

    def consistency(self, old: int, new: int | None = None) -> log.ConsistencyView:
        """That the log only grew between two sizes."""
        return self._house.store.read(lambda unit: log.consistency(unit, old, new))

    def verify_all(
        self,
        progress: Callable[[int, int], None] = no_progress,
        only: UUID | None = None,
    ) -> Verdict:
        """Check everything, or one case: the operator's command, which only reads."""
        keyring = self._house.keyring
        return self._house.store.read(
            lambda unit: audit.verify_all(unit, keyring, progress, only)
        )
