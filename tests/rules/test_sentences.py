"""What a refusal says, word by word: people act on these sentences."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from referral.errors import Refusal
from referral.rules import approvals
from referral.rules.approvals import JointAct, Member, Order, Requirement, Seat
from referral.rules.approvals_words import from_words, to_words
from referral.rules.clock_changes import Extended, Suspended, check_change
from referral.rules.consent_answer import Answer, check_answer
from referral.rules.deciding import Act, Resource, decide, enforce
from referral.rules.facts import Asker
from referral.rules.roles import check_roles
from tests.rules.situations import ADULT, NOW
from workflows.shapes import Clock, Extension, Ground, Span, Suspension
from workflows.vocabulary import (
    AgeClass,
    ChildView,
    ClockReason,
    ClockUnit,
    Compartment,
    Confidence,
    ConsentAnswer,
    ConsentPurpose,
    Counting,
    GuardianStand,
    Known,
    LegalGround,
    Relation,
    Role,
)

HOLDER = Asker(frozenset({Role.CASE_MANAGER}), frozenset({Relation.HOLDER}))
OF_HEALTH = Resource(a_case=True, drawers=frozenset({Compartment.HEALTH}))
CHILD = replace(ADULT, age_class=AgeClass.CHILD)
YES = Answer(
    ConsentPurpose.REFERRAL, ConsentAnswer.YES, NOW, recipient_class="any_service"
)
CANNOT = replace(YES, answer=ConsentAnswer.CANNOT)
BEST = LegalGround.CHILD_BEST_INTERESTS
WARDED = replace(CHILD, guardian_appointed=True)
HEARD = replace(CANNOT, ground=BEST, child_view=ChildView.UNSURE)
CONFLICT = GuardianStand.IN_CONFLICT
MODEL = Ground(confidence=Confidence.MODEL, note="ours")
DAY = Span(n=1, unit=ClockUnit.DAY)
CLOCK = Clock(
    n=30,
    unit=ClockUnit.DAY,
    counts=Counting.FROM,
    extension=Extension(
        by=DAY,
        times=1,
        reasons=(ClockReason.HEALTH,),
        roles=(Role.COORDINATOR,),
        ground=MODEL,
    ),
    suspension=Suspension(
        reasons=(ClockReason.HEALTH,), roles=(Role.COORDINATOR,), ground=MODEL
    ),
    ground=MODEL,
)
FIXED = CLOCK.model_copy(update={"extension": None, "suspension": None})
DAYS, HOURS = timedelta(days=1), timedelta(hours=6)
COORDINATOR = frozenset({Role.COORDINATOR})
MORE = Extended(NOW, DAY, ClockReason.HEALTH)
STILL = Suspended(NOW, None, ClockReason.HEALTH)
ADA = Member("ada", "body", frozenset({"police"}))
BEN = Member("ben", "body", frozenset({"prosecutor"}))


def keys() -> JointAct:
    needed = approvals.two_keys("police", "prosecutor", 24)
    return approvals.ask(JointAct("j", "leave", "case", "0", needed, "ada", NOW))


def first() -> JointAct:
    needed = approvals.confirmation(["prosecutor"], 6)
    return approvals.ask(JointAct("j", "tell", "case", "0", needed, "ada", NOW))


def second() -> JointAct:
    needed = approvals.second_approver(["police", "prosecutor"], 6)
    return approvals.ask(JointAct("j", "tell", "case", "0", needed, "ada", NOW))


def done() -> JointAct:
    once = approvals.approve(keys(), ADA, "police", "0", NOW)
    return approvals.execute(
        approvals.approve(once, BEN, "prosecutor", "0", NOW), "0", NOW
    )


REFUSED: dict[str, tuple[Callable[[], object], tuple[str, ...]]] = {
    "A child's yes does not stand alone: record that the child cannot consent, and the "
    "ground that stands in.": (
        lambda: check_answer(YES, CHILD, NOW),
        ("guardian_or_legal_ground",),
    ),
    "Where the person cannot consent, a legal ground must stand in.": (
        lambda: check_answer(CANNOT, ADULT, NOW),
        ("legal_ground",),
    ),
    "This ground stands in for a child only.": (
        lambda: check_answer(replace(CANNOT, ground=BEST), ADULT, NOW),
        ("legal_ground",),
    ),
    "A child needs a guardian, or a recorded emergency.": (
        lambda: check_answer(replace(CANNOT, ground=BEST), CHILD, NOW),
        ("guardian_appointed", "emergency_ground"),
    ),
    "Record what the child wants, or that it could not be heard.": (
        lambda: check_answer(replace(CANNOT, ground=BEST), WARDED, NOW),
        ("child_view",),
    ),
    "Record how the child's guardian stands to this.": (
        lambda: check_answer(HEARD, WARDED, NOW),
        ("guardian",),
    ),
    "This guardian does not speak for the child here: another one, a court's order or "
    "a recorded emergency is needed.": (
        lambda: check_answer(replace(HEARD, guardian=CONFLICT), WARDED, NOW),
        ("another_guardian", "court_order", "emergency_ground"),
    ),
    "This person needs an interpreter: a yes without one, or without a sheet in their "
    "own language, does not count.": (
        lambda: check_answer(YES, replace(ADULT, interpreter_needed=Known.YES), NOW),
        ("interpreter", "own_language_sheet"),
    ),
    "This consent cannot be read.": (
        lambda: check_answer(replace(YES, given_at=NOW + DAYS), ADULT, NOW),
        ("in_the_future",),
    ),
    "Your procedure does not allow this change of the period.": (
        lambda: check_change(FIXED, MORE, COORDINATOR, ()),
        (),
    ),
    "Not for this reason.": (
        lambda: check_change(
            CLOCK, replace(STILL, reason=ClockReason.EXCEPTIONAL), COORDINATOR, ()
        ),
        ("health",),
    ),
    "Your procedure extends this period by another length.": (
        lambda: check_change(
            CLOCK,
            replace(MORE, by=Span(n=1, unit=ClockUnit.CALENDAR_MONTH)),
            COORDINATOR,
            (),
        ),
        (),
    ),
    "The period was extended as often as the procedure allows.": (
        lambda: check_change(CLOCK, MORE, COORDINATOR, (MORE,)),
        (),
    ),
    "These roles may not be held together.": (
        lambda: check_roles(frozenset({Role.AUDITOR, Role.CASE_MANAGER})),
        ("auditor", "case_manager"),
    ),
    "Your organisation's regime does not open this drawer.": (
        lambda: enforce(decide(HOLDER, Act.OPEN_CONTENT, OF_HEALTH)),
        ("regime_for_health",),
    ),
    "This was executed before.": (lambda: approvals.execute(done(), "0", NOW), ()),
    "Not every seat has approved.": (
        lambda: approvals.execute(keys(), "0", NOW),
        ("police", "prosecutor"),
    ),
    "What would be done is not what was asked for.": (
        lambda: approvals.approve(keys(), ADA, "police", "1", NOW),
        (),
    ),
    "Whoever asks cannot answer: somebody else has to.": (
        lambda: approvals.approve(second(), ADA, "second", "0", NOW),
        ("another_actor",),
    ),
    "You have approved this before: another actor must.": (
        lambda: approvals.approve(
            approvals.approve(keys(), ADA, "police", "0", NOW),
            replace(ADA, words=frozenset({"prosecutor"})),
            "prosecutor",
            "0",
            NOW,
        ),
        (),
    ),
    "This seat has approved before.": (
        lambda: approvals.approve(
            approvals.approve(keys(), ADA, "police", "0", NOW),
            replace(ADA, actor_id="cleo"),
            "police",
            "0",
            NOW,
        ),
        (),
    ),
    "What was done first cannot be taken back, only confirmed.": (
        lambda: approvals.withdraw(first(), "ada", NOW),
        (),
    ),
    "This is executed and takes no more answers.": (
        lambda: approvals.approve(done(), ADA, "police", "0", NOW),
        ("executed",),
    ),
    "Nothing is suspended because of this.": (
        lambda: approvals.review(first(), BEN, NOW),
        (),
    ),
    "Whoever acted first cannot review it: somebody else has to.": (
        lambda: approvals.review(first(), ADA, NOW + HOURS),
        ("another_actor",),
    ),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_refusal_says_exactly_this(sentence: str) -> None:
    tried, missing = REFUSED[sentence]
    with pytest.raises(Refusal) as refused:
        tried()
    assert refused.value.sentence == sentence
    assert refused.value.missing == missing


def test_a_review_gives_the_right_back_and_is_kept() -> None:
    joint = first()
    assert approvals.awaits(joint)
    assert not approvals.suspends(joint, NOW)
    assert approvals.suspends(joint, NOW + HOURS)
    reviewed = approvals.review(joint, BEN, NOW + HOURS)
    assert reviewed.reviewed_at == NOW + HOURS
    assert not approvals.suspends(reviewed, NOW + HOURS)
    assert not approvals.awaits(reviewed)
    assert from_words(to_words(reviewed)) == reviewed
    assert to_words(reviewed)["reviewed_at"] > to_words(reviewed)["asked_at"]


def test_what_has_ended_waits_for_nobody() -> None:
    assert approvals.awaits(keys())
    assert not approvals.awaits(done())
    assert not approvals.awaits(approvals.withdraw(keys(), "ada", NOW))
    assert not approvals.awaits(approvals.refuse(keys(), ADA, "police", "0", NOW))
    confirmed = approvals.approve(first(), BEN, "confirmation", "0", NOW)
    assert not approvals.awaits(confirmed)


def test_what_went_first_and_was_refused_waits_for_a_review() -> None:
    refused = approvals.refuse(first(), BEN, "confirmation", "0", NOW)
    assert approvals.awaits(refused)
    later = NOW + HOURS
    assert approvals.suspended_since(refused, later) == NOW
    assert approvals.suspended_since(first(), NOW) is None
    assert approvals.suspended_since(first(), later) == first().ends_at
    assert not approvals.awaits(approvals.review(refused, BEN, later))


def test_the_four_kinds_ask_for_exactly_this() -> None:
    police = Seat("police", frozenset({"police"}))
    prosecutor = Seat("prosecutor", frozenset({"prosecutor"}))
    both = frozenset({"police", "prosecutor"})
    assert approvals.two_keys("police", "prosecutor", 24) == Requirement(
        (police, prosecutor), 24, Order.BEFORE, asker_may_approve=True
    )
    assert approvals.quorum([police, prosecutor], 48) == Requirement(
        (police, prosecutor), 48, asker_may_approve=True
    )
    assert approvals.second_approver(both, 6) == Requirement((Seat("second", both),), 6)
    assert approvals.confirmation(both, 6) == Requirement(
        (Seat("confirmation", both),), 6, Order.AFTERWARDS
    )


def test_who_approved_for_whom_and_how_many_suffice_is_kept() -> None:
    seats = tuple(Seat(word, frozenset({word})) for word in ("police", "prosecutor"))
    needed = Requirement(seats, 24, asker_may_approve=True, at_least=1)
    joint = approvals.ask(JointAct("j", "a", "case", "0", needed, "ada", NOW))
    given = approvals.approve(joint, ADA, "police", "0", NOW)
    assert given.approvals[0].organisation_id == "body"
    assert from_words(to_words(given)) == given
    assert from_words(to_words(given)).requirement.at_least == 1
