"""The pathways a mechanism works by: one for new cases, older ones for older cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from sqlmodel import Session

from referral.errors import PathwayMissing
from referral.records.cases import (
    PathwayText,
    keep_text,
    pathway_text,
    pathway_texts,
)
from referral.records.database import Unit
from referral.records.explorations import found_so_far, keep_found
from referral.records.organisations import mechanism_row
from referral.rules.pathway import CompiledPathway, compile_pathway
from referral.rules.results import Result, check_proven, is_proven
from workflows.loader import PathwayInvalid, load_text


@dataclass(frozen=True, slots=True)
class Published:
    """A pathway version as it was published: text, digest, compiled steps."""

    text: str
    digest: bytes
    compiled: CompiledPathway

    def row(self, at: datetime) -> PathwayText:
        """As the store keeps it from its first use on."""
        pathway = self.compiled.pathway
        return PathwayText(
            digest=self.digest,
            name=pathway.name,
            version=pathway.version,
            text=self.text,
            first_used_at=at,
        )


@lru_cache(maxsize=32)
def publish(text: str, file: str) -> Published:
    """Read and check a pathway; a text that was read in this process is not read anew.

    Raises:
        PathwayInvalid: with every fault in the text.
    """
    pathway = load_text(text, file)
    return Published(text, sha256(text.encode()).digest(), compile_pathway(pathway))


def republish(stored: PathwayText) -> Published:
    """A pathway as it was kept in the store.

    Raises:
        PathwayMissing: if its text was edited since, or cannot be read any more.
    """
    if sha256(stored.text.encode()).digest() != stored.digest:
        raise PathwayMissing("a stored pathway was edited")
    try:
        return publish(stored.text, stored.name)
    except PathwayInvalid as broken:
        raise PathwayMissing("a stored pathway cannot be read") from broken


class Pathways:
    """The pathway for new cases, and every version some case still walks."""

    def __init__(self, current: Published, proven: Iterable[Result] = ()) -> None:
        """Begin to work by a pathway.

        Args:
            current: The pathway for new cases.
            proven: Results of exploring pathways, beside those that are kept.

        Raises:
            PathwayUnproven: if it has no passing result with these rules.
        """
        self.proven = tuple(proven)
        check_proven(current.text, self.proven)
        self.current = current
        self._known = {current.digest: current}
        self._unproven: dict[bytes, str] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Versions that serve their open cases though these rules refuse them.

        One sentence each, for the coordinator.
        """
        return tuple(self._unproven.values())

    def keep(self, session: Session, at: datetime) -> None:
        """Store the current text where it was not used before, and what proved it."""
        keep_text(session, self.current.row(at))
        keep_results(session, self.proven, at)

    def follow(self, session: Session) -> Published:
        """The pathway for new cases, as it was published last, by whichever process.

        Raises:
            PathwayMissing: if its text is gone or cannot be read any more.
        """
        row = mechanism_row(session)
        if row is not None and row.pathway_digest != self.current.digest:
            self.current = self.published(session, row.pathway_digest)
        return self.current

    def version(self, session: Session, digest: bytes) -> CompiledPathway:
        """The version a case was opened under.

        Raises:
            PathwayMissing: if its text is gone or cannot be read any more.
        """
        return self.published(session, digest).compiled

    def published(self, session: Session, digest: bytes) -> Published:
        """A version with its text; `PathwayMissing` as `version` says."""
        if digest not in self._known:
            stored = pathway_text(session, digest)
            if stored is None:
                raise PathwayMissing("a case names a pathway that is not stored")
            self._known[digest] = republish(stored)
            if not is_proven(stored.text, (*self.proven, *stored_results(session))):
                self._unproven[digest] = (
                    f"{stored.name} {stored.version} has no passing result with these "
                    "rules; it serves the cases that are open on it."
                )
        return self._known[digest]


@dataclass(frozen=True, slots=True)
class Stored:
    """A pathway version that some case walks, or has walked."""

    name: str
    """Name and version, as `convention-2026.1`."""
    text: str
    in_use: bool
    """True if new cases walk it."""


def stored_pathways(unit: Unit) -> tuple[Stored, ...]:
    """Every pathway version of a deployment, the oldest first."""
    row = mechanism_row(unit.session)
    return tuple(
        Stored(
            f"{each.name}-{each.version}",
            each.text,
            row is not None and row.pathway_digest == each.digest,
        )
        for each in pathway_texts(unit.session)
    )


def keep_results(session: Session, results: Iterable[Result], at: datetime) -> None:
    """Keep what exploring pathways found; what is kept already stays."""
    for each in results:
        found = dict(each.guarantees)
        keep_found(session, each.pathway, each.rules, found, at)


def stored_results(session: Session) -> tuple[Result, ...]:
    """What exploring pathways found, as the store keeps it."""
    return tuple(
        Result(pathway, rules, {name: (bool(h), n) for name, (h, n) in found.items()})
        for pathway, rules, found in found_so_far(session)
    )
