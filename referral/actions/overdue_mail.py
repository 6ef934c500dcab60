"""Who cannot be told by mail any more, as the coordinator's list shows it.

A line names an organisation and nobody in it: whose address it is, its owner sees.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from referral.actions.list_lines import ExceptionView
from referral.actions.work import Work
from referral.records.mailing import mails_given_up, refused_addresses
from referral.records.organisations import Organisation
from workflows.vocabulary import ExceptionKind

SHOWN = timedelta(days=14)
"""How long it is shown that a mail was given up."""


def exceptions_of_mail(work: Work) -> Iterator[ExceptionView]:
    """Addresses that were refused, and mails that were given up: computed, no row."""
    with work.unit.beyond():
        session = work.unit.session
        refused = refused_addresses(session)
        given_up = mails_given_up(session, work.now - SHOWN)
    for about, since, body in (*refused, *given_up):
        yield _line(work, about, since, body)


def _line(
    work: Work, about: UUID, since: datetime, body: Organisation
) -> ExceptionView:
    return ExceptionView(
        id=uuid5(work.house.keyring.tenant, f"mail:{about}"),
        kind=ExceptionKind.MAIL_UNDELIVERABLE.value,
        referral_id=None,
        joint_act_id=None,
        code="",
        since=since,
        answer_by=None,
        sender_id=body.id,
        addressee_id=None,
        organisation=body.label,
        case_ids=(),
    )
