"""An offer between its card and its end: questions, a spoken yes, service, its end."""

from datetime import timedelta
from uuid import UUID

import pytest

from referral.actions.refer import Offer
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    Malformed,
    NotFound,
    NotHolder,
    OffThePath,
    SafeAddressFound,
    StaleCase,
    StepNotOnPath,
    WrongRole,
)
from tests.spec.evidence import case_row, chain_of, everything, refused
from tests.world import World
from workflows.vocabulary import Purpose, ReferralKind

SPOKEN = "Whoever had the night shift"


def words(world: World, offer: UUID, by: str) -> list[tuple[str, str | None]]:
    found = world.mechanism.read_offer(world[by], offer).words
    return [(each.word, each.text or each.code) for each in found]


def stage(world: World, offer: UUID, by: str = "host") -> str:
    return world.mechanism.read_offer(world[by], offer).stage


def test_a_question_and_its_reply_are_read_by_the_two_sides(world: World) -> None:
    case, offer = world.offered()
    asked = world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    assert stage(world, offer.id) == "question"
    told = world.mechanism.reply_offer(
        world["outreach"], offer.id, "None.", expects=asked.version
    )

    assert told.version == 3
    said = [("question", "Any stairs?"), ("reply", "None.")]
    assert words(world, offer.id, "host") == said
    assert words(world, offer.id, "outreach") == said
    assert stage(world, offer.id) == "offered"
    types = world.entries(case.id)
    assert types.index("offer_questioned") < types.index("offer_replied")
    assert "stairs" not in repr(chain_of(world, case.id))
    assert "stairs" not in repr(everything(world))
    assert world.mechanism.verify_all().whole


def test_one_question_is_open_at_a_time(embedded_world: World) -> None:
    world = embedded_world
    case, offer = world.offered()
    with refused(world, StepNotOnPath, case.id):
        world.mechanism.reply_offer(world["outreach"], offer.id, "To nothing.")
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    with refused(world, StepNotOnPath, world.bodies["shelter"]):
        world.mechanism.question_offer(world["host"], offer.id, "And a lift?")
    with refused(world, StaleCase, case.id):
        world.mechanism.reply_offer(world["outreach"], offer.id, "None.", expects=1)


@pytest.mark.parametrize(
    "text", ["Kestrel needs none.", "She was born 1998 04 05.", "Call 000 11 22."]
)
def test_a_reply_that_tells_who_the_person_is_does_not_leave(
    embedded_world: World, text: str
) -> None:
    world = embedded_world
    case, offer = world.offered()
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")

    with refused(world, GuardNotMet, case.id) as refusal:
        world.mechanism.reply_offer(world["outreach"], offer.id, text)
    assert refusal.value.missing == ("acceptance",)
    assert words(world, offer.id, "host") == [("question", "Any stairs?")]


def test_texts_tell_no_safe_address(embedded_world: World) -> None:
    world = embedded_world
    haven = world.services["haven"]
    world.mechanism.set_address(world["warden"], haven, "Lapwing Lane", "17")
    _, offer = world.offered()

    with pytest.raises(SafeAddressFound):
        world.mechanism.question_offer(world["host"], offer.id, "Lapwing Lane 17?")
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    with pytest.raises(SafeAddressFound):
        world.mechanism.reply_offer(world["outreach"], offer.id, "Lapwing Lane 17")


@pytest.mark.parametrize("text", ["", "  ", "x" * 1_001])
def test_an_empty_or_endless_text_is_refused(embedded_world: World, text: str) -> None:
    world = embedded_world
    _, offer = world.offered()
    with pytest.raises(Malformed):
        world.mechanism.question_offer(world["host"], offer.id, text)
    with pytest.raises(Malformed):
        world.mechanism.record_telephone_yes(
            world["coordinator"], offer.id, text and "x" * 201
        )


def test_nothing_opens_by_a_spoken_yes_before_it_is_confirmed(world: World) -> None:
    case, offer = world.offered()
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, SPOKEN)

    assert words(world, offer.id, "host") == [("telephone_yes", SPOKEN)]
    with pytest.raises(OffThePath):
        world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case.id)
    with pytest.raises(StepNotOnPath):
        world.mechanism.answer_offer(world["host"], offer.id, "accept")
    found = world.mechanism.timeline(world["coordinator"], case.id)
    (entry,) = [each for each in found if each.type == "telephone_yes_recorded"]
    assert entry.on_behalf_of == world.bodies["shelter"]

    world.mechanism.answer_offer(world["host"], offer.id, "confirm")
    (package,) = world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)
    assert package["content"]["identity"]["first_name"] == "Kestrel"
    assert world.mechanism.verify_all().whole


def test_a_spoken_yes_in_place_of_a_reply_lets_the_clock_go_on(world: World) -> None:
    by = world.clock() + timedelta(hours=6)
    wanted = Offer(world.services["shelter"], ReferralKind.SERVICE, answer_by=by)
    case = world.case()
    world.consent(case.id)
    office, host = world["coordinator"], world["host"]
    offer = world.mechanism.make_offer(world["outreach"], case.id, wanted)
    world.mechanism.question_offer(host, offer.id, "Any stairs?")
    world.clock.advance(hours=2)

    world.mechanism.record_telephone_yes(office, offer.id, SPOKEN)
    world.mechanism.answer_offer(host, offer.id, "dispute", reason="nobody_said_it")

    seen = world.mechanism.read_offer(host, offer.id)
    assert seen.answer_by == by + timedelta(hours=2)
    assert world.mechanism.verify_case(office, case.id).whole
    assert world.mechanism.verify_all().whole


