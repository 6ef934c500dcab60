"""A timeline as it is handed on: what goes into its package, and what a reader checks.

It leaves as every package does (`vault.package`): the timeline, the program that checks
it, and where that can be drawn a PDF. Whoever opens it finds a manifest that says which
timeline it is; the timeline says so itself.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from referral.errors import PackageUnusable
from referral.exchange import verify_timeline
from referral.vault.manifest import Classification, Contents, Member
from referral.vault.package_opening import Opened

CONTENT = "timeline"
TIMELINE = "timeline.json"
PAPER = "timeline.pdf"
VERIFIER = "verify_timeline.py"
NAMES = (TIMELINE, VERIFIER, PAPER)
"""Everything that may be in it beside its manifest, in this order."""
_WHAT: Mapping[str, str] = {TIMELINE: "timeline", VERIFIER: "program", PAPER: "sheets"}
_SAME = ("profile", "chain", "checkpoint")
"""What the manifest says of the timeline, which says it itself."""
_KEPT: Mapping[str, Classification] = {
    "full": Classification.RESTRICTED,
    "redacted": Classification.CONFIDENTIAL,
    "anonymous": Classification.INTERNAL,
}
"""How carefully a timeline is kept, by how much of it is shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a timeline that somebody handed on."""

    told: str
    """What the verifier says of the timeline."""
    own_verifier: bool
    """True if the program in it is the one of this version."""


def text_of(export: Mapping[str, Any]) -> str:
    """An export as the text of a file."""
    return json.dumps(export, ensure_ascii=False, indent=1) + "\n"


def contents(
    export: Mapping[str, Any], files: Mapping[str, bytes], at: datetime
) -> Contents:
    """What goes into the package of a timeline.

    Args:
        export: The timeline that is among the files.
        files: Its files, by names of `NAMES`.
        at: When it is made.
    """
    kept = _KEPT[str(export["profile"])]
    members = tuple(
        Member(
            name,
            files[name],
            _WHAT[name],
            Classification.PUBLIC if name == VERIFIER else kept,
        )
        for name in NAMES
        if name in files
    )
    about = {name: str(export[name]) for name in _SAME}
    return Contents(CONTENT, at, members, about)


def checked(
    opened: Opened,
    log: str | None = None,
    witnesses: tuple[str, ...] = (),
    enough: int = 0,
) -> Checked:
    """Check the timeline in a package that is whole.

    Args:
        opened: The package.
        log: Public key of the log, from somewhere else than the package.
        witnesses: Public keys of witnesses.
        enough: How many of them must have signed.

    Raises:
        PackageUnusable: with the exact reason, for anything but a whole one.
    """
    manifest = opened.manifest
    if manifest.content != CONTENT:
        raise PackageUnusable("this is no timeline that was handed on")
    named = [each.name for each in manifest.members]
    if not {TIMELINE, VERIFIER} <= set(named) <= set(NAMES):
        raise PackageUnusable("it holds other files than a timeline has")
    export = _document(opened.read(TIMELINE))
    for name in _SAME:
        if manifest.about.get(name) != export.get(name):
            raise PackageUnusable(f"the manifest is of another timeline: {name}")
    try:
        told = verify_timeline.check(export, log, list(witnesses), enough)
    except verify_timeline.NotProven as why:
        raise PackageUnusable(f"{TIMELINE}: {why}") from None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise PackageUnusable(f"{TIMELINE} cannot be read as a timeline") from None
    return Checked(told, opened.read(VERIFIER) == verifier_text().encode())


def verifier_text() -> str:
    """The program that checks an export, to be laid beside it."""
    return (resources.files("referral.exchange") / VERIFIER).read_text("utf-8")


def beside(export: Mapping[str, Any]) -> dict[str, bytes]:
    """What every package holds: the timeline, and the program that checks it."""
    return {TIMELINE: text_of(export).encode(), VERIFIER: verifier_text().encode()}


def sum_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the timeline among some files, 64 hexadecimal digits."""
    return hashlib.sha256(files[TIMELINE]).hexdigest()


def _document(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise PackageUnusable(f"{TIMELINE} cannot be read") from None
    if not isinstance(found, dict):
        raise PackageUnusable(f"{TIMELINE} cannot be read")
    return found


def _refuse(text: str) -> float:
    raise ValueError(text)
