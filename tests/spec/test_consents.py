"""What the person says, and what happens when they say otherwise."""

from datetime import timedelta
from typing import Any

import pytest

from referral.actions.refer import Offer
from referral.errors import (
    ConsentMissing,
    Malformed,
    NotFound,
    NotHolder,
)
from referral.rules.facts import PersonFacts
from tests.spec.evidence import chain_of, nothing_left, refused
from tests.world import WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    ChildView,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    GuardianStand,
    LegalGround,
    Purpose,
    ReferralKind,
)

YES, NO, LATER, CANNOT = (
    ConsentAnswer.YES,
    ConsentAnswer.NO,
    ConsentAnswer.LATER,
    ConsentAnswer.CANNOT,
)
IDENTITY, CONTACT = Compartment.IDENTITY, Compartment.CONTACT
CHILD = PersonFacts(age_class=AgeClass.CHILD)
HEARD: dict[str, Any] = {"child_view": ChildView.DOES_NOT_WANT}


def test_an_answer_is_recorded_with_what_it_covers_and_when_it_was_given(
    world: World,
) -> None:
    case = world.case()
    asked = world.clock() - timedelta(hours=3)
    ends = world.clock() + timedelta(days=30)
    done = world.consent(case.id, given_at=asked, expires_at=ends)

    (view,) = world.mechanism.consents(world["outreach"], case.id)
    assert (view.id, view.given_at, view.expires_at) == (done.id, asked, ends)
    assert (view.purpose, view.answer, view.counts) == ("referral", "yes", True)
    assert (done.kind, done.version) == ("consent", 2)
    kind, fields = chain_of(world, case.id)[2]
    assert kind == "consent_recorded"
    assert fields["answer"] == "yes"
    assert "language" not in fields


def test_without_a_yes_nothing_is_offered(world: World) -> None:
    case = world.case()
    with refused(world, ConsentMissing, case.id):
        world.offer(case.id)

    for said in (NO, LATER):
        world.consent(case.id, answer=said)
        with refused(world, ConsentMissing, case.id):
            world.offer(case.id)

    world.consent(case.id)
    world.offer(case.id)


def test_the_newest_answer_counts_even_in_the_same_moment_or_after_a_clock_fell(
    world: World,
) -> None:
    case = world.case()
    asked = world.clock()
    for n, said in enumerate([YES, NO, YES, NO, YES, NO]):
        if n == 4:
            world.clock.advance(hours=-2)
        world.consent(case.id, answer=said, given_at=asked - timedelta(days=1))

    views = world.mechanism.consents(world["outreach"], case.id)
    assert [view.answer for view in views] == ["yes", "no"] * 3
    assert not any(view.counts for view in views)
    with refused(world, ConsentMissing, case.id):
        world.offer(case.id)


def test_a_withdrawn_consent_does_not_bring_back_the_wider_one_it_replaced(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id)
    narrow = world.consent(case.id, compartments=frozenset({IDENTITY}))
    world.mechanism.withdraw_consent(world["outreach"], case.id, narrow.id)

    with refused(world, ConsentMissing, case.id):
        world.offer(case.id)


def test_a_consent_that_has_run_out_covers_nothing_more(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id, expires_at=world.clock() + timedelta(hours=1))
    world.offer(case.id)
    world.clock.advance(hours=1)

    with refused(world, ConsentMissing, case.id):
        world.offer(case.id, to="haven")
    (view,) = world.mechanism.consents(world["outreach"], case.id)
    assert not view.counts


def test_a_no_to_one_shelter_stops_that_shelter_and_no_other(world: World) -> None:
    case = world.case()
    world.consent(case.id, answer=NO, recipient_id=world.bodies["shelter"])
    world.consent(case.id)

    with refused(world, ConsentMissing, case.id):
        world.offer(case.id, to="shelter")
    world.offer(case.id, to="haven")


def test_a_yes_to_one_shelter_reaches_no_other(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id, recipient_id=world.bodies["shelter"])

    with refused(world, ConsentMissing, case.id):
        world.offer(case.id, to="haven")
    world.offer(case.id, to="shelter")


def test_a_childs_yes_does_not_stand_alone(world: World) -> None:
    case = world.case(facts=CHILD)
    with refused(world, ConsentMissing, case.id) as refusal:
        world.consent(case.id)
    assert refusal.value.missing == ("guardian_or_legal_ground",)

    best = LegalGround.CHILD_BEST_INTERESTS
    with refused(world, ConsentMissing, case.id) as refusal:
        world.consent(case.id, answer=CANNOT, ground=best)
    assert refusal.value.missing == ("guardian_appointed", "emergency_ground")

    appointed = {"guardian_appointed": True}
    world.mechanism.record_facts(world["outreach"], case.id, appointed)
    for words, missing in (({}, "child_view"), (HEARD, "guardian")):
        with refused(world, ConsentMissing, case.id) as refusal:
            world.consent(case.id, answer=CANNOT, ground=best, **words)
        assert refusal.value.missing == (missing,)

    stand = {"guardian": GuardianStand.AGREES}
    recorded = world.consent(case.id, answer=CANNOT, ground=best, **HEARD, **stand)
    with refused(world, ConsentMissing, case.id):
        world.offer(case.id)
    world.confirmed(recorded)
    world.offer(case.id)


