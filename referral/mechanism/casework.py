"""Acts on cases: opening, looking, recording, stepping, consenting."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from referral.actions import (
    consent,
    contents,
    correct,
    identify,
    import_cases,
    printing,
    protect,
    read,
)
from referral.actions.correct import Correction
from referral.actions.erasure_ends import told
from referral.actions.work import Done, OnDuty, RequestKey
from referral.exchange.tabular import Table
from referral.mechanism.acts import Acts, no_progress
from referral.rules.acts import Act
from referral.rules.consent_answer import Answer, Spoken
from referral.rules.explain import StepAnswer
from referral.rules.filters import NO_WORDS, Words
from workflows.vocabulary import Compartment, Purpose


class Casework(Acts):
    """What holders, finders and authorities do with a case."""

    def open_case(
        self,
        actor: OnDuty,
        identification: identify.Identification,
        request: RequestKey | None = None,
    ) -> Done:
        """Open a case from an identification."""
        act = partial(identify.open_case, identification=identification)
        return self._do(actor, Act.OPEN_CASE, act, request)

    def import_cases(
        self,
        actor: OnDuty,
        table: Table,
        progress: Callable[[int, int], None] = no_progress,
    ) -> import_cases.ImportReport:
        """Take over a caseload line by line."""
        return import_cases.import_cases(self._house, actor, table, progress)

    def read_case(self, actor: OnDuty, case_id: UUID) -> read.CaseView:
        """The header of a case."""
        act = partial(read.read_case, case_id=case_id)
        return self._look(actor, Act.READ_CASE, act)

    def cases(
        self,
        actor: OnDuty,
        *,
        after: UUID | None = None,
        limit: int = 50,
        words: Words = NO_WORDS,
    ) -> list[read.CaseView]:
        """A page of the cases the actor may know of, newest first."""
        act = partial(read.list_cases, after=after, limit=limit, words=words)
        return self._look(actor, Act.LIST_CASES, act)

    def open_content(
        self, actor: OnDuty, case_id: UUID, drawer: Compartment, purpose: Purpose
    ) -> dict[str, Any]:
        """Open one drawer of a case, for a purpose."""
        act = partial(
            read.open_content, case_id=case_id, drawer=drawer, purpose=purpose
        )
        return self._do(actor, Act.OPEN_CONTENT, act)

    def print_case(
        self,
        actor: OnDuty,
        case_id: UUID,
        purpose: Purpose,
        drawers: frozenset[Compartment] = frozenset(),
    ) -> printing.CasePaper:
        """Draw a case for paper, for a purpose, with these of its drawers."""
        act = partial(
            printing.print_case, case_id=case_id, purpose=purpose, drawers=drawers
        )
        return self._do(actor, Act.READ_CASE, act)

    def open_as_of(
        self,
        actor: OnDuty,
        case_id: UUID,
        drawer: Compartment,
        purpose: Purpose,
        seq: int,
    ) -> dict[str, Any]:
        """What a drawer held when an entry was written, for a purpose."""
        act = partial(
            correct.open_as_of, case_id=case_id, drawer=drawer, purpose=purpose, seq=seq
        )
        return self._do(actor, Act.OPEN_CONTENT, act)

    def record_facts(
        self,
        actor: OnDuty,
        case_id: UUID,
        changes: Mapping[str, Any],
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
        corrects: Correction | None = None,
    ) -> Done:
        """Record coded facts of a case, or correct them."""
        act = partial(
            identify.record_facts,
            case_id=case_id,
            changes=changes,
            expects=expects,
            corrects=corrects,
        )
        return self._do(actor, Act.RECORD_FACTS, act, request)

    def record_content(
        self,
        actor: OnDuty,
        case_id: UUID,
        content: contents.Drawers,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
        corrects: Correction | None = None,
    ) -> Done:
        """Add or correct sealed fields."""
        act = partial(
            identify.record_content,
            case_id=case_id,
            content=content,
            expects=expects,
            corrects=corrects,
        )
        return self._do(actor, Act.RECORD_CONTENT, act, request)

    def steps(self, actor: OnDuty, case_id: UUID) -> tuple[StepAnswer, ...]:
        """Every step of the case's pathway, possible or not, and why."""
        act = partial(protect.explain_steps, case_id=case_id)
        return self._look(actor, Act.READ_CASE, act)

    def take_step(
        self,
        actor: OnDuty,
        case_id: UUID,
        step: protect.StepRequest,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Take one step of the pathway."""
        act = partial(protect.take_step, case_id=case_id, request=step, expects=expects)
        return told(self._house, self._do(actor, Act.TAKE_STEP, act, request))

    def record_consent(
        self,
        actor: OnDuty,
        case_id: UUID,
        answer: Answer,
        *,
        recipient_id: UUID | None = None,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Record what the person said."""
        act = partial(
            consent.record_consent,
            case_id=case_id,
            answer=answer,
            recipient_id=recipient_id,
            expects=expects,
        )
        return self._do(actor, Act.RECORD_CONSENT, act, request)

    def record_minimal_consent(
        self,
        actor: OnDuty,
        case_id: UUID,
        spoken: Spoken,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Record a yes to a bed and a contact."""
        act = partial(
            consent.record_minimal_consent,
            case_id=case_id,
            spoken=spoken,
            expects=expects,
        )
        return self._do(actor, Act.RECORD_CONSENT, act, request)

    def consents(self, actor: OnDuty, case_id: UUID) -> list[read.ConsentView]:
        """All answers of a case, withdrawn and expired ones too."""
        act = partial(read.list_consents, case_id=case_id)
        return self._look(actor, Act.RECORD_CONSENT, act)

    def withdraw_consent(
        self,
        actor: OnDuty,
        case_id: UUID,
        consent_id: UUID,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Take a consent back; disclosures that rest on it end."""
        act = partial(
            consent.withdraw_consent,
            case_id=case_id,
            consent_id=consent_id,
            expects=expects,
        )
        return self._do(actor, Act.WITHDRAW_CONSENT, act, request)
