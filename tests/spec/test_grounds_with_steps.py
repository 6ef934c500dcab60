"""A ground handed in with a step needs a right, a person and a second one, too."""

from uuid import UUID

from referral.actions.administer import NewActor
from referral.actions.protect import StepRequest
from referral.actions.work import Done, OnDuty
from referral.errors import GuardNotMet, NotPermitted, UseRestricted
from tests.properties.acts_data_rights import restricted
from tests.spec.evidence import refused
from tests.spec.test_confirming_grounds import standing
from tests.spec.test_restricting import offered_twice
from tests.world import World
from workflows.vocabulary import (
    ActorKind,
    ConsentPurpose,
    LegalGround,
    Regime,
    Role,
)

SAFETY, DANGER = "bring_to_safety", LegalGround.DANGER_TO_LIFE


def rescue(world: World, case: UUID) -> Done:
    return world.step(case, SAFETY, legal_ground=DANGER)


def a_machine(world: World) -> OnDuty:
    """A program of the organisation that holds the cases, with a manager's role."""
    roles, body = frozenset({Role.CASE_MANAGER}), world.bodies["ngo"]
    new = NewActor(body, "a-machine", roles, ActorKind.MACHINE)
    admitted = world.admit(new).id
    return OnDuty(admitted, body, ActorKind.MACHINE, Regime.GDPR, roles)


def lifting(world: World, case: UUID, who: OnDuty) -> tuple[LegalGround, ...]:
    """The grounds that are offered with the step that brings to safety."""
    (told,) = [s for s in world.mechanism.steps(who, case) if s.step == SAFETY]
    return told.lifted_by


def test_a_machine_hands_in_no_ground(embedded_world: World) -> None:
    world, case = embedded_world, embedded_world.case().id
    machine, asked = a_machine(world), StepRequest(SAFETY, legal_ground=DANGER)
    with refused(world, NotPermitted, case) as no:
        world.mechanism.take_step(machine, case, asked)
    assert no.value.missing == ("person",)
    assert lifting(world, case, machine) == ()
    assert lifting(world, case, world["outreach"]) == (DANGER,)

    world.consent(case, purpose=ConsentPurpose.ASSISTANCE)
    done = world.mechanism.take_step(machine, case, asked)
    assert "joint_act" not in done.details, "it rests on the yes of the person"


def test_a_second_person_confirms_it_within_the_hours(world: World) -> None:
    case = world.case().id
    taken = rescue(world, case)
    assert taken.details["stages"]["protection"] == "protected"
    assert standing(world, taken) == "to_confirm"
    (shown,) = world.mechanism.joint_acts(world["coordinator"])
    assert shown.content["step"] == SAFETY
    assert shown.content["legal_ground"] == "danger_to_life"
    assert shown.label, "the step is named as the procedure names it"
    seen = world.seen(shown.id, "outreach")
    with refused(world, NotPermitted, case) as own:
        world.mechanism.answer_joint(world["outreach"], shown.id, "approve", seen)
    assert own.value.missing == ("another_actor",)
    world.confirmed(taken)
    assert standing(world, taken) == "confirmed"
    assert world.mechanism.verify_all().whole


def test_unconfirmed_it_is_an_exception_and_nobody_goes_first_again(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, other = world.case().id, world.case().id
    taken = rescue(world, case)
    world.clock.advance(hours=72)
    (line,) = world.mechanism.exceptions(world["coordinator"], limit=5)
    joint = UUID(taken.details["joint_act"])
    assert (line.kind, line.joint_act_id) == ("ground_unconfirmed", joint)
    with refused(world, NotPermitted, other) as suspended:
        rescue(world, other)
    assert suspended.value.missing == ("review_of_exception",)

    world.mechanism.answer_joint(world["coordinator"], joint, "review")
    again = rescue(world, other)
    world.agree(UUID(again.details["joint_act"]), "coordinator", "refuse")
    (line,) = world.mechanism.exceptions(world["coordinator"], limit=5)
    assert line.case_ids == (other,), "a no of the second person is one, too"


def test_a_ground_that_can_wait_is_recorded_and_confirmed_first(
    embedded_world: World,
) -> None:
    world, case = embedded_world, embedded_world.case().id
    court, to = LegalGround.COURT_ORDER, world.bodies["authority"]
    with refused(world, GuardNotMet, case):
        world.step(case, "notify_authority", recipient_id=to)
    with refused(world, NotPermitted, case) as first:
        world.step(case, "notify_authority", recipient_id=to, legal_ground=court)
    assert first.value.missing == ("ground_confirmed",)


def test_a_ground_in_a_request_lifts_no_restriction(embedded_world: World) -> None:
    world = embedded_world
    case, _, _ = offered_twice(world)
    restricted(world, case)
    for ground in (None, DANGER, LegalGround.COURT_ORDER):
        with refused(world, UseRestricted, case):
            world.step(
                case,
                "notify_authority",
                recipient_id=world.bodies["authority"],
                legal_ground=ground,
            )
    assert "disclosure_released" not in world.entries(case)[-4:]
