"""Opening what was disclosed: a copy that was released, as far as it is covered now."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from referral.actions.coverage import check_covered, drawers_in
from referral.actions.disclose import manifest
from referral.actions.offer_door import offer_for
from referral.actions.offers import covered
from referral.actions.work import Asked, Work
from referral.errors import Erased, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.referrals import Disclosure
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, EntryType, Purpose, Relation

_ADDRESSED = frozenset({Relation.ADDRESSEE})


@dataclass(frozen=True, slots=True)
class OpenCopy:
    """A copy that was opened, and not entered yet."""

    case: Case
    disclosure: Disclosure
    purpose: Purpose
    held_back: tuple[str, ...]
    """Drawers of it that nothing covers now."""
    rests_on: tuple[str, ...]
    shown: Mapping[str, Any] = field(repr=False)
    """What whoever opens it sees."""

    def enter(self, work: Work, **more: object) -> None:
        """Say in the case's timeline that it was opened, and what else there is."""
        copy = self.disclosure
        fields: dict[str, object] = {"manifest_hash": copy.manifest_hash.hex(), **more}
        if self.held_back:
            fields["held_back"] = list(self.held_back)
        kind = EntryType.DISCLOSURE_OPENED
        work.enter(self.case, Happening(kind, fields, self.purpose, about=copy.id))


def open_package(work: Work, referral_id: UUID, purpose: Purpose) -> list[Any]:
    """What the addressee learns after saying yes: one sealed copy per case.

    Raises:
        OffThePath: before acceptance: there is nothing to open yet.
        ConsentMissing: as `open_copy` says.
        Erased: once the copy was destroyed.
    """
    opened = []
    for copy in copies_of(work, referral_id, purpose):
        copy.enter(work)
        opened.append(dict(copy.shown))
    return opened


def copies_of(work: Work, referral_id: UUID, purpose: Purpose) -> Iterator[OpenCopy]:
    """Every copy of an offer, opened; the caller enters each.

    Raises:
        Refusal: as `open_package` says.
    """
    referral = offer_for(work, referral_id, Act.OPEN_DISCLOSURE)
    for case, disclosure in covered(work, referral):
        if disclosure.destroyed_at is not None:
            raise Erased
        if disclosure.released_at is None:
            raise OffThePath(
                "This opens when the offer is accepted.", missing=("acceptance",)
            )
        yield open_copy(work, case, disclosure, purpose, _ADDRESSED)


def open_disclosure(
    work: Work, case: Case, disclosure: Disclosure, purpose: Purpose
) -> dict[str, Any]:
    """Open one released copy and say so in the case's timeline.

    Raises:
        Refusal: as `open_copy` says.
    """
    copy = open_copy(work, case, disclosure, purpose)
    copy.enter(work)
    return dict(copy.shown)


def open_copy(
    work: Work,
    case: Case,
    disclosure: Disclosure,
    purpose: Purpose,
    relations: frozenset[Relation] = frozenset(),
) -> OpenCopy:
    """Open one released copy; the caller enters it.

    Args:
        work: The act under way.
        case: Whose copy it is.
        disclosure: The copy.
        purpose: What it is opened for.
        relations: How the actor stands to it beside what the case says.

    Raises:
        ConsentMissing: if what the person has said covers nothing of it now.
        UseRestricted: while what is in it is only kept.
    """
    drawers = check_covered(work, case, disclosure)
    asked = Asked(drawers, purpose, relations=relations)
    work.admit(case.id, Act.OPEN_DISCLOSURE, asked)
    keyring, whose = work.house.keyring, disclosure.recipient_id
    content = keyring.open_copy(work.unit, disclosure.id, whose, disclosure.box)
    hidden = sorted(drawers_in(work, disclosure) - drawers)
    held_back = tuple(drawer.value for drawer in hidden)
    words = manifest(work, disclosure)
    shown = {
        "case": str(case.id),
        "code": case.code,
        "disclosure": str(disclosure.id),
        "manifest_hash": disclosure.manifest_hash.hex(),
        "handling": words.get("handling", []),
        "held_back": list(held_back),
        "content": _without(content, hidden),
    }
    rests_on = tuple(words["rests_on"])
    return OpenCopy(case, disclosure, purpose, held_back, rests_on, shown)


def _without(
    content: Mapping[str, Any], hidden: Collection[Compartment]
) -> dict[str, Any]:
    """What is in a copy, but for drawers that nothing covers now."""
    return {name: held for name, held in content.items() if _drawer(name) not in hidden}


def _drawer(name: str) -> Compartment:
    """The drawer of a part of a copy: statements are told apart in it."""
    return Compartment.NARRATIVE if name == "statements" else Compartment(name)
