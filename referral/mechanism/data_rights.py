"""Acts that serve the rights a person has in what is kept about them."""

from functools import partial
from uuid import UUID

from referral.actions import person_data, processing, restriction, sheets
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.sheet import Sheet
from workflows.vocabulary import IdentityProof, RestrictionEnd


class DataRights(Acts):
    """The sheet for the person, their data, restrictions, the record of processing."""

    def sheet(
        self, actor: OnDuty, case_id: UUID | None = None, language: str = "en"
    ) -> Sheet:
        """What the person is told in writing: of one case, or of the procedure now."""
        act = partial(sheets.read_sheet, case_id=case_id, language=language)
        return self._do(actor, Act.READ_SHEET, act)

    def person_data(
        self, actor: OnDuty, case_id: UUID, identity: IdentityProof
    ) -> person_data.PersonData:
        """Everything that is held about the person of a case, for the person."""
        act = partial(person_data.give_person_data, case_id=case_id, identity=identity)
        return self._do(actor, Act.GIVE_PERSON_DATA, act)

    def restrictions(
        self, actor: OnDuty, case_id: UUID
    ) -> restriction.RestrictionsView:
        """What of a case is, or was, only kept."""
        act = partial(restriction.read_restrictions, case_id=case_id)
        return self._do(actor, Act.READ_RESTRICTIONS, act)

    def restrict_use(
        self,
        actor: OnDuty,
        case_id: UUID,
        new: restriction.NewRestriction,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Keep a record, or one drawer of it, and use it no more."""
        act = partial(
            restriction.restrict_use, case_id=case_id, new=new, expects=expects
        )
        return self._do(actor, Act.RESTRICT_USE, act, request)

    def lift_restriction(
        self,
        actor: OnDuty,
        case_id: UUID,
        restriction_id: UUID,
        reason: RestrictionEnd,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Use it again."""
        act = partial(
            restriction.lift_restriction,
            case_id=case_id,
            restriction_id=restriction_id,
            reason=reason,
            expects=expects,
        )
        return self._do(actor, Act.RESTRICT_USE, act, request)

    def processing_record(self, actor: OnDuty) -> processing.ProcessingRecord:
        """The record of processing, from what the mechanism is configured as."""
        act = processing.read_processing
        return self._do(actor, Act.READ_PROCESSING, act)
