#!/usr/bin/env python3
"""Checks an exported timeline with Python's standard library alone.

    python3 verify_timeline.py EXPORT.json --log VERIFIER [--witness VERIFIER ...]
                               [--enough N]

`VERIFIER` is a public key as `name+key id+key`, from somewhere else than the export:
from a paper register, from a witness. Without `--log` the export's own key is taken,
which shows that the export fits together, and not who wrote it.

What is checked: that every entry hashes to what it says (RFC 8785, SHA-256), that each
follows the one before it, that every shown field is the one that was committed to, that
every entry stands in the log (RFC 9162), and who signed the log (C2SP, RFC 8032).
"""

import argparse
import base64
import hashlib
import json
import sys
from typing import Any

FORMAT = "timeline-export/v1"
GENESIS = "00" * 32


class NotProven(Exception):
    """The export does not show what it says."""


# --- Ed25519, RFC 8032 section 6; refuses what that RFC and its strict readings refuse

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def _add(a: Point, b: Point) -> Point:
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point, scalar = _add(point, point), scalar >> 1
    return found


def _same(a: Point, b: Point) -> bool:
    across = (a[0] * b[2] - b[0] * a[2]) % P
    return across == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def _point(raw: bytes) -> Point | None:
    """A point from its one encoding; None for any other bytes."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P or len(raw) != 32:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_Y = 4 * pow(5, P - 2, P) % P
BASE = _point(_Y.to_bytes(32, "little")) or NEUTRAL


def ed25519_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """True if the signature is the key's, by RFC 8032 and nothing more lenient.

    Refused are also keys and commitments of small order, which fit many messages.
    """
    public, commitment = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or s >= Q or len(signature) != 64:
        return False
    if any(_same(_times(8, each), NEUTRAL) for each in (public, commitment)):
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    h = int.from_bytes(digest, "little") % Q
    return _same(_times(s, BASE), _add(commitment, _times(h, public)))


def canonical(value: Any) -> bytes:
    """The one way to write a value down."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (text if text.isascii() else _written(value)).encode()


def _written(value: Any) -> str:
    """The same where keys have to be sorted by their UTF-16."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        pairs = (f"{_written(key)}:{_written(value[key])}" for key in keys)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def refuse(text: str) -> float:
    """Called for what is no whole number."""
    raise NotProven(f"a number that no entry is written with: {text[:20]}")


def included(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root a path leads to; None if it has another length."""
    if not 0 <= index < size or any(len(each) != 32 for each in path):
        return None
    at, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            digest = hashlib.sha256(b"\1" + sibling + digest).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = hashlib.sha256(b"\1" + digest + sibling).digest()
        at, last = at >> 1, last >> 1
    return digest if last == 0 else None


def read_verifier(text: str) -> tuple[str, bytes, int, bytes]:
    """Name, key id, kind of signature and key of `name+key id+key`."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _base64(encoded)
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if not name or len(raw) != 33 or raw[0] not in (1, 4) or expected.hex() != key_id:
        raise NotProven("not a public key: " + text)
    return name, expected, raw[0], raw[1:]


def _base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise NotProven("not base64") from None
    if base64.b64encode(raw).decode() != text:
        raise NotProven("not base64 in its one form")
    return raw


def signed_by(note: str, verifier: str) -> bool:
    """True if this key signed the note; a wrong signature of it is no small thing."""
    name, key_id, kind, key = read_verifier(verifier)
    text, blank, lines = note.rpartition("\n\n")
    if not blank:
        raise NotProven("the checkpoint is not signed")
    message, found = (text + "\n").encode(), False
    for line in lines.splitlines():
        dash, by, encoded = [*line.split(" "), "", ""][:3]
        raw = _base64(encoded)
        if dash != "\u2014" or by != name or raw[:4] != key_id:
            continue
        signed, signature = message, raw[4:]
        if kind == 4:
            at = int.from_bytes(signature[:8], "big")
            signed = f"cosignature/v1\ntime {at}\n".encode() + message
            signature = signature[8:]
        if not ed25519_holds(key, signed, signature):
            raise NotProven(f"a signature by {name} does not hold")
        found = True
    return found


def commitment(salt: str, name: str, value: Any) -> bytes:
    """What fixes one field of an entry without showing it."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical([name, value])).digest()


