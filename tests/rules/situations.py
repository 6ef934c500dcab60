"""Cases in any situation, and anybody who might ask: what the rules are tried on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from referral.rules.facts import (
    Approver,
    Asker,
    CaseFacts,
    ConsentInForce,
    Given,
    PersonFacts,
)
from referral.rules.pathway import CompiledPathway, compile_pathway
from workflows.loader import load_shipped, load_text, shipped_names
from workflows.vocabulary import (
    AgeClass,
    ConsentPurpose,
    DecisionReason,
    Known,
    LegalGround,
    Outcome,
    Relation,
    RiskLevel,
    Role,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NEUTRAL_FILE = Path(__file__).parents[1] / "neutral.toml"
NEUTRAL_TEXT = NEUTRAL_FILE.read_text(encoding="utf-8")
NEUTRAL = compile_pathway(load_text(NEUTRAL_TEXT, NEUTRAL_FILE.name))
SHIPPED = {name: compile_pathway(load_shipped(name)[0]) for name in shipped_names()}
CONVENTION = SHIPPED["convention"]
PATHWAYS = (NEUTRAL, *SHIPPED.values())

ANYBODY = Asker(frozenset(Role), frozenset(Relation))
"""Someone with every role and every relation, so that only the pathway refuses."""

EVERYBODY = tuple(Approver(role.value, frozenset({role})) for role in Role)
"""One actor of every role, so that every seat is filled by somebody else."""

EVERYTHING = Given(
    at=NOW,
    reason="as agreed",
    outcome=Outcome.RECOVERED,
    recipient_id="authority",
    reason_code=DecisionReason.INFORMATION_MISSING,
    approvers=EVERYBODY,
)
"""Every input a step may need, everybody's agreement, and no legal ground."""

ADULT = PersonFacts(
    age_class=AgeClass.ADULT,
    foreign_national=Known.YES,
    unaccompanied=Known.NO,
    risk_level=RiskLevel.LOW,
)

people = st.builds(
    PersonFacts,
    age_class=st.sampled_from(AgeClass),
    foreign_national=st.sampled_from(Known),
    unaccompanied=st.sampled_from(Known),
    guardian_appointed=st.booleans(),
    risk_level=st.sampled_from(RiskLevel),
    cooperates_with_authorities=st.sampled_from(Known),
    emergency_ground=st.none() | st.sampled_from(LegalGround),
    family_assessed=st.booleans(),
    family_suspected=st.sampled_from(Known),
)
agreements = st.builds(
    ConsentInForce,
    id=st.just("consent"),
    purpose=st.sampled_from(ConsentPurpose),
    compartments=st.just(frozenset[str]()),
    recipient_id=st.none() | st.just("authority"),
    recipient_class=st.none(),
    ground=st.none() | st.sampled_from(LegalGround),
)
askers = st.builds(
    Asker,
    roles=st.frozensets(st.sampled_from(Role)),
    relations=st.frozensets(st.sampled_from(Relation)),
)


@st.composite
def cases(draw: st.DrawFn, compiled: CompiledPathway) -> CaseFacts:
    """A case in any combination of stages, with any facts."""
    stages = {
        track.name: draw(st.sampled_from([stage.name for stage in track.stages]))
        for track in compiled.pathway.tracks
    }
    return CaseFacts(
        stages=stages,
        person=draw(people),
        consents=tuple(draw(st.lists(agreements, max_size=3))),
        open_offers=draw(st.integers(0, 1)),
        reflection_ends=draw(st.sampled_from([None, *near(NOW)])),
        identification_ended=draw(st.booleans()),
    )


def near(moment: datetime) -> list[datetime]:
    """The moment, and the moments beside it."""
    beside = timedelta(milliseconds=1)
    return [moment - beside, moment, moment + beside]
