"""One act under way: who acts, in which transaction, and what the rules say of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.admitting import NOTHING, Asked, gathered, keep, relations_to
from referral.actions.alarms import on_denial
from referral.actions.house import House
from referral.actions.on_duty import OnDuty
from referral.errors import NotFound, Refusal
from referral.records.cases import Case
from referral.records.chains import By, Happening, append
from referral.records.columns import new_id
from referral.records.conflicts import kept_from
from referral.records.database import Unit
from referral.records.keyed_values import open_latest, store_value
from referral.records.keys import OwnerKind
from referral.records.organisations import Organisation, organisation
from referral.records.whole_record import open_drawers
from referral.rules.deciding import (
    Act,
    Allow,
    Code,
    Decision,
    Deny,
    Resource,
    decide,
    enforce,
)
from referral.rules.facts import Asker
from referral.rules.name_index import Named
from workflows.vocabulary import Compartment, Purpose, Relation


@dataclass
class Work:
    """One act under way."""

    unit: Unit
    house: House
    actor: OnDuty
    receipts: list[str] = field(default_factory=list)
    known_case: UUID | None = None
    """A case the actor was found entitled to know of; a refusal is noted there."""
    silent: bool = False
    """True only while the store cannot write: lists and headers go on unnoted."""
    renamed: dict[UUID, Named] = field(default_factory=dict, repr=False)
    """Names this act wrote: searchable in this process once the act is kept."""
    forgotten: set[UUID] = field(default_factory=set)
    """Cases whose names this process drops once the act is kept."""
    conflicts: frozenset[UUID] | None = field(default=None, repr=False)
    """Cases the actor is kept away from; looked up when it is first asked."""
    by_glass: UUID | None = None
    """The broken glass that this act rests on, if it does."""

    @property
    def now(self) -> datetime:
        """The moment of this act."""
        return self.unit.now

    @property
    def by(self) -> By:
        """The actor as entries name them."""
        return By(self.actor.id, self.actor.organisation_id)

    def owner(self) -> tuple[OwnerKind, UUID]:
        """Whose drawer an answer is kept in: the case's, else the organisation's."""
        if self.known_case is not None:
            return OwnerKind.CASE, self.known_case
        return OwnerKind.ORGANISATION, self.actor.organisation_id

    def new_id(self) -> UUID:
        """A new identifier."""
        return new_id(self.now)

    def own_organisation(self) -> Organisation:
        """The actor's organisation."""
        found = organisation(self.unit.session, self.actor.organisation_id)
        if found is None:
            raise NotFound
        return found

    def enter(self, chain: Case | Organisation, what: Happening) -> None:
        """Write one entry and keep its receipt."""
        if self.silent:
            return
        receipt = append(self.unit, self.house.keyring, chain, self.by, what)
        self.receipts.append(receipt)

    def seal(
        self,
        owner: Case,
        record: UUID,
        drawer: Compartment,
        content: Mapping[str, Any],
    ) -> int:
        """Store content of one drawer of one record, sealed; its row version."""
        row = store_value(
            self.unit,
            self.house.keyring,
            kind=OwnerKind.CASE,
            owner=owner.id,
            record=record,
            drawer=drawer,
            content=content,
            author=self.actor.id,
            author_organisation=self.actor.organisation_id,
        )
        return row.row_version

    def open(
        self, owner: UUID, record: UUID, drawer: Compartment, purpose: Purpose
    ) -> Any:  # noqa: ANN401 # JSON
        """The present content of a record's drawer; the caller writes the entry.

        `owner` is the case or organisation that it must belong to.
        """
        keyring = self.house.keyring
        return open_latest(self.unit, keyring, owner, record, drawer, purpose)

    def open_drawers(
        self, owner: Case, drawers: Collection[Compartment], purpose: Purpose
    ) -> Mapping[str, Any]:
        """The present content of a person's drawers, by drawer, in one go."""
        keyring, person = self.house.keyring, owner.person_id
        return open_drawers(self.unit, keyring, owner.id, person, drawers, purpose)

    def away(self) -> frozenset[UUID]:
        """The cases that the actor, or the organisation, is in conflict with."""
        if self.conflicts is None:
            me = self.actor
            self.conflicts = kept_from(self.unit.session, me.id, me.organisation_id)
        return self.conflicts

    def kept_away(self, case_id: UUID) -> bool:
        """True if the actor must have nothing to do with this case."""
        return case_id in self.away()

    def asker(self, case: Case | None = None) -> Asker:
        """The actor as the rules see them, towards one case or none."""
        return self._towards(case.id if case else None)

    def _towards(self, case_id: UUID | None) -> Asker:
        away = case_id is not None and self.kept_away(case_id)
        relations = relations_to(self.unit, self.actor, None if away else case_id)
        return self.actor.towards(relations, in_conflict=away)

    def decide(self, act: Act, case_id: UUID, asked: Asked = NOTHING) -> Decision:
        """What the rules say of an act on one case; of one there is not, no less."""
        asker = self._towards(case_id)
        case = self.unit.session.get(Case, case_id)
        if case is None:
            return Deny(Code.UNKNOWN)
        asker = replace(asker, relations=asker.relations | asked.relations)
        return decide(asker, act, *gathered(self, case, act, asked))

    def admit(self, case_id: UUID, act: Act, asked: Asked = NOTHING) -> Allow:
        """Let the actor act on a case in this way, and do what that obliges to.

        Raises:
            Refusal: as `rules.deciding` says; a case that there is none of, and one
                that the actor may not know of, are not found alike.
        """
        decided = self.decide(act, case_id, asked)
        if isinstance(decided, Deny) and decided.code is Code.UNKNOWN:
            raise NotFound
        if not asked.relations:
            self.known_case = case_id
        try:
            allowed = enforce(decided)
        except Refusal as refusal:
            on_denial(refusal)
            raise
        keep(self, case_id, allowed, asked)
        return allowed

    def check_on(self, case_id: UUID, act: Act, asked: Asked) -> None:
        """Refuse to use what of a case may not be used so, and oblige to nothing.

        Raises:
            Refusal: as `rules.deciding` says.
        """
        enforce(self.decide(act, case_id, asked))

    def asker_as(self, relation: Relation) -> Asker:
        """The actor on one side of an offer."""
        return self.actor.towards(frozenset({relation}))

    def check(self, act: Act, *, of_the_asker: bool = False) -> None:
        """Refuse an act that concerns no case, unless a role has it."""
        enforce(decide(self.asker(), act, Resource(of_the_asker=of_the_asker)))
