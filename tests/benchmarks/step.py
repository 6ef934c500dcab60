"""A step with its guards, roles and relations, against a bare `transitions` trigger."""

from datetime import UTC, datetime

from transitions import Machine

from referral.rules.facts import Asker, CaseFacts, ConsentInForce, Given
from referral.rules.pathway import compile_pathway, take
from tests.benchmarks._harness import interleaved, ratio, report, show
from workflows.loader import load_shipped
from workflows.vocabulary import Compartment, ConsentPurpose, Relation, Role, Track

BAR = 2.0


class Position:
    """What a bare machine moves."""

    state = "presumed"


def main() -> None:
    """Measure and report."""
    pathway, _ = load_shipped("convention")
    compiled = compile_pathway(pathway)
    consent = ConsentInForce(
        "c", ConsentPurpose.ASSISTANCE, frozenset(Compartment), None, "any_service"
    )
    facts = CaseFacts(
        {track.name: track.start for track in pathway.tracks}, consents=(consent,)
    )
    asker = Asker(frozenset({Role.CASE_MANAGER}), frozenset({Relation.HOLDER}))
    given = Given(at=datetime(2026, 3, 2, tzinfo=UTC))

    track = pathway.track(Track.PROTECTION)
    bare = Machine(
        model=None,
        states=[stage.name for stage in track.stages],
        initial=None,
        auto_transitions=False,
    )
    for step in track.steps:
        bare.add_transition(
            step.name,
            list(step.from_stages),
            step.to,
            conditions=[lambda *_: True for _ in step.guards],
        )

    def bare_step() -> object:
        return bare.events["bring_to_safety"].trigger(Position(), facts, given)

    def our_step() -> object:
        return take(compiled, "bring_to_safety", facts, asker, given)

    taken = interleaved({"ours": our_step, "bare": bare_step})
    show(taken)
    report(
        "step with guards / bare transitions", ratio(taken, "ours", "bare"), BAR, "x"
    )


main()
