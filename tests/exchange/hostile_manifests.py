"""Manifests made to do harm: each says something else than what lies beside it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from referral.vault.manifest import MANIFEST, SUMS
from tests.exchange.making import GIB, Files, Hostile, Made, again, files_in


def _manifest(change: Callable[[dict[str, Any]], None]) -> Made:
    """A manifest that says something else; the sums are made to fit."""
    files = files_in()
    said = json.loads(files[MANIFEST])
    change(said)
    return _said(json.dumps(said).encode(), files)


def _said(manifest: bytes, files: Files | None = None) -> Made:
    files = files or files_in()
    digest = hashlib.sha256(manifest).hexdigest()
    _, _, rest = files[SUMS].decode().partition("\n")
    sums = f"{digest}  {MANIFEST}\n{rest}".encode()
    return again({**files, MANIFEST: manifest, SUMS: sums})


def _listed(**changes: Any) -> Made:
    return _manifest(lambda said: said["members"][0].update(changes))


def _without(name: str) -> Made:
    return again({n: c for n, c in files_in().items() if n != name})


NEST = b'{"format":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


MANIFESTS: Hostile = {
    "no manifest": (lambda: _without(MANIFEST), "manifest.json is missing"),
    "no sums": (lambda: _without(SUMS), "manifest-sha256.txt is missing"),
    "the manifest later": (
        lambda: again(dict(sorted(files_in().items()))),
        "manifest.json is missing where it must be",
    ),
    "no JSON": (lambda: _said(b"{"), "the manifest cannot be read"),
    "no object": (lambda: _said(b"[]"), "the manifest cannot be read"),
    "no text": (lambda: _said(b"\xff\xfe{}"), "the manifest cannot be read"),
    "nested": (lambda: _said(NEST), "the manifest cannot be read"),
    "said twice": (
        lambda: _said(b'{"format": 1, "format": 2}'),
        "the manifest cannot be read",
    ),
    "a large manifest": (
        lambda: _said(b" " * (2**20 + 1)),
        "manifest.json is larger than it may be",
    ),
    "another version": (
        lambda: _manifest(lambda said: said.update(format="referral-package/v2")),
        "of a version that is not known here",
    ),
    "more words": (
        lambda: _manifest(lambda said: said.update(more=1)),
        "says more or less than this version says",
    ),
    "fewer words": (
        lambda: _manifest(lambda said: said.pop("about")),
        "says more or less than this version says",
    ),
    "no files": (
        lambda: _manifest(lambda said: said.update(members=[])),
        "the manifest lists no files",
    ),
    "another signer": (
        lambda: _manifest(lambda said: said.update(signed_by="SHA256:x")),
        "names another signer",
    ),
    "other keys": (
        lambda: _manifest(lambda said: said.update(sealed_for=["0" * 16])),
        "names other keys that it is sealed to",
    ),
    "listed only": (
        lambda: again({n: c for n, c in files_in().items() if n != "case-2.json"}),
        "'case-2.json' is listed and is not there",
    ),
    "not listed": (
        lambda: again({**files_in(), "case-3.json": b"{}"}),
        "does not list case-3.json",
    ),
    "another digest": (lambda: _listed(sha256="0" * 64), "is not what the manifest"),
    "another size": (lambda: _listed(bytes=GIB), "is not what the manifest lists"),
    "changed": (
        lambda: again({**files_in(), "case-1.json": b"{}"}),
        "case-1.json is not what the manifest lists",
    ),
    "other sums": (
        lambda: again({**files_in(), SUMS: files_in()[SUMS][:-1] + b" "}),
        "manifest-sha256.txt is not what",
    ),
}
