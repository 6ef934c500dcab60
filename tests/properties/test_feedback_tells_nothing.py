"""Whatever is written of a person and their way, a finder is told none of it."""

from dataclasses import replace
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.rules.handover import Meets
from tests.spec.test_handovers import arranged
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, Meeter, Purpose, ReferralKind

TURNS = st.lists(st.sampled_from(["arrived", "no_show"]), max_size=2)
FEW = 6


@settings(
    max_examples=FEW,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(number=st.integers(0, 10**6), turns=TURNS)
def test_no_text_of_a_case_or_a_hand_over_is_in_what_a_finder_is_told(
    embedded_world: World, number: int, turns: list[str]
) -> None:
    world, mark = (
        embedded_world,
        "qzplanted" + "".join(chr(ord("a") + int(digit)) for digit in str(number)),
    )
    content = {
        **CONTENT,
        Compartment.IDENTITY: {"first_name": mark},
        Compartment.LOCATION: {"found_at": f"{mark} road"},
    }
    case = world.case(content=content).id
    world.consent(case)
    taken = world.offer(case, kind=ReferralKind.RESPONSIBILITY).id
    world.mechanism.answer_offer(world["host"], taken, "accept")
    new = replace(
        arranged(world),
        brings=Meets(Meeter.COLLEAGUE, mark),
        meeting_point=f"{mark} bench",
        note=f"{mark} box",
    )
    handover = world.mechanism.propose_handover(world["outreach"], taken, new).id
    world.mechanism.confirm_handover(world["host"], taken, handover)
    opened = world.mechanism.open_handover(world["host"], taken, handover, Purpose.CARE)
    assert opened.content.meeting_point.startswith(mark), "the mark can be found"
    assert mark not in repr(opened), "and is shown by no repr"
    world.mechanism.answer_offer(world["host"], taken, "arrived")
    for turn in turns:
        _turn(world, case, turn)
    told = world.mechanism.feedback(world["outreach"])
    assert case in {one.case_id for one in told}
    shown = [(one.code, [(t.word.value, t.day) for t in one.turns]) for one in told]
    assert mark not in repr(shown)
    assert mark not in repr(world.mechanism.timeline(world["coordinator"], case))
    assert mark not in repr(world.mechanism.exceptions(world["coordinator"]))


def _turn(world: World, case: UUID, turn: str) -> None:
    """One more offer that somebody said yes to, and what came of it."""
    offer = world.offer(case, "haven", by="host").id
    world.mechanism.answer_offer(world["warden"], offer, "accept")
    world.mechanism.answer_offer(world["warden"], offer, turn)
