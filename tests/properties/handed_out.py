"""What every organisation was really answered with, kept at the mechanism's doors.

Every sealed text of a model's cases carries the mark of its case, its drawer and its
field: whatever is answered tells what it holds. The ledger has to say the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any
from uuid import UUID

from referral.actions.read_ledger import LedgerLine
from referral.actions.read_offers import OfferView
from workflows.catalogues import SEALED_FIELDS
from workflows.vocabulary import Compartment

_MARK = re.compile(r"(Qz\d{3}-)([a-z]+)-([a-z_]+)")
OPENED_WHOLE = {
    drawer.value: {f"{drawer.value}.{name}" for name in names}
    for drawer, names in SEALED_FIELDS.items()
} | {Compartment.OPERATIONAL.value: set()}


@dataclass
class HandedOut:
    """By organisation and case, the fields it saw; by offer, who saw a card."""

    fields: dict[tuple[UUID, UUID], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )
    cards: set[tuple[UUID, UUID]] = field(default_factory=set)

    def note(
        self, to: UUID, answer: object, said: str, marks: Mapping[str, UUID]
    ) -> None:
        """An organisation was answered."""
        for mark, drawer, name in _MARK.findall(said):
            self.fields[to, marks[mark]].add(f"{drawer}.{name}")
        for view in offers_in(answer):
            if view.cards and view.side == "addressee":
                self.cards.add((to, view.id))

    def check(
        self, case: UUID, offers: Iterable[UUID], lines: Iterable[LedgerLine]
    ) -> None:
        """The ledger of a case is the union of what was handed out, and no more."""
        told: dict[UUID, set[str]] = defaultdict(set)
        every = list(lines)
        for line in every:
            assert line.organisation_id is not None
            if line.what == "copy" and line.opened:
                told[line.organisation_id] |= set(line.fields)
            if line.what == "drawer" and line.opened:
                for drawer in line.fields:
                    told[line.organisation_id] |= OPENED_WHOLE[drawer]
        handed = {
            to: seen for (to, about), seen in self.fields.items() if about == case
        }
        assert handed == {to: seen for to, seen in told.items() if seen}
        ours = set(offers)
        shown = {(to, offer) for to, offer in self.cards if offer in ours}
        sent = {(one.organisation_id, one.about) for one in every if one.what == "card"}
        assert shown <= sent


def offers_in(answer: object) -> Iterable[OfferView]:
    """Every view of an offer in an answer, however deep."""
    if isinstance(answer, OfferView):
        yield answer
    elif isinstance(answer, list | tuple):
        for one in answer:
            yield from offers_in(one)
    elif is_dataclass(answer) and not isinstance(answer, type):
        for item in fields(answer):
            inner: Any = getattr(answer, item.name)
            if isinstance(inner, list | tuple) or is_dataclass(inner):
                yield from offers_in(inner)
