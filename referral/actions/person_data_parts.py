"""The parts of what is held about a person: each as plain words, nobody else named."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.read_ledger import lines_of
from referral.actions.restriction import view_of
from referral.actions.safe_places import telling_fields
from referral.actions.work import Work
from referral.records.attachments import Attachment, all_attachments
from referral.records.cases import Case, statements
from referral.records.consents import consents_of
from referral.records.erasures import holds_on
from referral.records.keyed_values import open_value
from referral.records.organisations import organisation
from referral.records.own import messages_of
from referral.records.restrictions import restrictions_of
from referral.records.sealed_values import SealedValue, versions_of
from referral.records.silent import heads_of
from workflows.vocabulary import Compartment, Purpose

Words = dict[str, Any]
SYSTEM = "system"
"""Who did what no organisation did."""
_ASKED = Purpose.PERSON_ASKED


def of_body(work: Work, body_id: UUID | None) -> str:
    """An organisation as the person is told of it: by its kind."""
    found = organisation(work.unit.session, body_id) if body_id else None
    return found.kind.value if found else SYSTEM


def drawers(work: Work, case: Case, opens: Collection[Compartment]) -> Iterator[Words]:
    """Each drawer with all its versions: what was wrong is there, too."""
    session = work.unit.session
    for drawer in opens:
        facts = drawer is Compartment.OPERATIONAL
        rows = versions_of(session, case.id if facts else case.person_id, drawer)
        if rows:
            versions = [_version(work, case, row) for row in rows]
            versions[-1]["present"] = True
            yield {"drawer": drawer.value, "versions": versions}


def _version(work: Work, case: Case, row: SealedValue) -> Words:
    values = open_value(work.unit, work.house.keyring, case.id, row, _ASKED)
    return {
        "version": row.row_version,
        "at": _moment(row.stored_at),
        "by": of_body(work, row.author_organisation_id),
        "present": False,
        **shown_of(work, values),
    }


def shown_of(work: Work, values: Mapping[str, Any]) -> Words:
    """Values, without those that would tell where a safe place is."""
    texts = {name: str(value) for name, value in values.items()}
    withheld = telling_fields(work, texts)
    shown = {name: value for name, value in values.items() if name not in withheld}
    return {"values": shown, "withheld": list(withheld)}


def said(work: Work, case: Case) -> Iterator[Words]:
    """What was said and seen, and what each claims to be."""
    for each in statements(work.unit.session, case.id):
        drawer = Compartment.NARRATIVE
        values = work.open(case.id, each.id, drawer, _ASKED)
        yield {
            "kind": each.kind.value,
            "at": _moment(each.recorded_at),
            "by": of_body(work, each.author_organisation_id),
            **shown_of(work, values),
        }


def left(work: Work, case: Case, opens: Collection[Compartment]) -> Iterator[Words]:
    """What the person left by their own number, and when it was first read."""
    drawer = Compartment.NARRATIVE
    for each in messages_of(work.unit.session, case.id) if drawer in opens else ():
        values = work.open(case.id, each.id, drawer, _ASKED)
        at, read_at = _moment(each.left_at), _moment(each.read_at)
        yield {"at": at, "read_at": read_at, **shown_of(work, values)}


def consented(work: Work, case: Case) -> Iterator[Words]:
    """Every answer the person gave, taken back or not."""
    for row in consents_of(work.unit.session, case.id):
        words = work.open(case.id, row.id, Compartment.OPERATIONAL, _ASKED)
        body = of_body(work, row.recipient_id) if row.recipient_id else None
        yield {
            **words,
            "recipient_kind": body,
            "given_at": _moment(row.given_at),
            "expires_at": _moment(row.expires_at),
            "withdrawn_at": _moment(row.withdrawn_at),
        }


def received(work: Work, case: Case) -> Iterator[Words]:
    """Everyone who ever received anything, as the ledger has it, by kind of body."""
    with work.unit.beyond():
        lines = lines_of(work, case)
    for line in lines:
        yield {
            "what": line.what.value,
            "by": of_body(work, line.organisation),
            "at": _moment(line.at),
            "fields": [] if line.what.value == "export" else list(line.fields),
            "released_at": _moment(line.released_at),
            "opened": len(line.opened),
            "ended_at": _moment(line.ended_at),
            "ended": line.ended,
            "holds": line.holds,
        }


def attached(work: Work, case: Case, opens: Collection[Compartment]) -> Iterator[Words]:
    """Documents by drawer, kind and day; what is in one is opened by itself."""
    for row in all_attachments(work.unit.session, case.id):
        drawer = Compartment(row.drawer)
        if drawer in opens:
            yield {
                "drawer": drawer.value,
                "kind": _kind(work, case, row),
                "at": _moment(row.added_at),
                "by": of_body(work, row.author_organisation_id),
                "removed_at": _moment(row.removed_at),
            }


def _kind(work: Work, case: Case, row: Attachment) -> str | None:
    """What kind of document it is; None of one that was removed."""
    if row.removed_at is not None:
        return None
    words = work.open(case.id, row.id, Compartment(row.drawer), _ASKED)
    return str(words["kind"])


def restricted(work: Work, case: Case) -> Iterator[Words]:
    """What is, or was, only kept."""
    for row in restrictions_of(work.unit.session, case.id):
        yield {
            "drawer": row.drawer.value if row.drawer else None,
            "reason": view_of(work, row).reason,
            "at": _moment(row.set_at),
            "by": of_body(work, row.organisation_id),
            "lifted_at": _moment(row.lifted_at),
        }


def held(work: Work, case: Case) -> Iterator[Words]:
    """What keeps the record from being erased."""
    for row in holds_on(work.unit.session, case.id):
        words = work.open(case.id, row.id, Compartment.OPERATIONAL, _ASKED)
        by = of_body(work, row.organisation_id)
        yield {"ground": words["ground"], "at": _moment(row.set_at), "by": by}


def happened(work: Work, case: Case) -> Iterator[Words]:
    """What was done with the record, and when: entries by kind, with their purpose."""
    for head in heads_of(work.unit.session, case.id):
        yield {
            "seq": head.seq,
            "at": _moment(head.at),
            "type": head.type.value,
            "by": of_body(work, head.organisation_id),
            "purpose": head.purpose.value if head.purpose else None,
        }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
