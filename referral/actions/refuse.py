"""An adult who wants nothing, recorded by whoever met them.

No name is asked for. What is recorded is a case that was closed in the same act, with
nothing in it: a place to come back to. A case that was begun ends in the same way.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from referral.actions.drafts import discard_draft
from referral.actions.facts import compiled_for, person_facts
from referral.actions.identify import Identification, begin_case
from referral.actions.nameless import known_region
from referral.actions.protect import StepRequest, carry_out
from referral.actions.work import Done, Work, case_for
from referral.errors import Malformed, NotFound
from referral.records.cases import Case
from referral.records.chains import Happening, payload_of
from referral.records.timeline import last_of_type
from referral.rules.acts import Act
from referral.rules.facts import Approver, PersonFacts
from referral.rules.refusal import check_can_refuse, nameless, refusing_step
from workflows.vocabulary import EntryType, Sex

PERSON_ASKED = "person_asked"
"""The coded reason of the step: nobody else can have wanted it."""
MOST_INDICATORS = 80


@dataclass(frozen=True, slots=True)
class NewRefusal:
    """All that is written down of an adult who wants nothing."""

    facts: PersonFacts
    """Only `age_class`, `sex` and `region` are kept."""
    indicators: int = 0
    """How many signs were seen; which, is not kept."""
    draft: UUID | None = None
    """A first contact that was begun: what was typed is destroyed with this."""


@dataclass(frozen=True, slots=True)
class RefusalView:
    """A refusal as its holder and the coordinator see it."""

    case_id: UUID
    code: str
    record: dict[str, Any]
    kept: tuple[str, ...]
    registers: tuple[str, ...]


def record_refusal(work: Work, new: NewRefusal) -> Done:
    """Record that an adult wanted nothing, without opening anything about them.

    Raises:
        GuardNotMet: for a child, and while age is unsure.
        StepNotOnPath: if the pathway keeps no such record.
        Malformed: for more signs than there are. A region nobody knows is left out:
            a word of one's own could tell who it was.
    """
    work.check(Act.OPEN_CASE)
    check_can_refuse(new.facts)
    if not known_region(work, new.facts.region):
        new = replace(new, facts=replace(new.facts, region=""))
    if not 0 <= new.indicators <= MOST_INDICATORS:
        fault = ("/indicators", "not_on_the_list")
        raise Malformed("So many signs are on no list.", faults=(fault,))
    if new.draft is not None:
        with suppress(NotFound):  # its time was over: nothing of it is left
            discard_draft(work, new.draft)
    case = begin_case(work, Identification(nameless(new.facts)))
    opened = {
        "pathway_digest": case.pathway_digest.hex(),
        "age_class": new.facts.age_class.value,
    }
    work.enter(case, Happening(EntryType.CASE_OPENED, opened))
    return _refused(work, case, new.indicators)


def refuse_all(work: Work, case_id: UUID, *, expects: int | None) -> Done:
    """Record that the adult whose case was begun wants nothing of it.

    The keys to all that was sealed are destroyed, unless a law keeps it.

    Raises:
        GuardNotMet: for a child, while something is agreed, or an offer is open.
        StepNotOnPath: once help has begun: then the case is closed instead.
    """
    case = case_for(work, case_id, Act.TAKE_STEP, expects=expects)
    check_can_refuse(person_facts(work, case))
    return _refused(work, case, None)


def _refused(work: Work, case: Case, indicators: int | None) -> Done:
    step, _ = refusing_step(compiled_for(work, case))
    me = Approver(str(work.actor.id), work.actor.roles, asks=True)
    asked = StepRequest(step, reason=PERSON_ASKED)
    done = carry_out(work, case, asked, (me,), indicators=indicators)
    details = {**done.details, "code": case.code}
    return Done("refusal", case.id, case.version, details=details)


def read_refusal(work: Work, case_id: UUID) -> RefusalView | None:
    """What is left of somebody who wanted nothing; None for every other case.

    For whoever holds it and for the coordinator, as the ledger is: what registers are
    told stands in it.
    """
    case = case_for(work, case_id, Act.READ_LEDGER)
    entry = last_of_type(work.unit.session, case.id, EntryType.REFUSAL_RECORDED)
    shown = {"list": "refusal", "shown": int(entry is not None)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    if entry is None:
        return None
    said = payload_of(work.unit, work.house.keyring, entry)
    unknown = {"age_class": "", "sex": Sex.UNKNOWN.value, "region": "", "indicators": 0}
    return RefusalView(
        case.id,
        case.code,
        {name: said.get(name, unknown[name]) for name in unknown},
        tuple(said.get("kept", ())),
        tuple(said.get("registers", ())),
    )
