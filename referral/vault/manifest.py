"""The manifest of a package: what is inside, what it rests on, for whom it was sealed.

It lies inside, under the seal, and holds no personal data: names of files, digests,
identifiers and words of closed lists. A manifest with anything else is refused.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from referral.errors import PackageUnusable

FORMAT = "referral-package/v1"
MANIFEST = "manifest.json"
SUMS = "manifest-sha256.txt"
"""The same digests for `sha256sum --check`."""
LARGEST = 2**20
"""Bytes of a manifest."""
_HEX = re.compile(r"[0-9a-f]+")
_WHOLE = frozenset(
    {
        *("format", "package", "made_at", "content", "about"),
        *("sealed_for", "signed_by", "members"),
    }
)
_LISTED = frozenset(
    {
        *("name", "bytes", "sha256", "what", "classification"),
        *("rests_on", "disclosure", "handling"),
    }
)


class Classification(StrEnum):
    """How carefully a member is kept (CloudEvents, data classification)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package, and what the manifest says of it."""

    name: str
    content: bytes = field(repr=False)
    what: str
    """A word for what it is: `agreed_fields`, `timeline`, `program`, `sheets`."""
    classification: Classification
    rests_on: tuple[str, ...] = ()
    """Identifiers of the answers of the person, or of the grounds, it is given on."""
    disclosure: str = ""
    """Identifier of the disclosure, as both sides keep it; empty for none."""
    handling: tuple[str, ...] = ()
    """Words for how it is to be handled."""

    def words(self) -> dict[str, Any]:
        """As it is listed."""
        return {
            "name": self.name,
            "bytes": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "what": self.what,
            "classification": self.classification.value,
            "rests_on": list(self.rests_on),
            "disclosure": self.disclosure,
            "handling": list(self.handling),
        }


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a package, before it is said for whom."""

    content: str
    """A word for all of it: `agreed_fields` or `timeline`."""
    at: datetime
    members: tuple[Member, ...]
    about: Mapping[str, str] = field(default_factory=dict)
    """What else the manifest says: for a timeline its chain and checkpoint."""
    package: str = field(default_factory=lambda: secrets.token_hex(16))
    """Drawn by lot: says nothing of what is inside."""

    def manifest(self, sealed_for: tuple[str, ...], signed_by: str) -> bytes:
        """The manifest, for some keys and by some signer."""
        said = {
            "format": FORMAT,
            "package": self.package,
            "made_at": self.at.isoformat(timespec="seconds"),
            "content": self.content,
            "about": dict(self.about),
            "sealed_for": sorted(sealed_for),
            "signed_by": signed_by,
            "members": [each.words() for each in self.members],
        }
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()

    def files(self, manifest: bytes) -> dict[str, bytes]:
        """All files of the archive, in order."""
        own = {each.name: each.content for each in self.members}
        listed = sums(manifest, read_manifest(manifest))
        return {MANIFEST: manifest, SUMS: listed, **own}


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as a manifest lists it."""

    name: str
    size: int
    sha256: str
    what: str
    classification: Classification
    rests_on: tuple[str, ...]
    disclosure: str
    handling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that was read."""

    package: str
    made_at: datetime
    content: str
    about: Mapping[str, str]
    sealed_for: tuple[str, ...]
    signed_by: str
    members: tuple[Listed, ...]


def sums(manifest: bytes, read: Manifest) -> bytes:
    """The digests of all other files as `sha256sum` reads them."""
    digests = {MANIFEST: hashlib.sha256(manifest).hexdigest()}
    digests |= {each.name: each.sha256 for each in read.members}
    return "".join(f"{sha}  {name}\n" for name, sha in digests.items()).encode()


def read_manifest(raw: bytes) -> Manifest:
    """A manifest from its bytes.

    Raises:
        PackageUnusable: with the exact reason, if it is none of this version.
    """
    said = _object(raw)
    if said.get("format") != FORMAT:
        raise PackageUnusable("the manifest is of a version that is not known here")
    _check_names(said, _WHOLE)
    members = said["members"]
    if not isinstance(members, list) or not members:
        raise PackageUnusable("the manifest lists no files")
    about = said["about"]
    if not isinstance(about, dict):
        raise PackageUnusable("the manifest cannot be read: about")
    return Manifest(
        package=_text(said, "package"),
        made_at=_moment(said),
        content=_text(said, "content"),
        about={name: _text(about, name) for name in about},
        sealed_for=_texts(said, "sealed_for"),
        signed_by=_text(said, "signed_by"),
        members=tuple(map(_listed, members)),
    )


def _listed(said: object) -> Listed:
    if not isinstance(said, dict):
        raise PackageUnusable("the manifest cannot be read: members")
    _check_names(said, _LISTED)
    size, sha256 = said["bytes"], _text(said, "sha256")
    whole = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    if not whole or len(sha256) != 64 or not _HEX.fullmatch(sha256):  # noqa: PLR2004 # digits of a SHA-256
        raise PackageUnusable("the manifest cannot be read: a size or a digest")
    try:
        classification = Classification(_text(said, "classification"))
    except ValueError:
        raise PackageUnusable("the manifest cannot be read: classification") from None
    return Listed(
        name=_text(said, "name"),
        size=size,
        sha256=sha256,
        what=_text(said, "what"),
        classification=classification,
        rests_on=_texts(said, "rests_on"),
        disclosure=_text(said, "disclosure"),
        handling=_texts(said, "handling"),
    )


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST:
        raise PackageUnusable(f"the manifest is larger than {LARGEST} bytes")
    try:
        found = json.loads(
            raw.decode("utf-8"),
            parse_float=_refuse,
            parse_constant=_refuse,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError):
        raise PackageUnusable("the manifest cannot be read") from None
    if not isinstance(found, dict):
        raise PackageUnusable("the manifest cannot be read")
    return found


def _refuse(text: str) -> float:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _check_names(said: Mapping[str, Any], known: frozenset[str]) -> None:
    if said.keys() != known:
        raise PackageUnusable("the manifest says more or less than this version says")


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said[name]
    if not isinstance(found, str):
        raise PackageUnusable(f"the manifest cannot be read: {name!a}")
    return found


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = said[name]
    if not isinstance(found, list) or not all(isinstance(e, str) for e in found):
        raise PackageUnusable(f"the manifest cannot be read: {name}")
    return tuple(found)


def _moment(said: Mapping[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(_text(said, "made_at"))
    except ValueError:
        raise PackageUnusable("the manifest cannot be read: made_at") from None
    if found.tzinfo is None:
        raise PackageUnusable("the manifest cannot be read: made_at")
    return found
