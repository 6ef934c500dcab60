"""Packages that somebody made to do harm: each whole but for one thing.

Most are signed by a signer that is trusted and sealed to the right key, so that what is
odd inside is reached at all.
"""

from tests.exchange.hostile_archives import ARCHIVES
from tests.exchange.hostile_manifests import MANIFESTS
from tests.exchange.hostile_seals import SEALS
from tests.exchange.making import (
    IDENTITY,
    KEY,
    OTHER,
    SIGNER,
    STRANGER,
    Hostile,
    contents,
    package,
)

__all__ = [
    "HOSTILE",
    "IDENTITY",
    "KEY",
    "OTHER",
    "SIGNER",
    "STRANGER",
    "contents",
    "package",
]

HOSTILE: Hostile = {**ARCHIVES, **MANIFESTS, **SEALS}
"""What somebody may send, and what is said of it."""
