"""A legal ground that stands in for consent is confirmed by somebody else."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col as column

from referral.actions.work import Done
from referral.errors import Erased, GuardNotMet, NotPermitted, OffThePath
from referral.records.actors import Actor
from tests.records.raw import run
from tests.spec.evidence import refused
from tests.world import WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
    Purpose,
    ReferralKind,
)

HURT = replace(WOMAN, age_class=AgeClass.ADULT)


def on_ground(world: World, case: UUID, ground: LegalGround) -> Done:
    return world.consent(
        case,
        purpose=ConsentPurpose.IDENTIFICATION,
        answer=ConsentAnswer.CANNOT,
        ground=ground,
        recipient_id=world.bodies["authority"],
    )


def tell(world: World, case: UUID) -> Done:
    named = world.bodies["authority"]
    return world.step(case, "notify_authority", recipient_id=named)


def standing(world: World, done: Done) -> str:
    joint = UUID(done.details["joint_act"])
    return world.mechanism.joint_act(world["coordinator"], joint).standing


def test_a_court_order_counts_once_a_second_person_has_seen_it(world: World) -> None:
    case = world.case(facts=HURT)
    recorded = on_ground(world, case.id, LegalGround.COURT_ORDER)
    assert standing(world, recorded) == "waiting"
    with refused(world, GuardNotMet, case.id):
        tell(world, case.id)

    joint = UUID(recorded.details["joint_act"])
    seen = world.seen(joint, "outreach")
    with refused(world, NotPermitted, case.id) as own:
        world.mechanism.answer_joint(world["outreach"], joint, "approve", seen)
    assert own.value.missing == ("another_actor",)
    world.confirmed(recorded)
    tell(world, case.id)


def test_where_a_life_is_at_risk_the_act_goes_first(world: World) -> None:
    case = world.case(facts=HURT)
    recorded = on_ground(world, case.id, LegalGround.DANGER_TO_LIFE)
    tell(world, case.id)
    assert standing(world, recorded) == "to_confirm"
    world.confirmed(recorded)
    assert standing(world, recorded) == "confirmed"
    assert len(world.mechanism.disclosures(world["assessor"], case.id, Purpose.LEGAL))


def test_without_confirmation_in_time_the_right_is_suspended_until_a_review(
    world: World,
) -> None:
    case, other = world.case(facts=HURT), world.case(facts=HURT)
    recorded = on_ground(world, case.id, LegalGround.DANGER_TO_LIFE)
    world.clock.advance(hours=71, minutes=59)
    assert standing(world, recorded) == "to_confirm"
    world.clock.advance(minutes=1)
    assert standing(world, recorded) == "overdue"
    with refused(world, GuardNotMet, case.id):
        tell(world, case.id)
    with refused(world, NotPermitted, other.id) as suspended:
        on_ground(world, other.id, LegalGround.DANGER_TO_LIFE)
    assert suspended.value.missing == ("review_of_exception",)

    (exception,) = world.mechanism.joint_acts(world["coordinator"])
    assert exception.suspends
    (line,) = world.mechanism.exceptions(world["coordinator"], limit=5)
    assert (line.kind, line.joint_act_id) == ("ground_unconfirmed", exception.id)
    assert (line.since, line.case_ids) == (exception.ends_at, (case.id,))
    world.mechanism.answer_joint(world["coordinator"], exception.id, "review")
    on_ground(world, other.id, LegalGround.DANGER_TO_LIFE)
    assert world.mechanism.exceptions(world["coordinator"], limit=5) == []
    (still,) = world.mechanism.joint_acts(world["coordinator"])
    assert still.case_id == other.id
    with refused(world, OffThePath, case.id):
        world.mechanism.answer_joint(world["coordinator"], exception.id, "review")


def test_what_rested_on_a_ground_that_is_refused_ends(world: World) -> None:
    case = world.case(facts=HURT)
    recorded = on_ground(world, case.id, LegalGround.DANGER_TO_LIFE)
    tell(world, case.id)
    joint = UUID(recorded.details["joint_act"])
    world.agree(joint, "coordinator", "refuse")
    with refused(world, Erased, case.id):
        world.mechanism.disclosures(world["assessor"], case.id, Purpose.LEGAL)
    with refused(world, NotPermitted, case.id):
        on_ground(world, case.id, LegalGround.DANGER_TO_LIFE)

    (line,) = world.mechanism.exceptions(world["coordinator"], limit=5)
    assert line.joint_act_id == joint
    (exception,) = world.mechanism.joint_acts(world["coordinator"])
    assert (exception.id, exception.standing) == (joint, "refused")
    world.mechanism.answer_joint(world["coordinator"], joint, "review")
    assert world.mechanism.joint_acts(world["coordinator"]) == []
    on_ground(world, case.id, LegalGround.DANGER_TO_LIFE)


def test_a_request_that_lapsed_wants_nothing_of_anybody(world: World) -> None:
    case = world.case(facts=HURT)
    on_ground(world, case.id, LegalGround.COURT_ORDER)
    assert len(world.mechanism.joint_acts(world["coordinator"])) == 1
    world.clock.advance(hours=72)
    assert world.mechanism.joint_acts(world["coordinator"]) == []


def test_a_yes_of_the_person_needs_nobody_else(embedded_world: World) -> None:
    case = embedded_world.case(facts=HURT)
    assert "joint_act" not in embedded_world.consent(case.id).details


def test_whoever_is_told_on_a_ground_cannot_confirm_it(world: World) -> None:
    case = world.case(facts=HURT)
    ground = {"answer": ConsentAnswer.CANNOT, "ground": LegalGround.DANGER_TO_LIFE}
    recorded = world.consent(case.id, **ground)
    offer = world.offer(case.id, kind=ReferralKind.RESPONSIBILITY)
    for word in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], offer.id, word)
    joint = UUID(recorded.details["joint_act"])
    seen = world.seen(joint, "host")
    with refused(world, NotPermitted, case.id) as own:
        world.mechanism.answer_joint(world["host"], joint, "approve", seen)
    assert own.value.missing == ("another_organisation",)
    world.confirmed(recorded)


def test_who_confirms_is_shown_what_would_be_told_and_to_whom(world: World) -> None:
    case = world.case(facts=HURT)
    on_ground(world, case.id, LegalGround.COURT_ORDER)
    (shown,) = world.mechanism.joint_acts(world["coordinator"])
    assert shown.recipient == "Authority"
    assert shown.content["purpose"] == "identification"
    assert "identity" in shown.content["compartments"]


def test_until_it_is_confirmed_only_what_a_rescue_needs_is_told(world: World) -> None:
    case = world.case(facts=HURT)
    recorded = world.consent(
        case.id, answer=ConsentAnswer.CANNOT, ground=LegalGround.DANGER_TO_LIFE
    )
    early = world.offer(case.id, to="haven")
    world.mechanism.answer_offer(world["warden"], early.id, "accept")
    (told,) = world.mechanism.open_package(world["warden"], early.id, Purpose.CARE)
    assert set(told["content"]) <= {"identity", "contact", "location", "health"}

    world.confirmed(recorded)
    later = world.offer(case.id, to="shelter")
    world.mechanism.answer_offer(world["host"], later.id, "accept")
    (told,) = world.mechanism.open_package(world["host"], later.id, Purpose.CARE)
    assert set(told["content"]) > {"identity"}


def test_a_ground_is_not_used_where_nobody_could_confirm_it(world: World) -> None:
    case = world.case(facts=HURT)
    others = column(Actor.id) != world["outreach"].id
    run(world, update(Actor).where(others).values(active=False))
    with refused(world, NotPermitted, case.id) as alone:
        on_ground(world, case.id, LegalGround.DANGER_TO_LIFE)
    assert alone.value.missing
