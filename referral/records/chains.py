"""Writing an entry onto a chain, and opening what it says."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col as column
from sqlmodel import select

from referral.records.cases import Case
from referral.records.columns import new_id
from referral.records.database import Unit, Written
from referral.records.keyed_values import seal_value
from referral.records.keyring import Keyring
from referral.records.keys import OwnerKind
from referral.records.organisations import Organisation
from referral.records.timeline import SCHEMA, ChainKind, Entry
from referral.vault.chain import (
    entry_hash,
    entry_mac,
    payload_commitment,
    salted,
)
from referral.vault.envelope import Place, unseal
from referral.vault.sealed import Box
from workflows.vocabulary import Compartment, EntryType, Lane, Purpose, Track

LANES = {
    EntryType.CASE_OPENED: Lane.STAGE,
    EntryType.CASE_IMPORTED: Lane.STAGE,
    EntryType.IDENTIFICATION_RECORDED: Lane.DECISION,
    EntryType.FACTS_RECORDED: Lane.DECISION,
    EntryType.CONTENT_RECORDED: Lane.DECISION,
    EntryType.CONSENT_RECORDED: Lane.CONSENT,
    EntryType.CONSENT_WITHDRAWN: Lane.CONSENT,
    EntryType.STEP_TAKEN: Lane.STAGE,
    EntryType.OFFER_MADE: Lane.SERVICE,
    EntryType.OFFER_LEFT: Lane.SERVICE,
    EntryType.OFFER_UNDONE: Lane.SERVICE,
    EntryType.OFFER_ACCEPTED: Lane.SERVICE,
    EntryType.OFFER_DECLINED: Lane.SERVICE,
    EntryType.OFFER_WITHDRAWN: Lane.SERVICE,
    EntryType.OFFER_RECALLED: Lane.SERVICE,
    EntryType.OFFER_QUESTIONED: Lane.SERVICE,
    EntryType.OFFER_REPLIED: Lane.SERVICE,
    EntryType.OFFER_EXPIRED: Lane.CLOCK,
    EntryType.OFFER_RETURNED: Lane.SERVICE,
    EntryType.TELEPHONE_YES_RECORDED: Lane.SERVICE,
    EntryType.TELEPHONE_YES_DISPUTED: Lane.SERVICE,
    EntryType.TELEPHONE_YES_UNCONFIRMED: Lane.CLOCK,
    EntryType.REPLY_OVERDUE: Lane.CLOCK,
    EntryType.SERVICE_STARTED: Lane.SERVICE,
    EntryType.STAY_CONFIRMED: Lane.SERVICE,
    EntryType.SERVICE_COMPLETED: Lane.SERVICE,
    EntryType.PROVIDER_CLOSED: Lane.SERVICE,
    EntryType.NEXT_NOT_OFFERED: Lane.SERVICE,
    EntryType.OFFER_REMINDER_DUE: Lane.CLOCK,
    EntryType.OFFER_OVERDUE: Lane.CLOCK,
    EntryType.NOTICE_DELIVERED: Lane.SERVICE,
    EntryType.DELIVERY_GIVEN_UP: Lane.SERVICE,
    EntryType.DELIVERY_SENT_AGAIN: Lane.SERVICE,
    EntryType.WEBHOOK_REGISTERED: Lane.DECISION,
    EntryType.WEBHOOK_ENDED: Lane.DECISION,
    EntryType.WEBHOOK_DELIVERED: Lane.SERVICE,
    EntryType.ARRIVAL_CONFIRMED: Lane.SERVICE,
    EntryType.NO_SHOW_REPORTED: Lane.SERVICE,
    EntryType.HANDOVER_PROPOSED: Lane.SERVICE,
    EntryType.HANDOVER_CONFIRMED: Lane.SERVICE,
    EntryType.HANDOVER_OVERDUE: Lane.CLOCK,
    EntryType.WHEREABOUTS_NOTED: Lane.SERVICE,
    EntryType.HOLDER_CHANGED: Lane.SERVICE,
    EntryType.DISCLOSURE_PREPARED: Lane.DISCLOSURE,
    EntryType.DISCLOSURE_RELEASED: Lane.DISCLOSURE,
    EntryType.DISCLOSURE_DESTROYED: Lane.DISCLOSURE,
    EntryType.DELETION_CONFIRMED: Lane.DISCLOSURE,
    EntryType.CORRECTION_NOTED: Lane.DISCLOSURE,
    EntryType.PATHWAY_PUBLISHED: Lane.DECISION,
    EntryType.SERVICE_LISTED: Lane.SERVICE,
    EntryType.JOINT_ACT_ASKED: Lane.DECISION,
    EntryType.JOINT_ACT_APPROVED: Lane.DECISION,
    EntryType.JOINT_ACT_REFUSED: Lane.DECISION,
    EntryType.JOINT_ACT_WITHDRAWN: Lane.DECISION,
    EntryType.JOINT_ACT_EXECUTED: Lane.DECISION,
    EntryType.EXCEPTION_REVIEWED: Lane.DECISION,
    EntryType.CASE_UPGRADED: Lane.STAGE,
    EntryType.CLOCK_CHANGED: Lane.CLOCK,
    EntryType.ATTACHMENT_ADDED: Lane.DECISION,
    EntryType.ATTACHMENT_REMOVED: Lane.DECISION,
    EntryType.PERSON_ERASED: Lane.DECISION,
    EntryType.ERASURE_COMPLETED: Lane.DECISION,
    EntryType.HOLD_SET: Lane.DECISION,
    EntryType.HOLD_LIFTED: Lane.DECISION,
    EntryType.QUESTION_ASKED: Lane.DECISION,
    EntryType.QUESTION_ANSWERED: Lane.DECISION,
    EntryType.QUESTION_WITHDRAWN: Lane.DECISION,
    EntryType.PERSON_DATA_GIVEN: Lane.DISCLOSURE,
    EntryType.RESTRICTION_SET: Lane.DECISION,
    EntryType.RESTRICTION_LIFTED: Lane.DECISION,
    EntryType.RESTRICTION_NOTED: Lane.DISCLOSURE,
    EntryType.BREACH_OPENED: Lane.DECISION,
    EntryType.BREACH_ADDED_TO: Lane.DECISION,
    EntryType.BREACH_AUTHORITY_TOLD: Lane.DECISION,
    EntryType.BREACH_PEOPLE_TOLD: Lane.DECISION,
    EntryType.BREACH_OVERDUE: Lane.CLOCK,
    EntryType.BREACH_CLOSED: Lane.DECISION,
    EntryType.ADDRESS_SET: Lane.SERVICE,
    EntryType.PERSON_PLACED: Lane.SERVICE,
    EntryType.ADDRESS_GRANTED: Lane.DISCLOSURE,
    EntryType.ADDRESS_GRANT_ENDED: Lane.DISCLOSURE,
    EntryType.TIMELINE_EXPORTED: Lane.DISCLOSURE,
    EntryType.REFUSAL_RECORDED: Lane.DECISION,
    EntryType.MESSAGE_LEFT: Lane.CONSENT,
    EntryType.CONFLICT_STATED: Lane.DECISION,
    EntryType.CONFLICT_LIFTED: Lane.DECISION,
    EntryType.GLASS_BROKEN: Lane.DECISION,
    EntryType.GLASS_REVIEWED: Lane.DECISION,
    EntryType.ROLE_GIVEN: Lane.DECISION,
    EntryType.ROLE_TAKEN: Lane.DECISION,
    EntryType.ACTOR_ENDED: Lane.DECISION,
    EntryType.ORGANISATION_ENDED: Lane.DECISION,
    EntryType.COLLEAGUE_NAMED: Lane.DECISION,
    EntryType.CONDUCT_PUBLISHED: Lane.DECISION,
    EntryType.CONDUCT_ACCEPTED: Lane.DECISION,
    EntryType.SERVICE_TERMS_STATED: Lane.SERVICE,
    EntryType.CAPACITY_TOLD: Lane.SERVICE,
    EntryType.PLACES_HELD: Lane.SERVICE,
    EntryType.PLACES_HOLD_ENDED: Lane.SERVICE,
    EntryType.SERVICES_MATCHED: Lane.SERVICE,
    EntryType.PLACES_ASKED: Lane.SERVICE,
    EntryType.ALLOWED_STATED: Lane.SERVICE,
    EntryType.ALLOW_RULE_SET: Lane.SERVICE,
    EntryType.SERVICE_SUSPENDED: Lane.SERVICE,
    EntryType.SUSPENSION_LIFTED: Lane.SERVICE,
    EntryType.SERVICE_CLOSED: Lane.SERVICE,
    EntryType.PLACE_NEEDED: Lane.SERVICE,
    EntryType.PLAN_WRITTEN: Lane.DECISION,
    EntryType.SERVICE_PLANNED: Lane.SERVICE,
    EntryType.SERVICE_NOTED: Lane.SERVICE,
    EntryType.FOLLOW_UP_SET: Lane.SERVICE,
    EntryType.FOLLOW_UP_ENDED: Lane.SERVICE,
    EntryType.OUTCOMES_RECORDED: Lane.DECISION,
    EntryType.PACKAGE_SIGNERS_RENEWED: Lane.DECISION,
    EntryType.RECIPIENT_KEY_LISTED: Lane.DECISION,
    EntryType.RECIPIENT_KEY_ENDED: Lane.DECISION,
    EntryType.LINK_SENT: Lane.SERVICE,
    EntryType.LINK_ENDED: Lane.SERVICE,
    EntryType.LINK_STOPPED: Lane.SERVICE,
}
"""Everything not named here is about access."""


TOLERANCE = timedelta(seconds=5)
"""By how much an entry may lie before the one it follows without saying so: acts that
wait for each other, and servers whose clocks differ."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, for which organisation, and in whose stead if in another's."""

    actor: UUID | None
    organisation: UUID | None
    on_behalf_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What an entry says. `fields` are sealed; everything else lies open."""

    type: EntryType
    fields: Mapping[str, Any] = field(repr=False)
    purpose: Purpose | None = None
    occurred_at: datetime | None = None
    about: UUID | None = None
    track: Track | None = None
    from_stage: str | None = None
    to_stage: str | None = None


def append(
    unit: Unit, keyring: Keyring, chain: Case | Organisation, by: By, what: Happening
) -> str:
    """Write one entry at the end of a chain, in the same transaction as the act.

    Returns:
        The receipt `chain;seq;h`, h in hexadecimal: whoever keeps it can later show
        that this entry stood here.
    """
    unit.session.flush()
    # Not the strongest lock: rows that refer to the chain may be written meanwhile.
    lock = {"key_share": True}
    unit.session.refresh(chain, ["seq", "head"], with_for_update=lock)
    chain_key = keyring.chain_key(unit)
    entry = _next(unit, keyring, chain, by, what)
    entry.mac_epoch = chain_key.name.generation
    entry.h = entry_hash(entry.header(keyring.tenant))
    entry.mac = entry_mac(chain_key, entry.h)
    chain.seq, chain.head = entry.seq, entry.h
    unit.session.add(entry)
    unit.session.add(chain)
    unit.session.flush()
    unit.written.append(Written(entry.id, chain.id, entry.seq, entry.h))
    return f"{chain.id};{entry.seq};{entry.h.hex()}"


def _next(
    unit: Unit, keyring: Keyring, chain: Case | Organisation, by: By, what: Happening
) -> Entry:
    """The entry that follows the chain's last one, before it is authenticated."""
    entry_id = new_id(unit.now)
    payload = salted({**what.fields, **_clock_behind(unit, chain)})
    box = _seal_payload(unit, keyring, chain, entry_id, payload) if payload else None
    return Entry(
        id=entry_id,
        chain_id=chain.id,
        chain_kind=kind_of(chain),
        seq=chain.seq + 1,
        prev=chain.head,
        schema_v=SCHEMA,
        type=what.type,
        lane=LANES.get(what.type, Lane.ACCESS),
        actor_id=by.actor,
        organisation_id=by.organisation,
        on_behalf_of=by.on_behalf_of,
        about=what.about,
        purpose=what.purpose,
        at=unit.now,
        occurred_at=what.occurred_at,
        track=what.track,
        from_stage=what.from_stage,
        to_stage=what.to_stage,
        payload_commit=payload_commitment(payload),
        ct_sha256=hashlib.sha256(box.ciphertext()).digest() if box else None,
        payload=box,
    )


