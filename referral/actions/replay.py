"""What-if: the cases so far, run through a changed pathway. Nothing is changed.

Facts, consents and reflection are read as they stood at each step, offers are not;
nobody's account, name or address is opened for it, and what is told names steps and
clocks, never a case.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from referral.actions.facts import answers_at, from_words, person_facts
from referral.actions.history import (
    History,
    calendar_of,
    history,
    reflection_ends,
)
from referral.actions.work import Work
from referral.records.cases import Case, cases_of
from referral.records.chains import Happening
from referral.records.keyed_values import open_value
from referral.records.sealed_values import version_at
from referral.rules.acts import Act
from referral.rules.consent import declined, in_force
from referral.rules.facts import CaseFacts, PersonFacts
from referral.rules.pathway import CompiledPathway
from referral.rules.replaying import Difference, PastStep, differences
from workflows.vocabulary import Compartment, EntryType, Purpose, Track

AT_ONCE = 10_000
"""Cases looked at; a mechanism has a few hundred a year."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What would have been otherwise, in counts of cases."""

    cases: int
    differing: int
    told: dict[str, int]
    """Cases by what would have differed, as `late: formal_decision`."""

    def sentences(self) -> list[str]:
        """For people: one line a difference, the most frequent first."""
        whole = f"{self.cases} cases, {self.differing} of them otherwise"
        ordered = sorted(self.told.items(), key=lambda each: (-each[1], each[0]))
        return [whole, *(f"{count} cases {about}" for about, count in ordered)]


def replay(
    work: Work, changed: CompiledPathway, progress: Callable[[int, int], None]
) -> Replayed:
    """Run every case of the mechanism through a changed pathway."""
    work.check(Act.REPLAY_PATHWAY)
    every = cases_of(work.unit.session, None, limit=AT_ONCE)
    rows = [case for case in every if case.erased_at is None]
    told: Counter[str] = Counter()
    differing = 0
    for done, case in enumerate(rows, start=1):
        found = replayed(work, case, changed)
        told.update({f"{each.kind}: {each.about}" for each in found})
        differing += bool(found)
        progress(done, len(rows))
    shown = Happening(EntryType.LIST_SHOWN, {"replayed": len(rows)})
    work.enter(work.own_organisation(), shown)
    return Replayed(len(rows), differing, dict(told))


def replayed(
    work: Work, case: Case, changed: CompiledPathway
) -> tuple[Difference, ...]:
    """What would have been otherwise in one case; the caller writes the entry."""
    told = history(work, case)
    past = tuple(_past(work, case, told))
    walked = told.versions[-1]
    calendars = calendar_of(changed.pathway), calendar_of(walked.pathway)
    return differences(walked, changed, past, work.now, *calendars)


def _past(work: Work, case: Case, told: History) -> Iterable[PastStep]:
    stages: dict[Track, str] = {}
    ended = told.versions[-1].identification_ended
    for each in told.steps:
        person = _facts_at(work, case, each.at)
        answers = answers_at(work, case, each.at)
        facts = CaseFacts(
            stages={**_starts(told), **stages, each.track: each.from_stage},
            person=person,
            consents=in_force(answers, person),
            declined=declined(answers, person),
        )
        facts = replace(
            facts,
            identification_ended=ended(facts.stages),
            reflection_ends=reflection_ends(told.until(each.at)),
        )
        yield PastStep(each.at, each.track, each.step, each.to_stage, facts)
        stages[each.track] = each.to_stage


def _starts(told: History) -> dict[Track, str]:
    return {track.name: track.start for track in told.versions[-1].pathway.tracks}


def _facts_at(work: Work, case: Case, at: datetime) -> PersonFacts:
    """The coded facts as they were recorded up to a moment."""
    drawer = Compartment.OPERATIONAL
    found = version_at(work.unit.session, case.id, drawer, at)
    if found is None:
        return person_facts(work, case)
    keyring = work.house.keyring
    return from_words(open_value(work.unit, keyring, case.id, found, Purpose.AUDIT))
