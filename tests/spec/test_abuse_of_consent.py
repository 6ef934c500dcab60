"""Thirty ways to get round the person's word: each is refused, and each is an entry."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from referral.actions.administer import NewActor
from referral.actions.work import Done, OnDuty
from referral.errors import Malformed, Refusal
from referral.rules.facts import PersonFacts
from tests.records.raw import run
from tests.world import WOMAN, World
from workflows.vocabulary import (
    ActorKind,
    AgeClass,
    ChildView,
    ConsentAnswer,
    ConsentPurpose,
    GuardianStand,
    LegalGround,
    Purpose,
    ReferralKind,
    Regime,
    Role,
)

CHILD = PersonFacts(age_class=AgeClass.CHILD)
WARDED = replace(CHILD, guardian_appointed=True)
HURT = replace(WOMAN, age_class=AgeClass.ADULT)
CANNOT = ConsentAnswer.CANNOT
BEST, DANGER, COURT = (
    LegalGround.CHILD_BEST_INTERESTS,
    LegalGround.DANGER_TO_LIFE,
    LegalGround.COURT_ORDER,
)
HEARD = ChildView.WANTS
Last = Callable[[], object]
Abuse = Callable[[World], Last]


def instead(
    ground: LegalGround | None,
    facts: PersonFacts = HURT,
    by: str = "outreach",
    **words: object,
) -> Abuse:
    """A ground in place of a yes, where it does not stand."""

    def abuse(w: World) -> Last:
        holder = by if by == "officer" else "outreach"
        case = w.case(holder, facts=facts).id
        return lambda: w.consent(case, by, answer=CANNOT, ground=ground, **words)

    return abuse


def says_yes(facts: PersonFacts, **words: Any) -> Abuse:
    """A yes of somebody whose yes does not count."""

    def abuse(w: World) -> Last:
        case = w.case(facts=facts).id
        return lambda: w.consent(case, **words)

    return abuse


def by_a_machine(w: World) -> Last:
    roles = frozenset({Role.CASE_MANAGER})
    new = NewActor(w.bodies["ngo"], "a-machine", roles, ActorKind.MACHINE)
    admitted, body = w.admit(new).id, w.bodies["ngo"]
    machine = OnDuty(admitted, body, ActorKind.MACHINE, Regime.GDPR, roles)
    w.people["machine"] = machine
    case = w.case(facts=HURT).id
    return lambda: w.consent(case, "machine", answer=CANNOT, ground=DANGER)


def ordered(w: World) -> tuple[UUID, Done, UUID]:
    """A case, a court's order that waits for a second person, and what that is."""
    case = w.case(facts=HURT).id
    done = w.consent(case, answer=CANNOT, ground=COURT)
    return case, done, UUID(done.details["joint_act"])


def unconfirmed(w: World) -> Last:
    case, _, _ = ordered(w)
    return lambda: w.offer(case)


def confirms_it_themselves(w: World) -> Last:
    _, _, joint = ordered(w)
    return lambda: w.agree(joint, "outreach")


def confirms_twice(w: World) -> Last:
    _, done, joint = ordered(w)
    w.confirmed(done)
    return lambda: w.agree(joint, "coordinator")


def confirms_too_late(w: World) -> Last:
    _, _, joint = ordered(w)
    seen = w.seen(joint, "coordinator")
    w.clock.advance(hours=72)
    return lambda: w.mechanism.answer_joint(w["coordinator"], joint, "approve", seen)


def confirms_something_else(w: World) -> Last:
    _, _, joint = ordered(w)
    other = w.seen(ordered(w)[2], "coordinator")
    return lambda: w.mechanism.answer_joint(w["coordinator"], joint, "approve", other)


def goes_first_again(w: World) -> Last:
    case = w.case(facts=HURT).id
    w.consent(case, answer=CANNOT, ground=DANGER)
    w.clock.advance(hours=72)
    other = w.case(facts=HURT).id
    return lambda: w.consent(other, answer=CANNOT, ground=DANGER)


def rests_on_it_overdue(w: World) -> Last:
    case = w.case(facts=HURT).id
    w.consent(case, answer=CANNOT, ground=DANGER)
    w.clock.advance(hours=72)
    return lambda: w.offer(case)


def taken_back(
    then: Callable[[World, UUID, UUID, UUID], object], *, accepted: bool = False
) -> Abuse:
    """Something tried on a consent that the person took back."""

    def abuse(w: World) -> Last:
        case = w.case(facts=HURT).id
        consent = w.consent(case).id
        offer = w.offer(case).id
        if accepted:
            w.mechanism.answer_offer(w["host"], offer, "accept")
        w.mechanism.withdraw_consent(w["outreach"], case, consent)
        return lambda: then(w, case, consent, offer)

    return abuse


def withdraws(by: str) -> Abuse:
    """Somebody else takes it back in the person's place."""

    def abuse(w: World) -> Last:
        case, _ = w.accepted()
        (consent,) = w.mechanism.consents(w["outreach"], case.id)
        return lambda: w.mechanism.withdraw_consent(w[by], case.id, consent.id)

    return abuse


def anothers(w: World) -> Last:
    mine, other = w.case().id, w.consent(w.case().id).id
    return lambda: w.mechanism.withdraw_consent(w["outreach"], mine, other)


