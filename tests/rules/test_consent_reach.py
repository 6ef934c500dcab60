"""What the person said, and what may rest on it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from referral.rules.consent import (
    ANY_SERVICE,
    Recipient,
    Recorded,
    counts,
    covering,
    declined,
    in_force,
)
from referral.rules.facts import PersonFacts
from tests.rules.answers import (
    ADULT,
    CHILD,
    HERON,
    NO,
    PLOVER,
    REFERRAL,
    WARDED,
    YES,
    reaches,
    said,
)
from workflows.vocabulary import (
    AgeClass,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
)


def test_what_is_declined_is_the_persons_last_word_and_nothing_else_in_force() -> None:
    later, cannot = ConsentAnswer.LATER, ConsentAnswer.CANNOT
    danger = said(cannot, ground=LegalGround.DANGER_TO_LIFE)
    unconfirmed = said(cannot, ground=LegalGround.DANGER_TO_LIFE, withdrawn=True)
    words = [
        ([], False),
        ([said(NO)], True),
        ([said(NO, "heron")], True),
        ([said(YES, withdrawn=True)], True),
        ([said(YES), said(NO)], True),
        ([said(NO), unconfirmed], True),
        ([said(YES)], False),
        ([said(later)], False),
        ([said(later, withdrawn=True)], False),
        ([said(NO, withdrawn=True)], False),
        ([said(NO, expired=True)], False),
        ([said(YES, expired=True)], False),
        ([said(NO), said(YES, "heron")], False),
        ([said(YES, "heron"), said(NO, "plover")], False),
        ([said(NO), danger], False),
        ([unconfirmed], False),
        ([said(NO), said(later)], False),
    ]
    for answers, wanted_not in words:
        expected = REFERRAL if wanted_not else frozenset()
        assert declined(answers, ADULT) == expected
    assert declined([said(NO)], CHILD) == REFERRAL
    assert declined([said(NO), said(YES)], CHILD) == frozenset()
    assert declined([said(NO, purpose=ConsentPurpose.RETURN)], ADULT) == {
        ConsentPurpose.RETURN
    }


def test_a_no_to_one_house_stops_that_house_whatever_was_said_of_others() -> None:
    for order in ([said(YES), said(NO, "heron")], [said(NO, "heron"), said(YES)]):
        assert not reaches(*order)
        assert reaches(*order, recipient=PLOVER)
    assert reaches(said(NO, "heron", withdrawn=True), said(YES))
    assert reaches(said(NO, "heron", expired=True), said(YES))


def test_a_no_to_a_kind_of_service_stops_that_kind() -> None:
    medical = Recipient("heron", "medical")
    answers = [said(YES), said(NO, "medical")]

    assert not reaches(*answers, recipient=medical)
    assert reaches(*answers)


def test_a_later_no_to_every_service_stops_what_was_allowed_by_name() -> None:
    assert not reaches(said(YES, "heron"), said(NO))
    assert reaches(said(NO), said(YES, "heron"))


def test_taking_back_a_yes_to_one_house_takes_it_out_of_the_wider_yes() -> None:
    taken_back = said(YES, "heron", withdrawn=True)

    assert not reaches(said(YES), taken_back)
    assert reaches(said(YES), taken_back, recipient=PLOVER)
    assert reaches(said(YES, "heron"), said(YES, withdrawn=True))


def test_a_no_to_referral_is_not_gone_round_by_a_yes_to_help() -> None:
    both = frozenset({ConsentPurpose.REFERRAL, ConsentPurpose.ASSISTANCE})
    helped = said(YES, purpose=ConsentPurpose.ASSISTANCE)

    allowed = in_force([helped], ADULT)
    assert covering(allowed, both, HERON)
    for stop in (said(NO), said(NO, "heron"), said(NO, "safe_accommodation")):
        stopped = in_force([helped, stop], ADULT)
        assert not covering(stopped, both, HERON)
        assert covering(stopped, frozenset({ConsentPurpose.ASSISTANCE}), HERON)


def test_a_yes_stops_counting_when_the_person_may_be_a_child() -> None:
    assert reaches(said(YES), person=ADULT)
    for age in (AgeClass.CHILD, AgeClass.UNSURE):
        assert not reaches(said(YES), person=PersonFacts(age_class=age))


def test_a_childs_ground_stops_counting_when_the_person_is_an_adult() -> None:
    ground = LegalGround.CHILD_BEST_INTERESTS
    stood_in = said(ConsentAnswer.CANNOT, ground=ground)

    assert reaches(stood_in, person=WARDED)
    assert not reaches(stood_in, person=CHILD)
    assert not reaches(stood_in, person=ADULT)


def test_a_service_with_a_consent_of_its_own_needs_it() -> None:
    psychologist = Recipient("heron", "psychological", own_consent=True)

    assert not reaches(said(YES), recipient=psychologist)
    assert reaches(said(YES, "psychological"), recipient=psychologist)
    assert reaches(said(YES, "heron"), recipient=psychologist)
    assert not reaches(
        said(YES, "psychological"), said(NO, "heron"), recipient=psychologist
    )


def test_only_a_consent_that_names_it_reaches_an_authority_or_enforcement() -> None:
    station = Recipient("owl", "safe_accommodation", enforcement=True)

    for recipient in (station, Recipient("owl")):
        assert not reaches(said(YES), recipient=recipient)
        assert not reaches(said(YES, "safe_accommodation"), recipient=recipient)
        assert reaches(said(YES, "owl"), recipient=recipient)
        assert not reaches(said(YES, "owl"), said(NO), recipient=recipient)


recorded = st.builds(
    said,
    st.sampled_from(ConsentAnswer),
    st.sampled_from([ANY_SERVICE, "safe_accommodation", "medical", "heron", "plover"]),
    purpose=st.sampled_from([ConsentPurpose.REFERRAL, ConsentPurpose.ASSISTANCE]),
    ground=st.none() | st.sampled_from(LegalGround),
    withdrawn=st.booleans(),
    expired=st.booleans(),
)
persons = st.builds(
    PersonFacts,
    age_class=st.sampled_from(AgeClass),
    guardian_appointed=st.booleans(),
)
recipients = st.sampled_from(
    [HERON, PLOVER, Recipient("heron", "medical"), Recipient("heron")]
)
purposes = st.sampled_from(
    [
        REFERRAL,
        frozenset({ConsentPurpose.ASSISTANCE}),
        frozenset({ConsentPurpose.REFERRAL, ConsentPurpose.ASSISTANCE}),
    ]
)


@given(st.lists(recorded, max_size=6), persons)
def test_whatever_was_said_only_the_newest_standing_answers_count(
    answers: list[Recorded], person: PersonFacts
) -> None:
    newest = {(a.consent.purpose, a.reach): a for a in answers}

    for consent in in_force(iter(answers), person):
        source = newest[
            consent.purpose, consent.recipient_id or consent.recipient_class or ""
        ]
        assert replace(consent, not_to=frozenset()) == source.consent
        assert counts(source.answer)
        assert not source.withdrawn
        assert not source.expired
        assert source.answer is ConsentAnswer.CANNOT or not person.treated_as_child


@given(st.lists(recorded, max_size=5), persons, recipients, purposes, st.data())
def test_a_no_or_a_withdrawal_never_lets_more_happen(
    answers: list[Recorded],
    person: PersonFacts,
    recipient: Recipient,
    asked: frozenset[ConsentPurpose],
    data: st.DataObject,
) -> None:
    def ids(given: list[Recorded]) -> set[str]:
        found = covering(in_force(given, person), asked, recipient)
        return {consent.id for consent in found}

    before = ids(answers)
    no = data.draw(recorded.filter(lambda a: not counts(a.answer)))
    assert ids([*answers, no]) <= before

    yes = [n for n, a in enumerate(answers) if counts(a.answer)]
    if yes:
        n = data.draw(st.sampled_from(yes))
        taken_back = replace(answers[n], withdrawn=True)
        assert ids([*answers[:n], taken_back, *answers[n + 1 :]]) <= before


@given(st.lists(recorded, max_size=5), persons, recipients, purposes)
def test_after_a_no_to_every_service_nothing_reaches_anybody(
    answers: list[Recorded],
    person: PersonFacts,
    recipient: Recipient,
    asked: frozenset[ConsentPurpose],
) -> None:
    stops = [said(NO, purpose=purpose) for purpose in asked]

    assert not covering(in_force([*answers, *stops], person), asked, recipient)
