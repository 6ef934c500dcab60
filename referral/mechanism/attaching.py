"""Acts on what is attached to a case."""

from functools import partial
from uuid import UUID

from referral.actions import attachments as documents
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, Purpose


class Attaching(Acts):
    """What a holder does with documents."""

    def add_attachment(
        self,
        actor: OnDuty,
        case_id: UUID,
        new: documents.NewAttachment,
        request: RequestKey | None = None,
    ) -> Done:
        """Attach a document to a drawer of a case; the caller closes it."""
        return documents.add_attachment(self._house, actor, case_id, new, request)

    def attachments(
        self, actor: OnDuty, case_id: UUID, drawer: Compartment, purpose: Purpose
    ) -> list[documents.AttachmentView]:
        """What is attached to one drawer, for a purpose."""
        act = partial(
            documents.list_attachments,
            case_id=case_id,
            drawer=drawer,
            purpose=purpose,
        )
        return self._do(actor, Act.OPEN_CONTENT, act)

    def fetch_attachment(
        self, actor: OnDuty, case_id: UUID, attachment_id: UUID, purpose: Purpose
    ) -> documents.Fetched:
        """One attached document, for a purpose; the caller closes it."""
        return documents.fetch_attachment(
            self._house, actor, case_id, attachment_id, purpose
        )

    def remove_attachment(
        self,
        actor: OnDuty,
        case_id: UUID,
        attachment_id: UUID,
        request: RequestKey | None = None,
    ) -> Done:
        """Delete an attached document; the timeline keeps that it was there."""
        act = partial(
            documents.remove_attachment,
            case_id=case_id,
            attachment_id=attachment_id,
        )
        return self._do(actor, Act.RECORD_CONTENT, act, request)
