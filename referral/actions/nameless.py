"""What is left of somebody who wanted nothing: the end of a step to such a record."""

from dataclasses import replace
from typing import Any

from referral.actions.erase import wipe
from referral.actions.facts import compiled_for
from referral.actions.offers import open_copies, recall_copies
from referral.actions.recalling import on_a_ground
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.chains import Happening, payload_of
from referral.records.erasures import holds_on
from referral.records.organisations import regions_known
from referral.records.own import end_code
from referral.records.timeline import last_of_type
from referral.rules.facts import PersonFacts
from referral.rules.refusal import notifications, refusal_record
from workflows.vocabulary import EntryType, ErasureReason

REGIONS = frozenset({"north", "centre", "south"})
"""The words for a region that the forms offer."""


def leave_nameless(
    work: Work, case: Case, person: PersonFacts, indicators: int | None = None
) -> dict[str, Any]:
    """Destroy the keys to all that was sealed of the case, and say what is kept.

    A legal hold keeps everything, and so does a copy that somebody was given on a
    legal ground: then nothing is destroyed here, and the entry names which it was.

    Args:
        work: The step under way; its entry is written.
        case: The case, in the stage it was moved to.
        person: The facts as they were.
        indicators: How many signs were noted; None to count those of the case.

    Returns:
        What was kept, what registers are told, and what became of the keys.
    """
    count = _indicators(work, case) if indicators is None else indicators
    region = person.region if known_region(work, person.region) else ""
    record = refusal_record(replace(person, region=region), count)
    kept = _kept(work, case)
    destroyed: dict[str, Any] = {}
    answer: dict[str, Any] = {}
    if kept:
        _end_the_rest(work, case)
        end_code(work.unit.session, case.id)
        case.version += 1
    else:
        destroyed, answer = wipe(work, case, ErasureReason.REFUSED)
    told = notifications(compiled_for(work, case).pathway, case.protection, record)
    registers = [each["register"] for each in told]
    fields = {**destroyed, **record, "kept": list(kept), "registers": registers}
    work.enter(case, Happening(EntryType.REFUSAL_RECORDED, fields))
    return {**answer, "record": record, "kept": list(kept), "notifications": told}


def known_region(work: Work, region: str) -> bool:
    """True for none, for a word of the forms, and for where a body or service is."""
    return region in {"", *REGIONS} or region in regions_known(work.unit.session)


def _kept(work: Work, case: Case) -> tuple[str, ...]:
    """What the law keeps for now."""
    found = {
        "legal_hold": bool(holds_on(work.unit.session, case.id)),
        "legal_ground": bool(on_a_ground(work, case)),
    }
    return tuple(name for name, there in found.items() if there)


def _end_the_rest(work: Work, case: Case) -> None:
    """Where the law keeps something, whatever rests on no ground ends all the same."""
    kept = {copy.id for copy in on_a_ground(work, case)}
    rest = [copy for copy in open_copies(work, case) if copy.id not in kept]
    recall_copies(work, case, rest)


def _indicators(work: Work, case: Case) -> int:
    """How many signs the identification noted."""
    entry = last_of_type(work.unit.session, case.id, EntryType.IDENTIFICATION_RECORDED)
    if entry is None:
        return 0
    said = payload_of(work.unit, work.house.keyring, entry)
    return len(said.get("indicators", ()))
