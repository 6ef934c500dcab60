"""What belongs to the person: refusing, a number of their own, safe contact."""

from functools import partial
from uuid import UUID

from referral.actions import own_codes, refuse, safe_contact
from referral.actions import own_view as person
from referral.actions.erasure_ends import told
from referral.actions.own_reading import OwnView
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.safe_contact import SafeContact
from workflows.vocabulary import Purpose


class Own(Acts):
    """Refusals, the number the person keeps, what they see and leave."""

    def record_refusal(
        self,
        actor: OnDuty,
        new: refuse.NewRefusal,
        request: RequestKey | None = None,
    ) -> Done:
        """Record that an adult wanted nothing, without a name."""
        act = partial(refuse.record_refusal, new=new)
        return told(self._house, self._do(actor, Act.OPEN_CASE, act, request))

    def refuse_all(
        self,
        actor: OnDuty,
        case_id: UUID,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Record that the adult whose case was begun wants nothing."""
        act = partial(refuse.refuse_all, case_id=case_id, expects=expects)
        return told(self._house, self._do(actor, Act.TAKE_STEP, act, request))

    def refusal(self, actor: OnDuty, case_id: UUID) -> refuse.RefusalView | None:
        """What is left of who wanted nothing; None for every other case."""
        act = partial(refuse.read_refusal, case_id=case_id)
        return self._do(actor, Act.READ_LEDGER, act)

    def issue_own_code(self, actor: OnDuty, case_id: UUID) -> Done:
        """Give the person a number; it is told in this answer and never again.

        There is no key for trying again: a second number ends the first.
        """
        drawn = own_codes.draw()
        act = partial(own_codes.issue_code, case_id=case_id, drawn=drawn)
        return self._do(actor, Act.KEEP_OWN_CODE, act)

    def revoke_own_code(
        self, actor: OnDuty, case_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """End the number that is out."""
        act = partial(own_codes.revoke_code, case_id=case_id)
        return self._do(actor, Act.KEEP_OWN_CODE, act, request)

    def own_code(self, actor: OnDuty, case_id: UUID) -> own_codes.CodeView:
        """Whether a number is out, and whether the person wrote something."""
        act = partial(own_codes.read_code, case_id=case_id)
        return self._look(actor, Act.KEEP_OWN_CODE, act)

    def messages(
        self, actor: OnDuty, case_id: UUID, purpose: Purpose
    ) -> list[own_codes.MessageView]:
        """What the person left; it counts as read from now on."""
        act = partial(own_codes.read_messages, case_id=case_id, purpose=purpose)
        return self._do(actor, Act.OPEN_CONTENT, act)

    def messages_waiting(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[own_codes.WaitingView]:
        """Cases in which the person left something that nobody has read."""
        act = partial(own_codes.list_waiting, limit=limit)
        return self._look(actor, Act.LIST_NOTICES, act)

    def own_view(self, shown: person.Shown) -> OwnView:
        """What the person sees who shows their number."""
        return person.own_view(self._house, shown)

    def own_withdrawal(self, shown: person.Shown, consent_id: UUID) -> Done:
        """The person takes a consent back."""
        return person.own_withdrawal(self._house, shown, consent_id)

    def own_message(self, shown: person.Shown, text: str) -> Done:
        """The person leaves a message for whoever holds the case."""
        return person.own_message(self._house, shown, text)

    def set_safe_contact(
        self,
        actor: OnDuty,
        case_id: UUID,
        rule: SafeContact,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Write down when and how the person may be reached."""
        act = partial(
            safe_contact.set_safe_contact, case_id=case_id, rule=rule, expects=expects
        )
        return self._do(actor, Act.RECORD_CONTENT, act, request)

    def safe_contact(
        self, actor: OnDuty, case_id: UUID, purpose: Purpose
    ) -> safe_contact.SafeContactView:
        """When and how the person may be reached, and what is open now."""
        act = partial(safe_contact.read_safe_contact, case_id=case_id, purpose=purpose)
        return self._do(actor, Act.OPEN_CONTENT, act)
