"""A step that several people decide, as the content that they agree to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from referral.actions.facts import compiled_for, person_facts, to_words
from referral.actions.history import history
from referral.actions.protect import StepRequest
from referral.actions.work import Work
from referral.records.cases import Case
from referral.rules.reading import guard_table
from referral.rules.situations import PERSONAL
from workflows.vocabulary import DecisionReason, LegalGround, Outcome


def content_of(work: Work, case: Case, request: StepRequest) -> dict[str, Any]:
    """What would be done, from where, and on which facts.

    Once the case has moved on this track, or a fact that the step asks for is another,
    it is not what was agreed to.
    """
    compiled = compiled_for(work, case)
    track, step = compiled.steps[request.step]
    moves = [each for each in history(work, case).steps if each.track is track.name]
    known = to_words(person_facts(work, case))
    read = {fact for word in step.guards for fact in guard_table(word).reads}
    return {
        "case": str(case.id),
        "pathway": case.pathway_digest.hex(),
        "stage": case.stages()[track.name] or track.start,
        "moves": len(moves),
        "facts": {each.value: known[each.value] for each in PERSONAL if each in read},
        "step": request.step,
        "reason": request.reason,
        "outcome": request.outcome,
        "recipient_id": str(request.recipient_id) if request.recipient_id else None,
        "legal_ground": request.legal_ground,
        "reason_code": request.reason_code,
    }


def request_of(content: Mapping[str, Any]) -> StepRequest:
    """What was asked for, read back."""

    def word(name: str, kind: Any) -> Any:  # noqa: ANN401 # each has its own kind
        return None if content[name] is None else kind(content[name])

    return StepRequest(
        content["step"],
        content["reason"],
        word("outcome", Outcome),
        word("recipient_id", UUID),
        word("legal_ground", LegalGround),
        word("reason_code", DecisionReason),
    )