def test_a_yes_no_longer_counts_once_the_person_may_be_a_child(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, offer = world.offered()
    doubt = {"age_class": AgeClass.UNSURE}
    world.mechanism.record_facts(world["outreach"], case.id, doubt)

    with refused(world, ConsentMissing, case.id):
        world.offer(case.id, to="haven")
    with refused(world, ConsentMissing, world.bodies["shelter"]):
        world.mechanism.answer_offer(world["host"], offer.id, "accept")


@pytest.mark.asvs("V2.2.3")
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"given_at": timedelta(seconds=1)}, "in_the_future"),
        ({"expires_at": timedelta(0)}, "before_it_was_given"),
        ({"items": frozenset({"told_nothing"})}, "unknown_item"),
        ({"recipient_class": None}, "one_recipient_or_one_class"),
        ({"recipient_named": True}, "one_recipient_or_one_class"),
        (
            {"recipient_class": None, "recipient_named": True},
            "one_recipient_or_one_class",
        ),
    ],
    ids=str,
)
def test_an_answer_that_contradicts_itself_leaves_nothing(
    embedded_world: World, changes: dict[str, Any], fault: str
) -> None:
    world = embedded_world
    case = world.case()
    moved: dict[str, Any] = {
        name: world.clock() + value if isinstance(value, timedelta) else value
        for name, value in changes.items()
    }

    with nothing_left(world, Malformed) as refusal:
        world.consent(case.id, **moved)
    assert fault in refusal.value.missing


def test_a_recipient_is_one_organisation_that_is_known(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()

    with nothing_left(world, Malformed):
        world.consent(case.id, recipient_id=case.id)
    with nothing_left(world, Malformed):
        world.consent(
            case.id,
            recipient_id=world.bodies["shelter"],
            recipient_named=False,
            recipient_class="any_service",
        )


def test_only_the_holder_asks_and_only_about_its_own_cases(
    embedded_world: World,
) -> None:
    world = embedded_world
    case, _ = world.accepted()
    mine = world.consent(case.id)

    with refused(world, NotHolder, case.id):
        world.consent(case.id, by="host")
    with refused(world, NotFound, world.bodies["bystanders"]):
        world.mechanism.withdraw_consent(world["stranger"], case.id, mine.id)
    theirs = world.case(by="stranger")
    with refused(world, NotFound, theirs.id):
        world.mechanism.withdraw_consent(world["stranger"], theirs.id, mine.id)


def test_a_service_with_a_consent_of_its_own_is_not_asked_on_a_general_yes(
    embedded_world: World,
) -> None:
    world = embedded_world
    service = world.mechanism.list_service(
        world.system, world.bodies["shelter"], "psychological", "Talks"
    )
    offer = Offer(service.id, ReferralKind.SERVICE)
    case = world.case()
    world.consent(case.id)
    with refused(world, ConsentMissing, case.id):
        world.mechanism.make_offer(world["outreach"], case.id, offer)

    world.consent(case.id, recipient_class="psychological")
    made = world.mechanism.make_offer(world["outreach"], case.id, offer)
    world.mechanism.answer_offer(world["host"], made.id, "accept")
    (package,) = world.mechanism.open_package(world["host"], made.id, Purpose.CARE)
    assert {"kind": "account", "account": "They took my papers."} in (
        package["content"]["statements"]
    )


def test_a_service_of_an_enforcement_body_needs_a_consent_that_names_it(
    embedded_world: World,
) -> None:
    world = embedded_world
    service = world.mechanism.list_service(
        world.system, world.bodies["police"], "safe_accommodation", "Cells"
    )
    offer = Offer(service.id, ReferralKind.SERVICE)
    case = world.case(facts=WOMAN)
    world.consent(case.id)
    with refused(world, ConsentMissing, case.id):
        world.mechanism.make_offer(world["outreach"], case.id, offer)

    world.consent(case.id, recipient_id=world.bodies["police"])
    made = world.mechanism.make_offer(world["outreach"], case.id, offer)
    prepared = [f for k, f in chain_of(world, case.id) if k == "disclosure_prepared"]
    assert not [name for name in prepared[0]["fields"] if name.startswith("health.")]
    assert made.kind == "referral"


def test_a_consent_to_help_lets_a_service_be_told(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    world.consent(
        case.id,
        purpose=ConsentPurpose.ASSISTANCE,
        compartments=frozenset({IDENTITY, CONTACT}),
    )

    world.offer(case.id)
