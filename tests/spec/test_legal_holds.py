"""A legal hold keeps a record from being erased, and stops nobody from reading it."""

from referral.actions.holds import NewHold
from referral.errors import GuardNotMet, NotFound, UnderLegalHold, WrongRole
from tests.spec.evidence import refused
from tests.spec.test_attaching import attach
from tests.spec.test_erasing import ask, execute
from tests.world import World
from workflows.vocabulary import Compartment, HoldGround, Purpose

CLAIM = NewHold(HoldGround.COMPENSATION_CLAIM, "law_requires")


def test_a_legal_hold_keeps_it_and_stops_nobody_from_reading(world: World) -> None:
    case = world.case()
    joint = ask(world, case.id)
    world.agree(joint, "coordinator")
    hold = world.mechanism.set_hold(world["outreach"], case.id, CLAIM).id
    with refused(world, UnderLegalHold, case.id) as held:
        execute(world, joint)
    assert held.value.missing == ("legal_hold_lifted",)
    with refused(world, UnderLegalHold, case.id):
        ask(world, case.id, "coordinator")
    assert world.mechanism.open_content(
        world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
    )
    (shown,) = world.mechanism.case_retention(world["outreach"], case.id).holds
    assert (shown.id, shown.ground) == (hold, "compensation_claim")
    (header,) = world.mechanism.case_retention(world["auditor"], case.id).holds
    assert header.ground is None

    lifting = world.mechanism.ask_lifting(
        world["outreach"], case.id, hold, "situation_changed"
    ).id
    with refused(world, GuardNotMet, case.id):
        execute(world, lifting, "outreach")
    world.agree(lifting, "coordinator")
    execute(world, lifting)
    assert world.mechanism.case_retention(world["outreach"], case.id).holds == ()
    assert execute(world, joint).details["cleared"]
    told = world.entries(case.id)
    assert [word for word in told if word.startswith("hold")] == [
        "hold_set",
        "hold_lifted",
    ]


def test_only_who_may_sets_and_lifts_a_hold(world: World) -> None:
    case = world.case()
    with refused(world, NotFound, world.bodies["bystanders"]):
        world.mechanism.set_hold(world["stranger"], case.id, CLAIM)
    with refused(world, WrongRole, case.id):
        world.mechanism.set_hold(world["auditor"], case.id, CLAIM)
    hold = world.mechanism.set_hold(world["coordinator"], case.id, CLAIM).id
    other = world.case().id
    with refused(world, NotFound, other):
        world.mechanism.ask_lifting(world["outreach"], other, hold, "as_assessed")


def test_a_hold_keeps_documents_too(world: World) -> None:
    case = world.case()
    document = attach(world, case.id)
    world.mechanism.set_hold(world["coordinator"], case.id, CLAIM)
    with refused(world, UnderLegalHold, case.id):
        world.mechanism.remove_attachment(world["outreach"], case.id, document.id)
    assert world.mechanism.attachments(
        world["outreach"], case.id, Compartment.IDENTITY, Purpose.CARE
    )


def test_whoever_agrees_to_lift_a_hold_reads_which_one(world: World) -> None:
    case = world.case()
    for ground in (HoldGround.COMPENSATION_CLAIM, HoldGround.COURT_ORDER):
        hold = world.mechanism.set_hold(
            world["outreach"], case.id, NewHold(ground, "law_requires")
        )
        world.mechanism.ask_lifting(
            world["outreach"], case.id, hold.id, "situation_changed"
        )
    asked = world.mechanism.joint_acts(world["coordinator"])
    assert [(one.content["hold_ground"], one.content["hold_of"]) for one in asked] == [
        ("compensation_claim", "Ngo"),
        ("court_order", "Ngo"),
    ]
