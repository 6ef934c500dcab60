"""First contacts: drafts, a case opened in one act, and where a bed is found."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from uuid import UUID

from referral.actions import drafts, first_contact, matching
from referral.actions.contact_rules import ContactRules
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import Disagreement, DraftStep


class FirstContacts(Acts):
    """What is typed before a case is opened, and how one begins."""

    def take_contacts_by(self, rules: ContactRules) -> None:
        """How long drafts are kept here, and whom to ring where no place is found."""
        self._house.contact.rules = rules

    @property
    def duty_phone(self) -> str:
        """Whom to ring where no place is found; empty where none is set."""
        return self._house.contact.rules.duty_phone

    def save_draft(
        self,
        actor: OnDuty,
        draft_id: UUID | None,
        step: DraftStep,
        typed: Mapping[str, Sequence[str]],
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Keep what was typed at one step of a first contact; None begins a draft."""
        act = partial(
            drafts.save_draft,
            draft_id=draft_id,
            step=step,
            typed=typed,
            expects=expects,
        )
        return self._do(actor, Act.OPEN_CASE, act, request)

    def unfinished(self, actor: OnDuty) -> list[drafts.DraftView]:
        """What the actor began and did not finish, what ends first before the rest."""
        return self._look(actor, Act.OPEN_CASE, drafts.list_drafts)

    def open_draft(self, actor: OnDuty, draft_id: UUID) -> drafts.OpenDraft:
        """Go on with a draft of one's own."""
        act = partial(drafts.open_draft, draft_id=draft_id)
        return self._do(actor, Act.OPEN_CASE, act)

    def discard_draft(
        self, actor: OnDuty, draft_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Throw a draft of one's own away."""
        act = partial(drafts.discard_draft, draft_id=draft_id)
        return self._do(actor, Act.OPEN_CASE, act, request)

    def open_first_contact(
        self,
        actor: OnDuty,
        new: first_contact.FirstContact,
        request: RequestKey | None = None,
    ) -> Done:
        """Open a case with everything that was asked, and end the draft of it."""
        act = partial(first_contact.open_first_contact, new=new)
        return self._do(actor, Act.OPEN_CASE, act, request)

    def record_signs(
        self,
        actor: OnDuty,
        case_id: UUID,
        seen: Collection[str],
        disagrees: Disagreement | None = None,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down the signs that were seen, after the case was opened."""
        act = partial(
            first_contact.record_signs,
            case_id=case_id,
            seen=seen,
            disagrees=disagrees,
            expects=expects,
        )
        return self._do(actor, Act.RECORD_FACTS, act, request)

    def match_beds(self, actor: OnDuty, case_id: UUID) -> matching.Matches:
        """Where the person can sleep tonight, the best place first."""
        act = partial(matching.match_beds, case_id=case_id)
        return self._do(actor, Act.MATCH_SERVICES, act)
