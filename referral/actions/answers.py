"""What an act answers, and giving the same answer again to the same request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from referral.errors import Malformed
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.keyed_values import open_value, seal_value
from referral.records.keyring import Keyring
from referral.records.keys import OwnerKind
from referral.records.sealed_values import (
    SealedValue,
    StoredAnswer,
    forget_answers_before,
)
from referral.vault.envelope import Place
from workflows.vocabulary import Compartment, Purpose

ASKED = "asked"
"""Where the fingerprint of a request lies in the box of its answer."""
KEPT = timedelta(days=7)
"""For so long the same request is given the same answer."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A client's key for one request and a fingerprint of what it asked."""

    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to every act that writes: what was made or changed, and receipts."""

    kind: str
    id: UUID
    version: int | None = None
    receipts: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def words(self) -> dict[str, Any]:
        """As plain words for storing and sending."""
        return {
            "kind": self.kind,
            "id": str(self.id),
            "version": self.version,
            "receipts": list(self.receipts),
            "details": dict(self.details),
        }

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> "Done":
        """The answer that `words` wrote."""
        return cls(
            words["kind"],
            UUID(words["id"]),
            words["version"],
            tuple(words["receipts"]),
            words["details"],
        )


def _tag(unit: Unit, keyring: Keyring, actor_id: UUID, request: RequestKey) -> bytes:
    return keyring.tag(unit, "request", actor_id.bytes + request.key.encode())


def _asked(key: tuple[UUID, bytes], request: RequestKey) -> str:
    """What an answer is bound to: who asked, under which key, and what."""
    return sha256(key[0].bytes + key[1] + request.fingerprint).hexdigest()


def answered(
    unit: Unit, keyring: Keyring, actor_id: UUID, request: RequestKey
) -> Done | None:
    """The answer this request was given before, if it was.

    Raises:
        Malformed: if the key was used for another request.
    """
    key = (actor_id, _tag(unit, keyring, actor_id, request))
    stored = unit.session.get(StoredAnswer, key)
    if stored is None:
        return None
    value = SealedValue(
        record_id=stored.record_id,
        drawer=Compartment.OPERATIONAL,
        row_version=1,
        owner_id=stored.owner_id,
        box=stored.box,
        stored_at=stored.stored_at,
    )
    words = open_value(unit, keyring, stored.owner_id, value, Purpose.AUDIT)
    if words.get(ASKED) != _asked(key, request):
        raise Malformed(
            "This Idempotency-Key was used for another request.",
            faults=(("header Idempotency-Key", "used_for_another_request"),),
        )
    return Done.from_words(words)


def remember(  # a stored answer has this many coordinates
    unit: Unit,
    keyring: Keyring,
    actor_id: UUID,
    request: RequestKey,
    done: Done,
    owner: tuple[OwnerKind, UUID],
) -> None:
    """Keep the answer, sealed under what it is about, for a retry.

    What was asked is sealed with it: a bare digest of a request that holds little
    else than an address or a number could be guessed.
    """
    record, drawer = new_id(unit.now), Compartment.OPERATIONAL
    tag = _tag(unit, keyring, actor_id, request)
    words = {**done.words(), ASKED: _asked((actor_id, tag), request)}
    box = seal_value(unit, keyring, owner, drawer, Place(record, 1), words)
    unit.session.add(
        StoredAnswer(
            actor_id=actor_id,
            request_tag=tag,
            record_id=record,
            owner_id=owner[1],
            box=box,
            stored_at=unit.now,
        )
    )


def forget(unit: Unit) -> int:
    """Delete the answers nobody will ask for again. How many."""
    return forget_answers_before(unit.session, unit.now - KEPT)


def fingerprint(method: str, path: str, body: Mapping[str, Any] | None) -> bytes:
    """SHA-256 over what a request asks; two bodies that mean the same agree."""
    text = json.dumps([method, path, body], sort_keys=True, ensure_ascii=True)
    return sha256(text.encode()).digest()
