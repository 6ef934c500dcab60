"""A first contact becomes a case in one act; in haste the rest is asked later."""

from dataclasses import replace

import pytest

from referral.actions.first_contact import FirstContact
from referral.actions.identify import Identification
from referral.errors import ConsentMissing, Malformed, NotFound
from referral.rules.consent import ANY_SERVICE
from referral.rules.consent_answer import Answer, Spoken
from tests.spec.evidence import chain_of, everything
from tests.world import CONTENT, WOMAN, World
from workflows.vocabulary import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Disagreement,
    Purpose,
    ReferralKind,
    StatementKind,
    SuspensionReason,
)

SIGNS = ("CD01", "EX01", "EX02")
SEEN = Identification(WOMAN, CONTENT, SIGNS)
HASTE = FirstContact(
    Identification(WOMAN, CONTENT, minimal_consent=Spoken(interpreter=True)),
    in_haste=True,
)


def said(world: World, answer: ConsentAnswer = ConsentAnswer.YES) -> Answer:
    drawers = frozenset({Compartment.IDENTITY, Compartment.CONTACT})
    return Answer(
        ConsentPurpose.REFERRAL,
        answer,
        world.clock(),
        drawers if answer is ConsentAnswer.YES else frozenset(),
        ANY_SERVICE,
        interpreter=True,
    )


def later(world: World, who: str = "outreach") -> list[str]:
    """What was left for later, in the order of the list."""
    found = world.mechanism.tasks(world[who], limit=50).items
    assert all(one.due_at is None for one in found if one.kind.endswith("_later"))
    return sorted(one.kind for one in found if one.kind.endswith("_later"))


def test_facts_content_signs_and_answers_are_one_act(world: World) -> None:
    m, ana = world.mechanism, world["outreach"]
    new = FirstContact(SEEN, ((said(world), None),), Disagreement.SAW_MORE)
    case = m.open_first_contact(ana, new).id
    kinds = world.entries(case)[:4]
    assert kinds == [
        *("case_opened", "identification_recorded"),
        *("consent_recorded", "signs_recorded"),
    ]
    told = dict(chain_of(world, case))["signs_recorded"]
    assert told["indicators"] == list(SIGNS)
    assert (told["pack"], told["disagreement"]) == ("adult_labour", "saw_more")
    assert m.read_case(ana, case).version == 3
    offer = world.offer(case)
    assert offer.details["case_version"] == 4
    assert m.verify_all().whole


def test_what_the_signs_read_as_is_sealed_as_what_staff_think(world: World) -> None:
    m, ana = world.mechanism, world["outreach"]
    case = m.open_first_contact(ana, FirstContact(SEEN)).id
    found = m.open_content(ana, case, Compartment.NARRATIVE, Purpose.CARE)
    thought = [
        each for each in found["statements"] if each["kind"] == StatementKind.ASSESSMENT
    ]
    assert any("advice" in each.get("assessment", "") for each in thought)
    assert "signs" not in str(m.cases(ana)), "it moves nothing and stands in no list"


def test_what_is_refused_opens_nothing(world: World) -> None:
    child = replace(WOMAN, age_class=AgeClass.CHILD)
    m, ana = world.mechanism, world["outreach"]
    rows = everything(world)["case_file"]
    with pytest.raises(ConsentMissing):
        m.open_first_contact(
            ana, FirstContact(Identification(child), ((said(world), None),))
        )
    assert everything(world)["case_file"] == rows


def test_a_yes_names_one_recipient_or_one_class(world: World) -> None:
    named = replace(said(world), recipient_class=None, recipient_named=True)
    body = world.bodies["authority"]
    m, ana = world.mechanism, world["outreach"]
    case = m.open_first_contact(ana, FirstContact(SEEN, ((named, body),))).id
    (consent,) = m.consents(ana, case)
    assert consent.recipient_id == body
    with pytest.raises(Malformed):
        m.open_first_contact(ana, FirstContact(SEEN, ((named, None),)))


def test_in_haste_three_things_wait_until_each_is_done(world: World) -> None:
    m, ana = world.mechanism, world["outreach"]
    case = m.open_first_contact(ana, HASTE).id
    assert later(world) == ["consent_later", "needs_later", "signs_later"]
    m.record_facts(ana, case, {"region": "south"})
    m.record_signs(ana, case, SIGNS)
    assert later(world) == ["consent_later", "needs_later"]
    m.record_facts(ana, case, {"needs": ("medical",)})
    world.consent(case, answer=ConsentAnswer.LATER, compartments=frozenset())
    assert later(world) == ["consent_later"]
    world.consent(case)
    assert later(world) == []
    assert m.verify_all().whole


def test_a_later_is_asked_again_and_a_full_contact_leaves_nothing(
    world: World,
) -> None:
    m, ana = world.mechanism, world["outreach"]
    m.open_first_contact(ana, FirstContact(SEEN, ((said(world), None),)))
    assert later(world) == []
    put_off = said(world, ConsentAnswer.LATER)
    m.open_first_contact(ana, FirstContact(SEEN, ((put_off, None),)))
    assert later(world) == ["consent_later"]


def test_what_was_left_goes_with_the_case_and_ends_with_it(world: World) -> None:
    m, ana = world.mechanism, world["outreach"]
    case = m.open_first_contact(ana, HASTE).id
    offer = world.offer(case, kind=ReferralKind.RESPONSIBILITY)
    m.answer_offer(world["host"], offer.id, "accept")
    m.answer_offer(world["host"], offer.id, "arrived")
    assert later(world) == []
    assert later(world, "host") == ["consent_later", "needs_later", "signs_later"]


def test_signs_are_written_by_who_works_on_the_case_and_never_none(
    world: World,
) -> None:
    m, case = world.mechanism, world.case().id
    with pytest.raises(Malformed):
        m.record_signs(world["outreach"], case, ())
    with pytest.raises(NotFound):
        m.record_signs(world["stranger"], case, SIGNS)
    done = m.record_signs(world["outreach"], case, SIGNS, expects=1)
    assert done.version == 2


def test_a_bed_of_any_kind_is_found_and_without_one_others_are_told(
    world: World,
) -> None:
    m, ana = world.mechanism, world["outreach"]
    case = m.open_first_contact(ana, HASTE).id
    advice = m.list_service(world.system, world.bodies["haven"], "counselling", "Talk")
    found = m.match_beds(ana, case)
    names = {fit.service.row.id for fit in found.ranked}
    assert names == set(world.services.values())
    assert advice.id not in names
    for service in world.services.values():
        m.close_service(world["coordinator"], service, SuspensionReason.PREMISES)
    assert m.match_beds(ana, case).none_for == ("safe_accommodation",)
    (line,) = m.needing_place(ana)
    assert line.case_id == case
    night = m.list_service(
        world.system, world.bodies["haven"], "emergency_accommodation", "Night beds"
    )
    assert [fit.service.row.id for fit in m.match_beds(ana, case).ranked] == [night.id]
    with pytest.raises(NotFound):
        m.match_beds(world["stranger"], case)


def test_a_bed_that_was_asked_for_in_haste_tells_how_to_reach_and_no_more(
    world: World,
) -> None:
    m, ana = world.mechanism, world["outreach"]
    case = m.open_first_contact(ana, HASTE).id
    offer = world.offer(case)
    m.answer_offer(world["host"], offer.id, "accept")
    (copy,) = m.open_package(world["host"], offer.id, Purpose.CARE)
    assert set(copy["content"]) == {"contact"}
