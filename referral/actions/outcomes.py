"""How a case ends and begins again: the five outcomes, closing with them, reopening.

The steps are the pathway's own. What is added is what it asks for beside them: every
outcome looked at, and a coded reason for opening a case again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.follow_ups import add_follow_up, safe_from
from referral.actions.plan_times import counted
from referral.actions.plans import LONGEST, SAID, keep_case
from referral.actions.protect import StepRequest, take_step
from referral.actions.work import Done, Work, case_for
from referral.errors import Malformed, StepNotOnPath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.rules.acts import Act
from referral.rules.pathway import CompiledPathway
from workflows.parts import Closure
from workflows.vocabulary import (
    ContactChannel,
    EntryType,
    LifeOutcome,
    LifeResult,
    Outcome,
    ReopenReason,
    StepInput,
    Track,
)


@dataclass(frozen=True, slots=True)
class NewOutcomes:
    """How far each outcome was reached, and whether the person is asked again."""

    results: Mapping[LifeOutcome, LifeResult]
    follow_up: ContactChannel | None = None
    """How the person wants to be asked again; None if they do not want it."""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Closing:
    """The pathway's step that closes the case, and what it needs."""

    step: str
    outcome: Outcome
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndingView:
    """How a case may end now, or begin again."""

    case_id: UUID
    code: str
    version: int
    relations: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    """Name and label of each step that closes it with an outcome."""
    reopens: bool
    """True if it is closed, and a step leads back."""
    closure: Closure | None


def record_outcomes(work: Work, case_id: UUID, new: NewOutcomes) -> Done:
    """Look at every outcome that the pathway names; set the follow-up it asks for.

    Raises:
        Malformed: if an outcome was not looked at, or the pathway names none.
        OffThePath: if the person may not be reached in the way that was named.
    """
    case = keep_case(work, case_id)
    _check(compiled_for(work, case), new)
    results = {word.value: result.value for word, result in new.results.items()}
    channel = new.follow_up.value if new.follow_up else None
    fields = {"results": results, "follow_up": channel}
    work.enter(case, Happening(EntryType.OUTCOMES_RECORDED, fields))
    written = work.unit.written[-1].entry_id
    if new.note.strip():
        work.seal(case, written, SAID, {"note": new.note.strip()})
    ids = _follow(work, case, new.follow_up)
    details = {"follow_ups": [str(each) for each in ids]}
    return Done("outcomes", written, details=details)


def close_case(
    work: Work,
    case_id: UUID,
    closing: Closing,
    new: NewOutcomes,
    *,
    expects: int | None,
) -> Done:
    """Look at every outcome, and take the step that closes the case: both, or neither.

    Raises:
        StepNotOnPath: if the step closes nothing.
        Refusal: as `record_outcomes` and `take_step` say.
    """
    case = case_for(work, case_id, Act.TAKE_STEP, expects=expects)
    compiled = compiled_for(work, case)
    found = compiled.steps.get(closing.step)
    if found is None or found[1].to not in compiled.closed[Track.PROTECTION]:
        raise StepNotOnPath(missing=("closing_step",))
    record_outcomes(work, case_id, new)
    asked = StepRequest(closing.step, reason=closing.reason, outcome=closing.outcome)
    return take_step(work, case_id, asked, expects=None)


def reopen_case(
    work: Work,
    case_id: UUID,
    reason: ReopenReason,
    words: str = "",
    *,
    expects: int | None,
) -> Done:
    """Open a closed case again, by the pathway's own step and for one of its reasons.

    Answers which clock starts by it, or `unset` where the procedure sets none.

    Raises:
        StepNotOnPath: if the case is not closed, or nothing opens it again.
        Malformed: for a reason that the pathway does not know.
        Refusal: as `take_step` says: who may, and what is missing.
    """
    case = case_for(work, case_id, Act.TAKE_STEP, expects=expects)
    compiled = compiled_for(work, case)
    closure = compiled.pathway.closure
    if closure is not None and reason not in closure.reopen_reasons:
        fault = ("/reason_code", "not_on_the_list")
        raise Malformed("This is no reason here.", faults=(fault,))
    step = reopening_step(compiled, case)
    if step is None:
        raise StepNotOnPath(missing=("reopening_step",))
    asked = StepRequest(step, reason=words or reason.value, reopen_reason=reason)
    done = take_step(work, case_id, asked, expects=None)
    clock = compiled.steps[step][1].starts_clock or "unset"
    return replace(done, details={**done.details, "clock": clock})


def read_endings(work: Work, case_id: UUID) -> EndingView:
    """How a case may end, or begin again, as its pathway says; an entry."""
    case = case_for(work, case_id, Act.READ_WAYS)
    compiled = compiled_for(work, case)
    closure = compiled.pathway.closure
    ways = tuple(_closing_steps(compiled, case))
    shown = {"list": "endings", "shown": len(ways)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    reopens = reopening_step(compiled, case) is not None
    return EndingView(
        case_id=case.id,
        code=case.code,
        version=case.version,
        relations=tuple(sorted(work.asker(case).relations)),
        steps=ways,
        reopens=reopens,
        closure=closure,
    )


def _closing_steps(compiled: CompiledPathway, case: Case) -> Iterator[tuple[str, str]]:
    """Steps that close a case from where it stands: name and label."""
    closed, stage = compiled.closed[Track.PROTECTION], case.protection
    if stage in closed:
        return
    for track, step in compiled.steps.values():
        here = stage in step.from_stages and track.name is Track.PROTECTION
        if here and step.to in closed and StepInput.OUTCOME in step.needs:
            yield step.name, step.label


def reopening_step(compiled: CompiledPathway, case: Case) -> str | None:
    """The first step that leads a closed case back; None where there is none."""
    closed = compiled.closed[Track.PROTECTION]
    if case.protection not in closed:
        return None
    return next(
        (
            step.name
            for track, step in compiled.steps.values()
            if track.name is Track.PROTECTION
            and case.protection in step.from_stages
            and step.to not in closed
        ),
        None,
    )


def _check(compiled: CompiledPathway, new: NewOutcomes) -> None:
    closure = compiled.pathway.closure
    asked = frozenset(closure.outcomes) if closure else frozenset()
    faults = [
        *((f"/results/{word.value}", "missing") for word in asked - set(new.results)),
        *((f"/results/{word.value}", "unknown") for word in set(new.results) - asked),
    ]
    if len(new.note) > LONGEST:
        faults.append(("/note", "too_long"))
    if not asked:
        faults.append(("/results", "none_named"))
    if faults:
        raise Malformed("Look at every outcome.", faults=tuple(sorted(faults)))


def _follow(work: Work, case: Case, channel: ContactChannel | None) -> list[UUID]:
    """The follow-up contacts that the pathway asks for, each at a safe hour."""
    pathway = compiled_for(work, case).pathway
    closure = pathway.closure
    if channel is None or closure is None or closure.follow_up_ground is None:
        return []
    found = []
    for span in closure.follow_up or ():
        at = counted(pathway, span, work.now, closure.follow_up_ground)
        if at is not None:
            safe = safe_from(work, case, channel, at)
            found.append(add_follow_up(work, case, safe, channel, "pathway").id)
    return found
