"""Exports as the system would write them, of any length, and somebody's keys."""

import hashlib
import secrets
from base64 import b64encode
from typing import Any

from referral.vault.chain import (
    GENESIS,
    entry_hash,
    field_commitment,
    payload_commitment,
    salted,
)
from referral.vault.checkpoint import Checkpoint
from referral.vault.merkle import inclusion_proof, leaf_hash, root
from referral.vault.notes import Note, Signer, Signing
from tests.vault.trees import Tree

CHAIN = "0195f1a0-0000-7000-8000-000000000011"
LOG = Signer("log/0195f1a0-0000-7000-8000-000000000009", bytes(range(32)))
WITNESSES = [
    Signer(f"witness.example/w{n}", bytes([n] * 32), Signing.COSIGNATURE)
    for n in (1, 2)
]


def export(length: int, *witnesses: Signer) -> dict[str, Any]:
    """A whole timeline, every field shown, cosigned."""
    entries: list[dict[str, Any]] = []
    tree, previous = Tree([b"somebody else's"]), GENESIS
    for seq in range(1, length + 1):
        payload = salted({"step": f"kept {seq}", "said": ["Kestrel", seq, None, True]})
        header = _header(seq, previous, payload)
        previous = entry_hash(header)
        commitments = sorted(
            field_commitment(bytes.fromhex(salt), name, value).hex()
            for name, (salt, value) in payload.items()
        )
        entries.append(
            {
                "header": header,
                "h": previous.hex(),
                "index": seq,
                "commitments": commitments,
                "fields": payload,
            }
        )
        tree.add(previous)
    for entry in entries:
        path = inclusion_proof(entry["index"], tree.size, tree.node)
        entry["path"] = [b64encode(each).decode() for each in path]
        assert tree.node(0, entry["index"]) == leaf_hash(bytes.fromhex(entry["h"]))
    return {
        "format": "timeline-export/v1",
        "profile": "full",
        "whole": True,
        "chain": CHAIN,
        "verifier": LOG.verifier.text(),
        "checkpoint": _signed(tree, *witnesses),
        "entries": entries,
    }


def _header(seq: int, previous: bytes, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "v": 1,
        "id": secrets.token_hex(16),
        "chain": CHAIN,
        "chain_kind": "case",
        "seq": seq,
        "prev": previous.hex(),
        "mac_epoch": 1,
        "type": "step_taken",
        "lane": "stage",
        "actor": secrets.token_hex(16),
        "at": 1_700_000_000_000 + seq,
        "occurred_at": None,
        "payload_commit": payload_commitment(payload).hex(),
        "ct_sha256": hashlib.sha256(b"").hexdigest(),
    }


def _signed(tree: Tree, *witnesses: Signer) -> str:
    text = Checkpoint(LOG.verifier.name, tree.size, root(tree.size, tree.node)).text()
    lines = [LOG.sign(text), *(each.cosign(text, 99) for each in witnesses)]
    return Note(text, tuple(lines)).write()
