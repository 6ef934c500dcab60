"""Where a partner's system is told: asked for by two people, made, rotated, listed.

An administrator asks, a coordinator sees the address to the letter and agrees, and
whoever asked fetches the secret: only then it exists. Another address is another
webhook, and needs two people again; keys that follow others are one person's act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from referral.actions.guarding import ALONE, ask_coordinator, needs_two
from referral.actions.joint import Held
from referral.actions.keys_by_two import agreed_for_asker, note_fetched
from referral.actions.webhook_ends import live_webhook
from referral.actions.work import Done, Work
from referral.delivery.addresses import AddressRefused, read_place
from referral.delivery.cloudevents import WORDS
from referral.errors import Fault, GuardNotMet, Malformed, NotFound, OffThePath
from referral.records.chains import Happening
from referral.records.keyed_values import store_value
from referral.records.keys import OwnerKind
from referral.records.organisations import Organisation, organisation
from referral.records.webhooks import (
    Webhook,
    WebhookKey,
    all_webhooks,
    keys_now,
    live_webhooks_of,
)
from referral.rules.acts import Act
from referral.rules.machine_scope import LONGEST_OVERLAP, check_lifetime
from referral.vault.webhook_signatures import WebhookKeys, shown
from workflows.vocabulary import Compartment, EntryType, JointKind, NoticeKind

MOST = 5
"""Webhooks of one organisation: every notice goes to each of them."""


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """Where a partner's system listens, and for what."""

    organisation_id: UUID
    address: str
    """`https://host[:port]/path`; a secret in it would be none for long."""
    kinds: frozenset[NoticeKind] = frozenset()
    """None named: every kind that a partner's system can be told of."""


@dataclass(frozen=True, slots=True)
class WebhookView:
    """A webhook; never a secret."""

    id: UUID
    organisation_id: UUID
    organisation: str
    address: str
    kinds: tuple[str, ...]
    registered_at: datetime
    public_keys: tuple[str, ...]
    """`whpk_...` of every pair that signs now, the newest first."""
    failing_since: datetime | None
    """Since when no try has arrived; None if the last one did."""
    ended_at: datetime | None
    ended_why: str | None


def ask_webhook(work: Work, new: NewWebhook) -> Done:
    """Ask a coordinator to agree that a partner's system is told.

    On a store that is not in use yet the operator registers it alone, as the entry
    says.

    Raises:
        NotFound: if the organisation does not take part.
        Malformed: for an address that is more than one, or kinds that nobody outside
            is told of.
        GuardNotMet: if it has as many as it may have.
    """
    work.check(Act.ADMINISTER)
    body = _body(work, new.organisation_id)
    _check(new)
    _check_room(work, body)
    if not needs_two(work):
        return _make(work, body, new, alone=True)
    content = {
        "organisation": str(body.id),
        "receiver": body.label,
        "address": new.address,
        "kinds": _words(new),
    }
    return ask_coordinator(work, JointKind.REGISTER_WEBHOOK, content, body.id)


def _check(new: NewWebhook) -> None:
    try:
        read_place(new.address)
    except AddressRefused as why:
        fault = ("/address", why.word)
        raise Malformed("Nothing can be sent there.", faults=(fault,)) from None
    if not new.kinds <= set(WORDS):
        fault = ("/kinds", "told_inside_only")
        raise Malformed("Of this nobody outside is told.", faults=(fault,))


def _check_room(work: Work, body: Organisation) -> None:
    if len(live_webhooks_of(work.unit.session, body.id)) >= MOST:
        raise GuardNotMet(
            "This organisation has as many webhooks as it may have: end one first.",
            missing=("fewer_webhooks",),
        )


def _words(new: NewWebhook) -> list[str]:
    return sorted(kind.value for kind in new.kinds or set(WORDS))


def _body(work: Work, organisation_id: UUID) -> Organisation:
    body = organisation(work.unit.session, organisation_id)
    if body is None or not body.active:
        raise NotFound
    return body


def not_by_execution(work: Work, held: Held) -> Mapping[str, Any]:
    """Refuse to make what has to be told: its asker fetches it.

    Raises:
        OffThePath: always.
    """
    _ = work, held
    raise OffThePath(
        "Whoever asked for this webhook fetches its secret: then it is made.",
        missing=("fetched_by_asker",),
    )


