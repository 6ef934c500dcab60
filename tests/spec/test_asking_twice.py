"""A request that was sent before, and what every act leaves behind."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from referral.actions.administer import NewOrganisation
from referral.actions.identify import Identification, open_case
from referral.actions.protect import StepRequest
from referral.actions.refer import Offer
from referral.actions.work import Done, RequestKey, Work, fingerprint, perform
from referral.errors import Fault, Malformed, NotFound, NotHolder, NotPermitted
from referral.rules.consent import ANY_SERVICE
from referral.rules.consent_answer import Answer
from tests.spec.evidence import chain_of, everything, nothing_left, refused
from tests.world import CONTENT, WOMAN, World
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
    OrganisationKind,
    ReferralKind,
    Regime,
)

ONE = RequestKey("parcel-1", fingerprint("POST", "/v1/x", {"a": 1, "b": 2}))


def test_a_request_that_comes_again_gets_the_same_answer_and_does_nothing(
    world: World,
) -> None:
    first = world.mechanism.open_case(
        world["outreach"], Identification(WOMAN, CONTENT), ONE
    )
    before = everything(world)
    again = world.mechanism.open_case(
        world["outreach"], Identification(WOMAN, CONTENT), ONE
    )

    assert again == first
    assert again.receipts
    assert again.details == {"code": first.details["code"]}
    assert everything(world) == before


def test_every_act_that_changes_something_is_done_once(embedded_world: World) -> None:
    world = embedded_world
    m, me, host = world.mechanism, world["outreach"], world["host"]
    case = world.case()
    yes = Answer(
        ConsentPurpose.REFERRAL,
        ConsentAnswer.YES,
        world.clock(),
        recipient_class=ANY_SERVICE,
        compartments=frozenset(CONTENT),
        interpreter=True,
    )
    safe = StepRequest("bring_to_safety", legal_ground=LegalGround.DANGER_TO_LIFE)
    offer = Offer(world.services["shelter"], ReferralKind.SERVICE)

    def twice(name: str, ask: Callable[[RequestKey], Done]) -> Done:
        request = RequestKey(name, bytes(32))
        first = ask(request)
        before = everything(world)
        assert ask(request) == first
        assert everything(world) == before
        return first

    region = {"region": "x"}
    twice("facts", lambda r: m.record_facts(me, case.id, region, request=r))
    twice("content", lambda r: m.record_content(me, case.id, CONTENT, request=r))
    twice("step", lambda r: m.take_step(me, case.id, safe, request=r))
    said = twice("consent", lambda r: m.record_consent(me, case.id, yes, request=r))
    made = twice("offer", lambda r: m.make_offer(me, case.id, offer, request=r))
    twice("accept", lambda r: m.answer_offer(host, made.id, "accept", request=r))
    twice("back", lambda r: m.withdraw_consent(me, case.id, said.id, request=r))


def test_a_key_that_was_used_for_another_request_is_refused(world: World) -> None:
    case = world.case()
    region = {"region": "south"}
    m, me = world.mechanism, world["outreach"]
    m.record_facts(me, case.id, region, request=ONE)
    other = replace(ONE, fingerprint=fingerprint("POST", "/v1/x", {"a": 1, "b": 3}))

    with nothing_left(world, Malformed) as refusal:
        m.record_facts(me, case.id, region, request=other)
    assert refusal.value.missing == ("used_for_another_request",)


def test_a_key_is_its_senders_own(world: World) -> None:
    first = world.mechanism.open_case(world["outreach"], Identification(WOMAN), ONE)
    other = world.mechanism.open_case(world["officer"], Identification(WOMAN), ONE)

    assert first.id != other.id


def test_a_refused_request_may_be_sent_again_under_its_key(world: World) -> None:
    case = world.case()
    with pytest.raises(NotFound):
        world.mechanism.withdraw_consent(
            world["outreach"], case.id, case.id, request=ONE
        )

    done = world.mechanism.record_content(
        world["outreach"], case.id, CONTENT, request=ONE
    )
    assert done.version == 2


def test_two_bodies_that_mean_the_same_have_one_fingerprint() -> None:
    assert fingerprint("POST", "/x", {"a": 1, "b": None}) == fingerprint(
        "POST", "/x", {"b": None, "a": 1}
    )
    others = {
        fingerprint("POST", "/x", {"a": 1}),
        fingerprint("PUT", "/x", {"a": 1}),
        fingerprint("POST", "/y", {"a": 1}),
        fingerprint("POST", "/x", {"a": "1"}),
        fingerprint("POST", "/x", None),
    }
    assert len(others) == 5


def test_a_receipt_says_where_its_entry_stands(world: World) -> None:
    mother, child = world.case(), world.case()
    for case in (mother, child):
        world.consent(case.id)
    offer = world.offer(mother.id, also=(child.id,))
    done = world.mechanism.answer_offer(world["host"], offer.id, "accept")

    assert len(done.receipts) == 4
    for receipt in (*mother.receipts, *offer.receipts, *done.receipts):
        chain, seq, h = receipt.split(";")
        (case,) = [c for c in (mother, child) if str(c.id) == chain]
        entries = world.mechanism.timeline(world["auditor"], case.id)
        assert entries[int(seq) - 1].h == h


def test_an_act_without_an_entry_is_a_fault_and_leaves_nothing(world: World) -> None:
    def change_silently(work: Work) -> None:
        body = work.own_organisation()
        body.label = "changed"
        work.unit.session.add(body)
        work.unit.session.flush()

    def look_silently(work: Work) -> object:
        return work.own_organisation().label

    for act in (change_silently, look_silently):
        with nothing_left(world, Fault):
            perform(world.mechanism._house, world["outreach"], act, name="silent")


def test_an_act_that_breaks_half_way_leaves_nothing(world: World) -> None:
    def break_half_way(work: Work) -> None:
        open_case(work, Identification(WOMAN, CONTENT))
        work.unit.session.flush()
        raise RuntimeError("half way")

    with nothing_left(world, RuntimeError):
        perform(
            world.mechanism._house, world["outreach"], break_half_way, name="broken"
        )


def test_a_refusal_is_noted_where_the_asker_may_know_of_the_case(world: World) -> None:
    case, offer = world.accepted()
    drawer = next(iter(CONTENT))

    with refused(world, NotHolder, case.id):
        world.mechanism.record_content(world["host"], case.id, {drawer: {}})
    with refused(world, NotFound, world.bodies["bystanders"]):
        world.mechanism.read_offer(world["stranger"], offer.id)


def test_a_refusal_to_administer_is_noted_too(world: World) -> None:
    new = NewOrganisation("new", "New", OrganisationKind.NGO, Regime.GDPR)

    with pytest.raises(NotPermitted):
        world.mechanism.admit_organisation(world["outreach"], new)
    assert chain_of(world, world.bodies["ngo"])[-1] == (
        "refused",
        {"act": "administer", "code": "wrong-role", "missing": ["administrator"]},
    )


def test_nothing_that_is_stored_can_be_compared_with_what_was_asked(
    world: World,
) -> None:
    case = world.case()
    asked = fingerprint("POST", "/content", {"phone": "+000 5550177"})
    phone = {Compartment.CONTACT: {"phone": "+000 5550177"}}
    request = RequestKey("parcel-2", asked)
    world.mechanism.record_content(world["outreach"], case.id, phone, request=request)

    stored = repr(everything(world))
    assert everything(world)["stored_answer"]
    assert repr(case.id) in stored, "the search would find what lies open"
    assert repr(asked) not in stored
    assert asked.hex() not in stored


def test_after_a_week_an_answer_is_forgotten(world: World) -> None:
    case = world.case()
    m, me, region = world.mechanism, world["outreach"], {"region": "south"}
    m.record_facts(me, case.id, region, request=ONE)
    world.clock.advance(days=6)
    m.fire_due()
    assert len(everything(world)["stored_answer"]) == 1
    world.clock.advance(days=2)
    m.fire_due()
    assert everything(world)["stored_answer"] == []
