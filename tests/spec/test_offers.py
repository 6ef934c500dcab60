"""An offer to a service: what it sees, what it answers, what it learns."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.refer import Offer
from referral.errors import (
    AlreadyAnswered,
    Malformed,
    NotAddressed,
    NotFound,
    NotHolder,
    OffThePath,
    StaleCase,
    StepNotOnPath,
    WrongRole,
)
from tests.spec.evidence import case_row, chain_of, nothing_left, refused
from tests.world import CONTENT, WOMAN, World
from workflows.vocabulary import (
    Compartment,
    Known,
    Purpose,
    ReferralKind,
    ReferralStage,
)

SECRETS = [
    text
    for fields in CONTENT.values()
    for text in fields.values()
    if text != "mornings"
]


@pytest.mark.asvs("V14.2.6")
def test_a_card_shows_what_is_needed_for_an_answer_and_identifies_nobody(
    world: World,
) -> None:
    facts = {"citizenship": ("AL",), "foreign_national": Known.YES}
    case = world.case()
    world.mechanism.record_facts(world["outreach"], case.id, facts)
    world.consent(case.id)
    offer = world.offer(case.id)

    (view,) = world.mechanism.offers(world["host"])
    assert view == world.mechanism.read_offer(world["host"], offer.id)
    assert view.cards[0]["interpreter_for"] == WOMAN.language
    assert (view.side, view.stage, view.case_ids) == ("addressee", "offered", ())
    shown = repr(view)
    assert not [text for text in SECRETS if text in shown]
    assert "citizenship" not in shown
    assert "AL" not in repr(view.cards)
    assert str(case.id) not in shown
    assert world.entries(case.id)[-2] == "card_shown"


@pytest.mark.asvs("V2.3.1")
def test_nothing_opens_before_the_answer(world: World) -> None:
    case, offer = world.offered()

    with refused(world, OffThePath, world.bodies["shelter"]) as refusal:
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert refusal.value.missing == ("acceptance",)
    with refused(world, NotFound, world.bodies["shelter"]):
        world.mechanism.read_case(world["host"], case.id)


@pytest.mark.asvs("V11.7.2", "V14.2.6")
def test_an_accepted_offer_opens_only_what_need_and_consent_allow(
    world: World,
) -> None:
    case, offer = world.accepted()

    (package,) = world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert package["content"] == {
        "contact": {"phone": "+000 11 22", "safe_contact_rule": "mornings"},
        "family": {},
        "health": {"health_needs": "asthma"},
        "identity": {
            "first_name": "Kestrel",
            "second_name": "Alder",
            "birth_date": "1998-04-05",
        },
    }
    assert package["case"] == str(case.id)
    view = world.mechanism.read_offer(world["host"], offer.id)
    assert (view.stage, view.case_ids) == ("accepted", (case.id,))
    types = world.entries(case.id)
    assert types[types.index("offer_accepted") :][:3] == [
        "offer_accepted",
        "disclosure_released",
        "disclosure_opened",
    ]


def test_what_is_recorded_after_the_offer_is_not_in_the_copy(world: World) -> None:
    case, offer = world.offered()
    later = {Compartment.IDENTITY: {"first_name": "Linnet"}}
    world.mechanism.record_content(world["outreach"], case.id, later)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")

    (package,) = world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert package["content"]["identity"]["first_name"] == "Kestrel"


def test_a_declined_offer_ends_with_its_copy_destroyed(world: World) -> None:
    case, offer = world.offered()
    done = world.mechanism.answer_offer(
        world["host"], offer.id, "decline", reason="full", expects=1
    )

    assert done.version == 2
    view = world.mechanism.read_offer(world["outreach"], offer.id)
    assert (view.stage, view.decline_reason) == ("declined", "full")
    assert world.entries(case.id)[-4:-2] == ["disclosure_destroyed", "offer_declined"]
    assert chain_of(world, case.id)[-3][1] == {"reason": "full"}
    assert case_row(world, case.id).version == 4
    assert world.mechanism.read_case(world["outreach"], case.id).open_offers == ()


def test_the_sender_learns_that_it_was_declined_not_who_would_be_a_danger(
    world: World,
) -> None:
    case, offer = world.offered()
    reason = "safety_conflict"
    world.mechanism.answer_offer(world["host"], offer.id, "decline", reason=reason)

    ours = world.mechanism.read_offer(world["host"], offer.id)
    theirs = world.mechanism.read_offer(world["outreach"], offer.id)
    assert (ours.decline_reason, theirs.decline_reason) == (reason, None)
    told = world.mechanism.timeline(world["outreach"], case.id)
    assert reason not in "".join(str(entry.fields) for entry in told)


def test_a_withdrawn_offer_ends_with_its_copy_destroyed(world: World) -> None:
    case, offer = world.offered()
    world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw", expects=1)

    assert world.mechanism.read_offer(world["host"], offer.id).stage == "withdrawn"
    assert world.entries(case.id)[-4:-2] == ["disclosure_destroyed", "offer_withdrawn"]
    with refused(world, AlreadyAnswered, world.bodies["shelter"]):
        world.mechanism.answer_offer(world["host"], offer.id, "accept")


@pytest.mark.asvs("V2.3.4")
@pytest.mark.parametrize("first", ["accept", "decline"])
def test_an_offer_is_answered_once(world: World, first: str) -> None:
    _, offer = world.offered()
    world.mechanism.answer_offer(world["host"], offer.id, first, reason="full")

    for again in ("accept", "decline"):
        with refused(world, AlreadyAnswered, world.bodies["shelter"]):
            world.mechanism.answer_offer(world["host"], offer.id, again, reason="full")


def test_only_the_addressee_answers(world: World) -> None:
    _, offer = world.offered()

    for step in ("accept", "decline", "arrived", "no_show"):
        with pytest.raises((NotAddressed, WrongRole)):
            world.mechanism.answer_offer(
                world["outreach"], offer.id, step, reason="full"
            )
    with refused(world, NotFound, world.bodies["haven"]):
        world.mechanism.answer_offer(world["warden"], offer.id, "accept")
    assert world.mechanism.read_offer(world["host"], offer.id).stage == "offered"


def test_a_senders_own_service_provider_cannot_accept_either(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case(by="host")
    world.consent(case.id, by="host")
    offer = world.offer(case.id, to="haven", by="host")

    with refused(world, NotAddressed, world.bodies["shelter"]) as refusal:
        world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert refusal.value.missing == ("addressee",)
    own = Offer(world.services["shelter"], ReferralKind.SERVICE)
    with nothing_left(world, Malformed):
        world.mechanism.make_offer(world["host"], case.id, own)


def test_a_foreign_offer_and_one_that_is_not_there_are_the_same(
    world: World,
) -> None:
    case, offer = world.offered()
    asks: list[Callable[[UUID], object]] = [
        lambda ref: world.mechanism.read_offer(world["warden"], ref),
        lambda ref: world.mechanism.answer_offer(world["warden"], ref, "accept"),
        lambda ref: world.mechanism.answer_offer(world["stranger"], ref, "withdraw"),
        lambda ref: world.mechanism.open_package(world["warden"], ref, Purpose.CARE),
    ]
    for ask in asks:
        answers = []
        for ref in (offer.id, case.id):
            with pytest.raises(NotFound) as refusal:
                ask(ref)
            answers.append((refusal.value.sentence, refusal.value.missing))
        assert answers[0] == answers[1]


def test_an_answer_to_an_older_version_is_refused(world: World) -> None:
    case, offer = world.offered()

    with refused(world, StaleCase, world.bodies["shelter"]):
        world.mechanism.answer_offer(world["host"], offer.id, "accept", expects=2)
    with refused(world, StaleCase, case.id) as refusal:
        world.mechanism.answer_offer(world["outreach"], offer.id, "withdraw", expects=2)
    assert refusal.value.missing == ("current_version",)


@pytest.mark.asvs("V2.2.3")
def test_an_offer_that_makes_no_sense_leaves_nothing(embedded_world: World) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id)
    service, kind = world.services["shelter"], ReferralKind.SERVICE
    past = world.clock() - timedelta(hours=1)

    for offer in (
        Offer(case.id, kind),
        Offer(service, kind, answer_by=past),
        Offer(service, kind, answer_by=world.clock()),
        Offer(service, kind, also=(case.id,)),
    ):
        with nothing_left(world, Malformed):
            world.mechanism.make_offer(world["outreach"], case.id, offer)


def test_an_answer_that_makes_no_sense_leaves_nothing(embedded_world: World) -> None:
    world = embedded_world
    _, offer = world.offered()

    for step, reason in (("decline", "the_weather"), ("decline", None), ("swap", None)):
        with nothing_left(world, Malformed):
            world.mechanism.answer_offer(world["host"], offer.id, step, reason=reason)
    with refused(world, StepNotOnPath, world.bodies["shelter"]):
        world.mechanism.answer_offer(world["host"], offer.id, "arrived")


def test_only_who_holds_the_case_offers_it(world: World) -> None:
    case, _ = world.accepted()

    with refused(world, NotHolder, case.id):
        world.offer(case.id, to="haven", by="host")
    with refused(world, NotFound, world.bodies["bystanders"]):
        world.offer(case.id, to="haven", by="stranger")


def test_offers_are_listed_by_stage_and_page_by_page(embedded_world: World) -> None:
    world = embedded_world
    made = [world.offered()[1].id for _ in range(3)]
    world.mechanism.answer_offer(world["host"], made[0], "accept")

    listed = [view.id for view in world.mechanism.offers(world["host"])]
    assert listed == made[::-1]
    ask = world.mechanism.offers
    accepted = ask(world["outreach"], stage=ReferralStage.ACCEPTED)
    assert [view.id for view in accepted] == made[:1]
    assert [view.id for view in ask(world["host"], limit=2)] == made[:0:-1]
    assert [view.id for view in ask(world["host"], after=made[1])] == made[:1]
    assert ask(world["warden"]) == []
    with pytest.raises(WrongRole):
        ask(world["coordinator"])


def test_services_that_can_be_asked_are_listed_without_an_address(
    embedded_world: World,
) -> None:
    world = embedded_world

    listed = world.mechanism.services(world["officer"])
    assert [view.label for view in listed] == ["Haven places", "Shelter places"]
    assert {view.organisation for view in listed} == {"Haven", "Shelter"}
    assert world.mechanism.services(world["officer"], "medical") == []
    with pytest.raises(WrongRole):
        world.mechanism.services(world["auditor"])