def test_a_disputed_yes_leaves_the_offer_where_it_was(embedded_world: World) -> None:
    world = embedded_world
    _, offer = world.offered()
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, SPOKEN)
    with pytest.raises(Malformed):
        world.mechanism.answer_offer(world["host"], offer.id, "dispute", reason="no")
    world.mechanism.answer_offer(
        world["host"], offer.id, "dispute", reason="nobody_said_it"
    )

    assert stage(world, offer.id) == "offered"
    (line,) = world.mechanism.exceptions(world["coordinator"])
    assert (line.kind, line.referral_id) == ("telephone_disputed", offer.id)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    assert world.mechanism.exceptions(world["coordinator"]) == []


def test_only_a_coordinator_writes_down_what_was_said(embedded_world: World) -> None:
    world = embedded_world
    _, offer = world.offered()
    for name in ("outreach", "host"):
        with pytest.raises(WrongRole):
            world.mechanism.record_telephone_yes(world[name], offer.id, SPOKEN)
    for name in ("stranger", "warden", "auditor"):
        with pytest.raises(NotFound):
            world.mechanism.record_telephone_yes(world[name], offer.id, SPOKEN)


def test_a_service_is_begun_and_completed_and_its_sender_learns_how(
    world: World,
) -> None:
    case, offer = world.accepted()
    for step in ("arrived", "start_service"):
        world.mechanism.answer_offer(world["host"], offer.id, step)
    done = world.mechanism.answer_offer(
        world["host"], offer.id, "complete", reason="aim_reached"
    )

    assert done.version == 5
    assert stage(world, offer.id, "outreach") == "completed"
    assert words(world, offer.id, "outreach") == [("outcome", "aim_reached")]
    assert world.mechanism.read_case(world["outreach"], case.id).open_offers == ()
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case.id)
    for step in ("complete", "start_service", "close_provider", "accept"):
        with pytest.raises(AlreadyAnswered):
            world.mechanism.answer_offer(
                world["host"], offer.id, step, reason="aim_reached"
            )
    assert world.mechanism.verify_all().whole


def test_who_is_handed_back_is_with_the_sender_as_before(world: World) -> None:
    case, offer = world.accepted(kind=ReferralKind.RESPONSIBILITY)
    with pytest.raises(Malformed):
        world.mechanism.answer_offer(world["host"], offer.id, "return", reason="x")
    world.mechanism.answer_offer(world["host"], offer.id, "return", reason="not_safe")

    assert case_row(world, case.id).holder_id == world.bodies["ngo"]
    assert words(world, offer.id, "outreach") == [("return", "not_safe")]
    came = world.mechanism.work_list(world["outreach"]).came_back
    assert [each.id for each in came] == [offer.id]
    with pytest.raises(NotFound):
        world.mechanism.read_case(world["host"], case.id)
    assert world.mechanism.verify_all().whole


@pytest.mark.parametrize("who", ["host", "coordinator"])
def test_a_service_that_closes_leaves_a_task(embedded_world: World, who: str) -> None:
    world = embedded_world
    case, offer = world.accepted()
    world.mechanism.answer_offer(world[who], offer.id, "close_provider")

    (line,) = world.mechanism.exceptions(world["coordinator"])
    assert (line.kind, line.case_ids) == ("place_lost", (case.id,))
    again = world.offer(case.id, to="haven")
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["warden"], again.id, step)
    assert world.mechanism.exceptions(world["coordinator"]) == []


def test_linked_cases_are_asked_about_and_answered_as_a_whole(
    embedded_world: World,
) -> None:
    world = embedded_world
    mother, child = world.case(), world.case()
    for one in (mother, child):
        world.consent(one.id)
    offer = world.offer(mother.id, also=(child.id,))
    world.mechanism.question_offer(world["host"], offer.id, "Any stairs?")
    with pytest.raises(GuardNotMet):
        world.mechanism.reply_offer(world["outreach"], offer.id, "Ask Alder.")
    world.mechanism.reply_offer(world["outreach"], offer.id, "None.")
    world.mechanism.record_telephone_yes(world["coordinator"], offer.id, SPOKEN)
    world.mechanism.answer_offer(world["host"], offer.id, "confirm")
    for one in (mother, child):
        types = world.entries(one.id)
        for kind in ("offer_questioned", "telephone_yes_recorded", "offer_accepted"):
            assert types.count(kind) == 1


def test_who_is_not_responsible_any_more_replies_to_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case()
    world.consent(case.id)
    waiting = world.offer(case.id, to="haven")
    world.mechanism.question_offer(world["warden"], waiting.id, "Any stairs?")
    moved = world.offer(case.id, kind=ReferralKind.RESPONSIBILITY)
    for step in ("accept", "arrived"):
        world.mechanism.answer_offer(world["host"], moved.id, step)

    with pytest.raises(NotHolder):
        world.mechanism.reply_offer(world["outreach"], waiting.id, "None.")
    with pytest.raises(NotHolder):
        world.mechanism.read_offer(world["outreach"], waiting.id)
    world.mechanism.reply_offer(world["host"], waiting.id, "None.")
    assert ("reply", "None.") in words(world, waiting.id, "warden")