def check_fields(entry: dict[str, Any], commit: str | None) -> None:
    """That the shown fields are those of the entry."""
    shown = {
        commitment(salt, name, value).hex()
        for name, (salt, value) in entry.get("fields", {}).items()
    }
    named = sorted(bytes.fromhex(each) for each in entry.get("commitments", ()))
    if hashlib.sha256(b"".join(named)).hexdigest() != commit:
        raise NotProven("the commitments are not those of the entry")
    if not shown <= set(entry.get("commitments", ())):
        raise NotProven("a shown field is not the one that was written")


def check_entry(entry: dict[str, Any], chain: str, seq: int, previous: str) -> None:
    """That an entry is what its hash says; with a `seq`, that none is missing."""
    header = entry.get("header")  # an anonymous export has none
    if header:
        if header["chain"] != chain:
            raise NotProven("the entry is of another timeline")
        if seq and header["seq"] != seq:
            raise NotProven("an entry is missing before this one")
        h = hashlib.sha256(b"refer/event/v1\0" + canonical(header)).hexdigest()
        if h != entry["h"]:
            raise NotProven("the entry was edited")
        if seq and header["prev"] != previous:
            raise NotProven("the entry does not follow the one before it")
    if "commitments" in entry or entry.get("fields"):
        check_fields(entry, (header or {}).get("payload_commit"))


def check_leaf(entry: dict[str, Any], size: int, root: bytes) -> None:
    """That an entry stands in the log."""
    leaf = hashlib.sha256(b"\0" + bytes.fromhex(entry["h"])).digest()
    path = [_base64(each) for each in entry["path"]]
    if included(leaf, entry["index"], size, path) != root:
        raise NotProven("the entry is not in the log")


def check_signed(
    export: dict[str, Any], log: str | None, witnesses: list[str], enough: int
) -> tuple[int, bytes, int]:
    """Who signed the log: its size, its root, and how many witnesses saw it."""
    note, key = export["checkpoint"], log or export["verifier"]
    origin, size, root = note.split("\n")[:3]
    if read_verifier(key)[0] != origin or not signed_by(note, key):
        raise NotProven("the log did not sign this checkpoint")
    saw = {read_verifier(each)[3] for each in witnesses if signed_by(note, each)}
    if len(saw) < enough:
        raise NotProven(f"only {len(saw)} witnesses signed, not {enough}")
    return int(size), _base64(root), len(saw)


def check(
    export: dict[str, Any],
    log: str | None = None,
    witnesses: list[str] | None = None,
    enough: int = 0,
) -> str:
    """A sentence about what was shown, or NotProven with the first bad entry."""
    if export.get("format") != FORMAT:
        raise NotProven("not an export of a timeline")
    size, root, saw = check_signed(export, log, witnesses or [], enough)
    entries, previous, seen = export["entries"], GENESIS, set[int]()
    whole = export["whole"] and all(entry.get("header") for entry in entries)
    for place, entry in enumerate(entries, start=1):
        header = entry.get("header")
        try:
            if entry["index"] in seen:
                raise NotProven("it stands in the export twice")
            check_entry(entry, export["chain"], place if whole else 0, previous)
            check_leaf(entry, size, root)
        except NotProven as why:
            seq = header["seq"] if header else place
            raise NotProven(f"entry {seq}: {why}") from None
        previous = entry["h"]
        seen.add(entry["index"])
    if not seen:
        raise NotProven("it holds no entry")
    told = f"{len(seen)} entries hold"
    if whole:
        told += f", unbroken from the first to number {len(seen)}; later ones may exist"
    whose = "a key you named" if log else "the export's own key, which proves little"
    return f"{told}, in a log of {size} signed by {whose}, seen by {saw} witnesses"


def main(words: list[str]) -> int:
    """0 if everything holds, 1 if not, 2 for what cannot be read."""
    reader = argparse.ArgumentParser(description="Checks an exported timeline.")
    reader.add_argument("export")
    reader.add_argument("--log", help="public key of the log")
    reader.add_argument("--witness", action="append", default=[], help="and of others")
    reader.add_argument("--enough", type=int, default=0, help="how many must have seen")
    said = reader.parse_args(words)
    try:
        with open(said.export, encoding="utf-8") as file:
            export = json.load(file, parse_float=refuse, parse_constant=refuse)
        print(check(export, said.log, said.witness, said.enough))
    except NotProven as why:
        print(f"NOT PROVEN: {why}", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as e:
        print(f"cannot be read as an export: {type(e).__name__}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