def _clock_behind(unit: Unit, chain: Case | Organisation) -> dict[str, int]:
    """By how many seconds the clock lies before the chain's last entry, if it does.

    Nobody is kept from working by a clock that was put back; but it is said.
    """
    here = column(Entry.chain_id) == chain.id, column(Entry.seq) == chain.seq
    last = unit.session.exec(select(Entry.at).where(*here)).first()
    if last is None or last - unit.now <= TOLERANCE:
        return {}
    return {"clock_behind": int((last - unit.now).total_seconds())}


def kind_of(chain: Case | Organisation) -> ChainKind:
    """Whose chain it is: a case's or an organisation's."""
    return ChainKind.CASE if isinstance(chain, Case) else ChainKind.ORGANISATION


def _seal_payload(
    unit: Unit,
    keyring: Keyring,
    chain: Case | Organisation,
    entry_id: UUID,
    payload: Mapping[str, list[Any]],
) -> Box:
    owner_kind = OwnerKind(kind_of(chain).value)
    owner, drawer = (owner_kind, chain.id), Compartment.OPERATIONAL
    return seal_value(unit, keyring, owner, drawer, Place(entry_id, 1), payload)


def payload_of(unit: Unit, keyring: Keyring, entry: Entry) -> dict[str, Any]:
    """The fields of an entry without their salts; empty if there are none."""
    opened = salted_payload(unit, keyring, entry)
    return {name: value for name, (_, value) in (opened or {}).items()}


def salted_payload(
    unit: Unit, keyring: Keyring, entry: Entry
) -> dict[str, list[Any]] | None:
    """The fields of an entry as they were sealed: name to salt and value.

    None where the payload is gone.
    """
    if entry.payload is None:
        return None if entry.ct_sha256 else {}
    drawer = Compartment.OPERATIONAL
    key = keyring.for_opening(unit, entry.chain_id, drawer, entry.payload)
    return unseal(key, Place(entry.id, 1), entry.payload.ciphertext())
