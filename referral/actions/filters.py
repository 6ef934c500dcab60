"""Filters that somebody keeps: a name of their own for coded words, sealed, all of it.

Nothing of a filter stands in an address but its identifier, and nobody but its keeper
reads it.
"""

from dataclasses import dataclass, field
from uuid import UUID

from referral.actions.work import Done, Work
from referral.errors import Malformed, NotFound
from referral.records.chains import Happening
from referral.records.kept_filters import (
    KeptFilter,
    end_filter,
    filters_kept,
    filters_of,
)
from referral.records.keyed_values import seal_value
from referral.records.keys import OwnerKind
from referral.rules.acts import Act
from referral.rules.filters import (
    MOST_KEPT,
    Filtered,
    Words,
    check_name,
    read_filter,
)
from referral.vault.envelope import Place, unseal
from workflows.vocabulary import EntryType

DRAWER = "filters"
"""The drawer of an organisation in which its people's filters are sealed."""


@dataclass(frozen=True, slots=True)
class FilterView:
    """One kept filter, as its keeper reads it."""

    id: UUID
    name: str = field(repr=False)
    words: Words = field(repr=False)


def list_filters(work: Work, of: Filtered) -> tuple[FilterView, ...]:
    """One's own filters of a list, the oldest first; one entry in all."""
    work.check(Act.KEEP_FILTER)
    with work.unit.beyond():
        rows = filters_of(work.unit.session, work.actor.id, of)
        views = tuple(_opened(work, row) for row in rows)
    shown = {"list": "filters", "shown": len(views)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return views


def keep_filter(work: Work, of: Filtered, name: str, words: Words) -> Done:
    """Keep a filter under a name of one's own.

    Raises:
        Malformed: for no name, a long one, words that no filter of this list has, or
            more filters than anybody finds their way in.
    """
    work.check(Act.KEEP_FILTER)
    content = {"name": check_name(name), "words": dict(read_filter(of, words))}
    if not content["words"]:
        raise Malformed("Choose something to filter by.", faults=(("/name", "empty"),))
    session, me = work.unit.session, work.actor
    with work.unit.beyond():
        if filters_kept(session, me.id) >= MOST_KEPT:
            told = "You keep as many filters as there can be. Forget one first."
            raise Malformed(told, faults=(("/name", "too_long"),))
        made = work.new_id()
        owner, place = (OwnerKind.ORGANISATION, me.organisation_id), Place(made, 1)
        box = seal_value(work.unit, work.house.keyring, owner, DRAWER, place, content)
        session.add(
            KeptFilter(
                id=made, actor_id=me.id, listed=of.value, box=box, kept_at=work.now
            )
        )
        session.flush()
    _enter(work, EntryType.FILTER_KEPT, of)
    return Done("filter", made)


def forget_filter(work: Work, of: Filtered, filter_id: UUID) -> Done:
    """Forget one of one's own filters.

    Raises:
        NotFound: if there is none such, or it is somebody else's.
    """
    work.check(Act.KEEP_FILTER)
    with work.unit.beyond():
        if not end_filter(work.unit.session, work.actor.id, of, filter_id):
            raise NotFound
    _enter(work, EntryType.FILTER_ENDED, of)
    return Done("filter", filter_id)


def _opened(work: Work, row: KeptFilter) -> FilterView:
    keyring, body = work.house.keyring, work.actor.organisation_id
    key = keyring.for_opening(work.unit, body, DRAWER, row.box)
    held = unseal(key, Place(row.id, 1), row.box.ciphertext())
    return FilterView(row.id, held["name"], held["words"])


def _enter(work: Work, what: EntryType, of: Filtered) -> None:
    entered = Happening(what, {"list": of.value}, about=work.actor.id)
    work.enter(work.own_organisation(), entered)