def identified_after_all(w: World) -> Last:
    case, to = w.case(facts=HURT).id, w.bodies["authority"]
    purpose = ConsentPurpose.IDENTIFICATION
    consent = w.consent(case, purpose=purpose, recipient_id=to).id
    w.mechanism.withdraw_consent(w["outreach"], case, consent)
    return lambda: w.step(case, "notify_authority", recipient_id=to)


def told_before(w: World) -> Last:
    case, to = w.case(facts=HURT).id, w.bodies["authority"]
    purpose = ConsentPurpose.IDENTIFICATION
    consent = w.consent(case, purpose=purpose, recipient_id=to).id
    w.step(case, "notify_authority", recipient_id=to)
    w.mechanism.withdraw_consent(w["outreach"], case, consent)
    return lambda: w.mechanism.disclosures(w["assessor"], case, Purpose.LEGAL)


def formerly_mine(w: World) -> Last:
    case, offer = w.accepted(kind=ReferralKind.RESPONSIBILITY)
    w.mechanism.answer_offer(w["host"], offer.id, "arrived")
    return lambda: w.consent(case.id, "outreach")


ABUSES: dict[str, Abuse] = {
    "nothing stands in": instead(None),
    "best interests of an adult": instead(BEST),
    "best interests without a guardian": instead(BEST, CHILD, child_view=HEARD),
    "a child nobody heard": instead(BEST, WARDED),
    "a child a court decided for, unheard": instead(COURT, WARDED),
    "a guardian nobody asked": instead(BEST, WARDED, child_view=HEARD),
    "a guardian in conflict": instead(
        BEST, WARDED, child_view=HEARD, guardian=GuardianStand.IN_CONFLICT
    ),
    "a guardian who objects": instead(
        BEST, WARDED, child_view=HEARD, guardian=GuardianStand.OBJECTS
    ),
    "a guardian not reached": instead(
        BEST, WARDED, child_view=HEARD, guardian=GuardianStand.NOT_REACHED
    ),
    "a court's order at the scene": instead(COURT, by="officer"),
    "a ground by a machine": by_a_machine,
    "a ground by a stranger": instead(DANGER, by="stranger"),
    "a ground by another shelter": instead(DANGER, by="warden"),
    "a ground by the coordinator": instead(DANGER, by="coordinator"),
    "unconfirmed": unconfirmed,
    "confirmed by whoever asked": confirms_it_themselves,
    "confirmed twice": confirms_twice,
    "confirmed too late": confirms_too_late,
    "another confirmed": confirms_something_else,
    "first again without a review": goes_first_again,
    "rested on when overdue": rests_on_it_overdue,
    "a child's yes": says_yes(CHILD),
    "a yes not understood": says_yes(WOMAN, interpreter=False),
    "taken back twice": taken_back(
        lambda w, c, y, _: w.mechanism.withdraw_consent(w["outreach"], c, y)
    ),
    "accepted afterwards": taken_back(
        lambda w, _c, _y, o: w.mechanism.answer_offer(w["host"], o, "accept")
    ),
    "opened afterwards": taken_back(
        lambda w, _c, _y, o: w.mechanism.open_package(w["host"], o, Purpose.CARE),
        accepted=True,
    ),
    "arrived afterwards": taken_back(
        lambda w, _c, _y, o: w.mechanism.answer_offer(w["host"], o, "arrived"),
        accepted=True,
    ),
    "offered again": taken_back(lambda w, c, _y, _o: w.offer(c, "haven")),
    "identified afterwards": identified_after_all,
    "opened by the authority afterwards": told_before,
    "another's consent": anothers,
    "taken back by the shelter": withdraws("host"),
    "taken back by the coordinator": withdraws("coordinator"),
    "recorded by the former holder": formerly_mine,
}


def refusals(world: World) -> int:
    ((count,),) = run(world, "SELECT count(*) FROM entry WHERE type = 'refused'")
    return int(count)


def test_thirty_ways_round_the_persons_word_are_refused_and_each_is_an_entry(
    embedded_world: World,
) -> None:
    world, found = embedded_world, {}
    assert len(ABUSES) >= 30
    for name, abuse in ABUSES.items():
        last, before = abuse(world), refusals(world)
        try:
            last()
        except Malformed:
            found[name] = "bad input leaves no entry"
        except Refusal:
            if refusals(world) != before + 1:
                found[name] = "no entry"
        else:
            found[name] = "done"
        suspended = name in {"first again without a review", "rested on when overdue"}
        if suspended:
            reviewed(world)
    assert found == {}
    assert world.mechanism.verify_all().whole


def reviewed(world: World) -> None:
    """The coordinator looks at what nobody confirmed, so that the next may go first."""
    for each in world.mechanism.joint_acts(world["coordinator"]):
        if each.suspends:
            world.mechanism.answer_joint(world["coordinator"], each.id, "review")


def test_the_same_is_done_where_nothing_is_in_the_way(embedded_world: World) -> None:
    """The control: what is refused above is what is wrong, not that it is tried."""
    world = embedded_world
    case, done, joint = ordered(world)
    world.agree(joint, "coordinator")
    world.offer(case)
    assert done.kind == "consent"
    child = world.case(facts=WARDED).id
    world.consent(
        child,
        answer=CANNOT,
        ground=BEST,
        child_view=HEARD,
        guardian=GuardianStand.AGREES,
    )
    with pytest.raises(Refusal):
        world.offer(child)
