"""A coordinator asks about an entry; who is concerned answers. Nobody else reads."""

from uuid import UUID

import pytest

from referral.actions.questions import LONGEST, NewQuestion
from referral.errors import (
    AlreadyAnswered,
    Erased,
    Malformed,
    NotAddressed,
    NotFound,
    SafeAddressFound,
    WrongRole,
)
from tests.spec.evidence import chain_of, refused
from tests.spec.test_erasing import erased
from tests.spec.test_silences import blank, kinds, listed
from tests.world import World
from workflows.vocabulary import ReferralKind

ASKED, TOLD = "Why was nothing done for ten days?", "The interpreter was ill."


def ask(
    world: World, case: UUID, seq: int = 1, of: str = "ngo", text: str = ASKED
) -> UUID:
    new = NewQuestion(seq, world.bodies[of], text)
    return world.mechanism.ask_question(world["coordinator"], case, new).id


def answer(
    world: World, question: UUID, by: str = "outreach", text: str = TOLD
) -> None:
    world.mechanism.answer_question(world[by], question, text)


def test_a_question_is_asked_waits_and_is_answered(world: World) -> None:
    case = world.case().id
    question = ask(world, case)
    (waits,) = world.mechanism.questions(world["outreach"])
    assert (waits.id, waits.about, waits.state) == (question, 1, "open")
    assert waits.text is None, "a list opens nothing"
    (asked,) = world.mechanism.case_questions(world["outreach"], case)
    assert (asked.text, asked.mine, asked.answer) == (ASKED, True, None)

    answer(world, question)
    assert world.mechanism.questions(world["outreach"]) == []
    (read,) = world.mechanism.case_questions(world["coordinator"], case)
    assert (read.state, read.text, read.answer) == ("answered", ASKED, TOLD)
    assert read.ended_at == world.clock()
    assert world.entries(case)[2] == "question_asked"
    assert world.mechanism.verify_all().broken == ()


def test_the_timeline_says_that_it_was_asked_and_of_whom_and_no_word_of_it(
    world: World,
) -> None:
    case = world.case().id
    answer(world, ask(world, case))
    said = [fields for kind, fields in chain_of(world, case) if "question_" in kind]
    asked, answered = said
    assert asked["entry"] == 1
    assert asked["addressee"] == str(world.bodies["ngo"])
    assert answered["question"] == 3
    assert ASKED not in str(said)
    assert TOLD not in str(said)
    assert len({each["text_sha256"] for each in said}) == 2
    again = ask(world, case)
    assert chain_of(world, case)[-1][1]["text_sha256"] != asked["text_sha256"]
    world.mechanism.withdraw_question(world["coordinator"], again)


def test_a_third_party_sees_at_most_that_something_was_asked(world: World) -> None:
    case = world.accepted()[0].id
    accepted = world.entries(case).index("offer_accepted") + 1
    question = ask(world, case, accepted, of="shelter")
    answer(world, question, by="host")

    (holder,) = world.mechanism.case_questions(world["outreach"], case)
    assert (holder.text, holder.answer, holder.mine) == (None, None, False)
    assert holder.state == "answered"
    to_ngo = ask(world, case)
    seen = world.mechanism.case_questions(world["host"], case)
    assert [each.id for each in seen] == [question], "nothing of what others are asked"
    with refused(world, NotAddressed, case):
        answer(world, to_ngo, by="host")
    for name in ("stranger", "warden"):
        with pytest.raises(NotFound):
            world.mechanism.case_questions(world[name], case)
        with pytest.raises((NotFound, NotAddressed)):
            answer(world, to_ngo, by=name)


def test_only_who_holds_the_case_or_wrote_the_entry_is_asked(world: World) -> None:
    case = world.accepted()[0].id
    accepted = world.entries(case).index("offer_accepted") + 1
    for seq, body in ((1, "shelter"), (accepted, "haven"), (1, "bystanders")):
        with pytest.raises(Malformed) as no:
            ask(world, case, seq, of=body)
        assert no.value.faults == (("/addressee_id", "not_concerned"),)
    with pytest.raises(Malformed) as none:
        ask(world, case, 999)
    assert none.value.faults == (("/seq", "unknown_entry"),)
    ask(world, case, accepted, of="shelter")
    ask(world, case, accepted, of="ngo")


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST + 1)])
def test_a_question_says_something_and_not_too_much(world: World, text: str) -> None:
    case = world.case().id
    with pytest.raises(Malformed):
        ask(world, case, text=text)
    question = ask(world, case)
    with pytest.raises(Malformed):
        answer(world, question, text=text)


