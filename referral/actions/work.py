"""How every act is done: who, on what, with which entry, and what a refusal leaves.

An action is a function of one `Work`. `perform` runs it in one transaction, refuses
to hand it over without a timeline entry, and, when it ends in a refusal, rolls it back
and leaves one `refused` entry in a transaction of its own.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from referral.actions.answers import Done, RequestKey, answered, fingerprint, remember
from referral.actions.house import House
from referral.actions.on_duty import OnDuty
from referral.actions.outside import LEADS_OUT
from referral.errors import (
    Fault,
    Malformed,
    NotFound,
    Refusal,
    StaleCase,
    StoreUnavailable,
)
from referral.records.cases import Case, case_by_id, check_not_erased, relations_of
from referral.records.chains import By, Happening, append
from referral.records.columns import new_id
from referral.records.database import Unit, Within
from referral.records.keyed_values import open_latest, store_value
from referral.records.keys import OwnerKind
from referral.records.organisations import Organisation, organisation
from referral.records.whole_record import open_drawers
from referral.rules.facts import Asker
from referral.rules.machine_scope import check_in_scope
from referral.rules.name_index import Named
from referral.rules.permissions import AFTER_ERASURE, Act, check_may
from workflows.vocabulary import (
    ActorKind,
    Compartment,
    EntryType,
    Purpose,
    Relation,
    Role,
)

__all__ = [
    "Done",
    "House",
    "OnDuty",
    "RequestKey",
    "Work",
    "case_for",
    "check_not_erased",
    "check_version",
    "fingerprint",
    "perform",
    "within",
]

T = TypeVar("T")
_EVERY_CASE = frozenset({Role.COORDINATOR, Role.AUDITOR})


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

    def asker(self, case: Case | None = None) -> Asker:
        """The actor as the rules see them, towards one case or none."""
        relations = {Relation.NONE}
        if case is not None:
            relations |= relations_of(
                self.unit.session, case.id, self.actor.organisation_id
            )
            if self.actor.roles & _EVERY_CASE:
                relations.add(Relation.COORDINATOR)
        return Asker(self.actor.roles, frozenset(relations))

    def admit(self, case: Case | None, act: Act) -> Case:
        """A case the actor may know of and act on in this way; as `case_for` says."""
        if case is None or (asker := self.asker(case)).relations == {Relation.NONE}:
            raise NotFound
        self.known_case = case.id
        check_may(act, asker)
        return case

    def check(self, act: Act) -> None:
        """Refuse an act that concerns no case, unless a role has it."""
        check_may(act, self.asker())


def case_for(
    work: Work, case_id: UUID, act: Act, *, expects: int | None = None
) -> Case:
    """The one door to a case: exists, may be known of, may be acted on, is not stale.

    Raises:
        NotFound: if there is none, or none the actor may know of: the same answer.
        NotPermitted: if it may be known of but not acted on in this way.
        Erased: if only what remains of it could be asked for.
        StaleCase: if `expects` is given and is not the case's version.
    """
    case = work.admit(case_by_id(work.unit.session, case_id, lock=not work.silent), act)
    if act not in AFTER_ERASURE:
        check_not_erased(case)
    check_version(case.version, expects)
    return case


def within(actor: OnDuty) -> Within | None:
    """Which rows the second fence leaves within an actor's reach.

    Coordinator and auditor have to do with every case, as the system has.
    """
    if actor.kind is ActorKind.SYSTEM or actor.roles & _EVERY_CASE:
        return None
    return Within(actor.organisation_id, Role.ADMINISTRATOR in actor.roles)


def check_version(version: int, expects: int | None) -> None:
    """Refuse to act on something that has changed since it was looked at.

    Raises:
        StaleCase: if `expects` is given and differs.
    """
    if expects is not None and expects != version:
        raise StaleCase(missing=("current_version",))


def perform(
    house: House,
    actor: OnDuty,
    act: Callable[[Work], T],
    *,
    name: str,
    request: RequestKey | None = None,
) -> T:
    """Do one act for one actor, wholly or not at all.

    A request answered before gets the same answer again; only acts that answer
    `Done` take its key. While the log is forked only what leads out of that is done.
    """
    last: list[Work] = []

    def run(unit: Unit) -> T:
        work = Work(unit, house, actor)
        last[:] = [work]
        check_in_scope(actor.scope, name)
        if request is not None and (
            again := answered(unit, house.keyring, actor.id, request)
        ):
            return again  # type: ignore[return-value] # acts with a key answer Done
        result = act(work)
        if not unit.written:
            raise Fault("an act left no entry")
        if isinstance(result, Done):
            result = replace(result, receipts=tuple(work.receipts))
        if request is not None and isinstance(result, Done):
            remember(unit, house.keyring, actor.id, request, result, work.owner())
        return result

    try:
        result = house.store.act(run, within(actor), anyway=name in LEADS_OUT)
    except Refusal as refusal:
        if not isinstance(refusal, Malformed):
            _note_refusal(house, actor, name, refusal, last)
        raise
    house.names.take(last[0].renamed, last[0].forgotten)
    return result


def look(house: House, actor: OnDuty, act: Callable[[Work], T], *, name: str) -> T:
    """Show a list or a header: one entry, and without one while nothing can be written.

    Only what opens no drawer but `operational` may be looked at so.
    """
    try:
        return perform(house, actor, act, name=name)
    except StoreUnavailable:
        check_in_scope(actor.scope, name)
        return house.store.read(
            lambda unit: act(Work(unit, house, actor, silent=True)), within(actor)
        )


def _note_refusal(
    house: House, actor: OnDuty, name: str, refusal: Refusal, last: list[Work]
) -> None:
    known = last[0].known_case if last else None

    def note(unit: Unit) -> None:
        work = Work(unit, house, actor)
        case = case_by_id(unit.session, known, lock=True) if known else None
        chain = case or work.own_organisation()
        fields = {"act": name, "code": refusal.code, "missing": list(refusal.missing)}
        work.enter(chain, Happening(EntryType.REFUSED, fields))
        if refusal.afterwards:
            refusal.afterwards(work)

    house.store.act(note, within(actor), anyway=name in LEADS_OUT)