def fetch_webhook(work: Work, joint_id: UUID) -> Done:
    """Make the webhook that a coordinator has agreed to, and tell its secret, once.

    Raises:
        NotFound: if no such webhook was asked for, or its organisation has left.
        NotPermitted, GuardNotMet, AlreadyAnswered: as `keys_by_two.fetch_key`.
    """
    held, joint = agreed_for_asker(work, joint_id, JointKind.REGISTER_WEBHOOK)
    kinds = frozenset(map(NoticeKind, held.content["kinds"]))
    whose = UUID(held.content["organisation"])
    new = NewWebhook(whose, held.content["address"], kinds)
    body = _body(work, whose)
    _check(new)
    _check_room(work, body)
    done = _make(work, body, new)
    note_fetched(work, held, joint)
    return done


def _make(
    work: Work, body: Organisation, new: NewWebhook, *, alone: bool = False
) -> Done:
    row = Webhook(
        id=work.new_id(),
        organisation_id=body.id,
        address=new.address,
        kinds=" ".join(_words(new)),
        registered_at=work.now,
        failures=0,
    )
    work.unit.session.add(row)
    work.unit.session.flush()
    told = _new_keys(work, row)
    fields = {"address": row.address, "kinds": row.kinds.split()}
    fields |= ALONE if alone else {}
    what = EntryType.WEBHOOK_REGISTERED
    work.enter(body, Happening(what, fields, about=row.id))
    return Done("webhook", row.id, details=told)


def _new_keys(work: Work, webhook: Webhook) -> Mapping[str, str]:
    """Draw a pair of keys and seal it; what of it the partner is told."""
    keys, row_id = WebhookKeys.draw(), work.new_id()
    with work.unit.beyond():
        row = WebhookKey(
            id=row_id,
            webhook_id=webhook.id,
            public_key=keys.public,
            made_at=work.now,
        )
        work.unit.session.add(row)
        store_value(
            work.unit,
            work.house.keyring,
            kind=OwnerKind.ORGANISATION,
            owner=webhook.organisation_id,
            record=row_id,
            drawer=Compartment.OPERATIONAL,
            content=keys.words(),
            author=work.actor.id,
            author_organisation=work.actor.organisation_id,
        )
    return {"secret": keys.told, "public_key": shown(keys.public)}


def rotate_webhook(
    work: Work, webhook_id: UUID, overlap: timedelta = LONGEST_OVERLAP
) -> Done:
    """Draw the keys that follow, told once; the old ones sign beside them for a time.

    Args:
        work: The act.
        webhook_id: The webhook.
        overlap: For how long the old keys sign still, up to a week.

    Raises:
        NotFound: if there is no such webhook, or it has ended.
        Malformed: for a longer time.
    """
    check_lifetime(overlap, LONGEST_OVERLAP)
    webhook = live_webhook(work, webhook_id)
    body = organisation(work.unit.session, webhook.organisation_id)
    if body is None:
        raise Fault("a webhook of nobody")
    with work.unit.beyond():
        for old in keys_now(work.unit.session, webhook.id, work.now):
            ends = work.now + overlap
            old.ends_at = min(old.ends_at, ends) if old.ends_at else ends
            work.unit.session.add(old)
    told = _new_keys(work, webhook)
    fields = {"overlap": int(overlap.total_seconds())}
    rotated = Happening(EntryType.WEBHOOK_ROTATED, fields, about=webhook.id)
    work.enter(body, rotated)
    return Done("webhook", webhook.id, details=told)


def list_webhooks(work: Work) -> tuple[WebhookView, ...]:
    """Every webhook there was, the newest first; never a secret."""
    work.check(Act.ADMINISTER)
    with work.unit.beyond():
        rows = all_webhooks(work.unit.session)
        found = tuple(_view(work, row, body) for row, body in rows)
    fields = {"list": "webhooks", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return found


def _view(work: Work, row: Webhook, body: Organisation) -> WebhookView:
    keys = keys_now(work.unit.session, row.id, work.now) if not row.ended_at else []
    return WebhookView(
        id=row.id,
        organisation_id=body.id,
        organisation=body.label,
        address=row.address,
        kinds=tuple(row.kinds.split()),
        registered_at=row.registered_at,
        public_keys=tuple(shown(key.public_key) for key in keys),
        failing_since=row.failing_since,
        ended_at=row.ended_at,
        ended_why=row.ended_why.value if row.ended_why else None,
    )