def test_where_a_safe_place_is_stands_in_no_question_and_no_answer(
    world: World,
) -> None:
    place = "Lapwing Lane 17"
    world.mechanism.set_address(world["host"], world.services["shelter"], place)
    case = world.case().id
    with refused(world, SafeAddressFound, case):
        ask(world, case, text=f"Is she still at {place}?")
    question = ask(world, case)
    with refused(world, SafeAddressFound, case):
        answer(world, question, text=f"She is at {place}.")
    answer(world, question, text="She is well.")


def test_a_question_ends_once(world: World) -> None:
    case = world.case().id
    question = ask(world, case)
    world.mechanism.withdraw_question(world["coordinator"], question)
    assert world.mechanism.questions(world["outreach"]) == []
    with refused(world, AlreadyAnswered, case):
        answer(world, question)
    other = ask(world, case)
    answer(world, other)
    with refused(world, AlreadyAnswered, case):
        world.mechanism.withdraw_question(world["coordinator"], other)
    with refused(world, AlreadyAnswered, case):
        answer(world, other)


def test_only_a_coordinator_asks_and_takes_back(world: World) -> None:
    case = world.case().id
    question, new = ask(world, case), NewQuestion(1, world.bodies["ngo"], ASKED)
    with refused(world, WrongRole, case):
        world.mechanism.ask_question(world["outreach"], case, new)
    with refused(world, WrongRole, case):
        world.mechanism.withdraw_question(world["outreach"], question)
    with pytest.raises(WrongRole):
        world.mechanism.case_questions(world["auditor"], case)
    entry = world.mechanism.timeline(world["coordinator"], case)[0].id
    with pytest.raises(NotFound):
        answer(world, entry)


def test_a_question_nobody_answers_stands_on_the_list_after_five_days(
    world: World,
) -> None:
    case = world.case().id
    question = ask(world, case)
    world.clock.advance(days=5)
    assert listed(world) == []
    world.clock.advance(minutes=1)
    (line,) = listed(world)
    assert (line.kind, line.organisation) == ("question_open", "Ngo")
    assert line.seq == 3
    assert kinds(world, case) == ["question_open"]
    answer(world, question)
    assert listed(world) == []
    assert kinds(world, case) == ["question_open"], "it stays where it lay"


def test_asking_is_no_work_and_answering_is(world: World) -> None:
    case = world.case().id
    world.clock.advance(days=11)
    question = ask(world, case)
    assert [each.kind for each in listed(world)] == ["gap"]
    answer(world, question)
    assert listed(world) == []


def test_an_opening_without_a_purpose_is_settled_by_an_answer(world: World) -> None:
    case = world.case().id
    blank(world, case)
    seq = world.entries(case).index("content_opened") + 1
    question = ask(world, case, seq)
    assert [each.kind for each in listed(world)] == ["purpose_missing"]
    answer(world, question)
    assert listed(world) == []


def test_a_holder_that_has_changed_since_still_answers(world: World) -> None:
    case = world.case().id
    world.consent(case)
    question = ask(world, case)
    offer = world.offer(case, kind=ReferralKind.RESPONSIBILITY).id
    world.mechanism.answer_offer(world["host"], offer, "accept")
    world.mechanism.answer_offer(world["host"], offer, "arrived")
    assert [each.id for each in world.mechanism.questions(world["outreach"])] == [
        question
    ]
    assert world.mechanism.questions(world["host"]) == []
    answer(world, question)


def test_erasing_a_person_ends_what_was_asked(world: World) -> None:
    case = world.case().id
    ask(world, case)
    erased(world, case)
    with refused(world, Erased, case):
        world.mechanism.case_questions(world["coordinator"], case)
    assert world.mechanism.questions(world["outreach"]) == []
    world.clock.advance(days=6)
    assert "question_open" not in [each.kind for each in listed(world)]
