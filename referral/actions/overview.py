"""Places and clocks of the whole mechanism, in counts.

Small counts are not hidden here: whoever may look is a coordinator, who may read every
case that is counted and lists it one page on; hiding would keep nothing from them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from referral.actions.facts import compiled_for
from referral.actions.overdue import clocks_everywhere, waited_for
from referral.actions.service_facts import services_seen
from referral.actions.work import Work
from referral.records.chains import Happening
from referral.records.offer_lists import answers_awaited
from referral.rules.acts import Act
from referral.rules.deadlines import ClockState
from referral.rules.overview import Clocks, OneClock, Places, clocks, places
from workflows.vocabulary import EntryType

ANSWER = "offer_answer"
"""The name under which the clocks of offers are counted."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands at one moment."""

    places: tuple[Places, ...]
    clocks: tuple[Clocks, ...]


def read_overview(work: Work) -> Overview:
    """Places by region and kind, clocks by name; one entry in all."""
    work.check(Act.READ_OVERVIEW)
    told = (
        (one.row.region, each) for one in services_seen(work) for each in one.seen.told
    )
    found = [*_of_cases(work), *_of_offers(work)]
    shown = {"list": "overview", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return Overview(places(told, work.now), clocks(found, work.now))


def _of_cases(work: Work) -> Iterator[OneClock]:
    for case, found in clocks_everywhere(work, unset=True):
        if work.kept_away(case.id):
            continue
        late = waited_for(compiled_for(work, case).pathway, case.stages(), found)
        for each in found:
            yield OneClock(each.name, each.state, each.due_at, each in late)


def _of_offers(work: Work) -> Iterator[OneClock]:
    """The time to answer of every offer that waits for a first answer."""
    for due_at in answers_awaited(work.unit.session, work.away()):
        state = ClockState.RUNNING
        if due_at is None:
            state = ClockState.UNSET
        elif due_at <= work.now:
            state = ClockState.PASSED
        yield OneClock(ANSWER, state, due_at)
