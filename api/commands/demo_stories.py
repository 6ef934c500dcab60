"""A dozen people of the demo, each walked to another stage by real acts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from referral.actions.identify import Identification
from referral.actions.protect import StepRequest
from referral.actions.refer import Offer
from referral.actions.together import Answer as Agrees
from referral.actions.work import OnDuty
from referral.clock import SetClock
from referral.mechanism import Mechanism
from referral.rules.consent import ANY_SERVICE
from referral.rules.consent_answer import ITEMS, Answer
from referral.rules.facts import PersonFacts
from workflows.vocabulary import (
    AgeClass,
    ChildView,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Exploitation,
    GuardianStand,
    Known,
    LegalGround,
    Outcome,
    Purpose,
    ReferralKind,
    RiskLevel,
    Sex,
)

_DRAWERS = frozenset(Compartment) - {Compartment.OPERATIONAL, Compartment.LOCATION}
_BED = ReferralKind.RESPONSIBILITY

ADULT = PersonFacts(
    age_class=AgeClass.ADULT,
    sex=Sex.FEMALE,
    foreign_national=Known.NO,
    language="sqi",
    region="north",
    exploitation=(Exploitation.SEXUAL,),
    needs=("safe_accommodation",),
    risk_level=RiskLevel.MEDIUM,
)
MAN = replace(
    ADULT,
    sex=Sex.MALE,
    foreign_national=Known.YES,
    language="nep",
    interpreter_needed=Known.YES,
    exploitation=(Exploitation.FORCED_LABOUR,),
)
CHILD = replace(
    ADULT,
    age_class=AgeClass.CHILD,
    exploitation=(Exploitation.BEGGING,),
    unaccompanied=Known.YES,
    guardian_appointed=True,
)


@dataclass
class Stage:
    """The demo's mechanism while its stories are told."""

    mechanism: Mechanism
    clock: SetClock
    bodies: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, OnDuty] = field(default_factory=dict)
    services: dict[str, UUID] = field(default_factory=dict)

    def found(self, by: str, name: str, facts: PersonFacts) -> UUID:
        """Somebody is met, and a case is opened."""
        first, second = name.split()
        content = {
            Compartment.IDENTITY: {"first_name": first, "second_name": second},
            Compartment.CONTACT: {"phone": "+000 000 000", "safe_contact_rule": "text"},
            Compartment.HEALTH: {"health_needs": "to be asked"},
            Compartment.NARRATIVE: {"what_i_saw": "Waited alone, held no papers."},
        }
        seen = Identification(facts, content, ("CD01", "EX02"))
        return self.mechanism.open_case(self.people[by], seen).id

    def agrees(self, by: str, case: UUID, *purposes: ConsentPurpose) -> None:
        """The person says yes to each purpose, for any service."""
        self.clock.advance(minutes=10)
        for purpose in purposes:
            self._answer(by, case, purpose, ConsentAnswer.YES, None)

    def agrees_to(self, by: str, case: UUID, service_type: str) -> None:
        """A yes of its own, for services that ask for more than a bed."""
        words = (ConsentPurpose.REFERRAL, ConsentAnswer.YES, None, service_type)
        self._answer(by, case, *words)

    def guardian_agrees(self, by: str, case: UUID, *purposes: ConsentPurpose) -> None:
        """A child cannot consent; the best interests stand in, with a guardian."""
        ground = LegalGround.CHILD_BEST_INTERESTS
        for purpose in purposes:
            self._answer(by, case, purpose, ConsentAnswer.CANNOT, ground)

    def _answer(
        self,
        by: str,
        case: UUID,
        purpose: ConsentPurpose,
        said: ConsentAnswer,
        ground: LegalGround | None,
        service_type: str = ANY_SERVICE,
    ) -> None:
        authority = purpose is ConsentPurpose.IDENTIFICATION
        answer = Answer(
            purpose,
            said,
            self.clock(),
            _DRAWERS,
            recipient_class=None if authority else service_type,
            recipient_named=authority,
            items=frozenset(ITEMS) if ground is None else frozenset(),
            language="sqi",
            interpreter=ground is None,
            ground=ground,
            guardian=None if ground is None else GuardianStand.AGREES,
            child_view=None if ground is None else ChildView.WANTS,
        )
        recipient = self.bodies["scale"] if authority else None
        done = self.mechanism.record_consent(
            self.people[by], case, answer, recipient_id=recipient
        )
        if "joint_act" in done.details:
            self._confirm(UUID(done.details["joint_act"]))

    def _confirm(self, joint: UUID) -> None:
        """The coordinator sees the ground that stands in, and agrees."""
        mechanism, clara = self.mechanism, self.people["clara"]
        seen = mechanism.joint_act(clara, joint)
        agrees = Agrees(seen.content_sha256)
        mechanism.answer_joint(clara, joint, "approve", agrees)

    def step(
        self, by: str, case: UUID, step: str, outcome: Outcome | None = None
    ) -> None:
        """Somebody takes a step."""
        self.clock.advance(minutes=20)
        request = StepRequest(step, reason="as_assessed", outcome=outcome)
        self.mechanism.take_step(self.people[by], case, request)

    def notify(self, by: str, case: UUID) -> None:
        """The identification panel is told, as far as the person agreed."""
        request = StepRequest("notify_authority", recipient_id=self.bodies["scale"])
        self.mechanism.take_step(self.people[by], case, request)

    def offer(
        self, by: str, case: UUID, to: str, kind: ReferralKind = ReferralKind.SERVICE
    ) -> UUID:
        """A service is asked, to answer within a day."""
        answer_by = self.clock() + timedelta(days=1)
        asked = Offer(self.services[to], kind, (), answer_by)
        return self.mechanism.make_offer(self.people[by], case, asked).id

    def answer(
        self, by: str, offer: UUID, step: str, reason: str | None = None
    ) -> None:
        """The service answers."""
        self.clock.advance(hours=2)
        self.mechanism.answer_offer(self.people[by], offer, step, reason=reason)


_HELP = (ConsentPurpose.ASSISTANCE, ConsentPurpose.REFERRAL)


def just_found(stage: Stage) -> None:
    """Met an hour ago; nothing has been asked yet."""
    danger = replace(ADULT, immediate_danger=Known.YES)
    stage.found("anton", "Kestrel Alder", danger)


def in_safety(stage: Stage) -> None:
    """Agreed to help and was brought to safety."""
    case = stage.found("lena", "Plover Birch", ADULT)
    stage.agrees("lena", case, *_HELP)
    stage.step("lena", case, "bring_to_safety")


def bed_offered(stage: Stage) -> None:
    """A bed was asked for; the shelter has not answered."""
    case = stage.found("anton", "Dunlin Hazel", ADULT)
    stage.agrees("anton", case, *_HELP)
    stage.offer("anton", case, "heron", _BED)


def bed_declined_then_offered(stage: Stage) -> None:
    """The first house was full; the second is asked now."""
    case = stage.found("lena", "Siskin Rowan", MAN)
    stage.agrees("lena", case, *_HELP)
    stage.answer("hedda", stage.offer("lena", case, "heron", _BED), "decline", "full")
    stage.offer("lena", case, "swift", _BED)


def on_the_way(stage: Stage) -> None:
    """Accepted; arrival is awaited."""
    case = stage.found("anton", "Wigeon Maple", ADULT)
    stage.agrees("anton", case, *_HELP)
    stage.answer("hedda", stage.offer("anton", case, "heron", _BED), "accept")


def _arrived(stage: Stage, name: str, facts: PersonFacts) -> UUID:
    case = stage.found("lena", name, facts)
    agree = stage.guardian_agrees if facts.treated_as_child else stage.agrees
    agree("lena", case, *_HELP)
    offer = stage.offer("lena", case, "heron", _BED)
    stage.answer("hedda", offer, "accept")
    stage.mechanism.open_package(stage.people["hedda"], offer, Purpose.CARE)
    stage.answer("hedda", offer, "arrived")
    return case


def arrived(stage: Stage) -> None:
    """Arrived; the shelter is responsible now."""
    _arrived(stage, "Godwit Larch", ADULT)


def child_in_shelter(stage: Stage) -> None:
    """A child with a guardian, under an individual plan."""
    case = _arrived(stage, "Lapwing Cherry", CHILD)
    stage.step("hedda", case, "agree_plan")


def no_show(stage: Stage) -> None:
    """Accepted, and did not arrive."""
    case = stage.found("lena", "Pipit Poplar", ADULT)
    stage.agrees("lena", case, *_HELP)
    offer = stage.offer("lena", case, "swift", _BED)
    stage.answer("sven", offer, "accept")
    stage.answer("sven", offer, "no_show")


def consent_withdrawn(stage: Stage) -> None:
    """Agreed, then took it back: the offer was recalled."""
    case = stage.found("tomas", "Curlew Linden", ADULT)
    stage.agrees("tomas", case, *_HELP)
    stage.offer("tomas", case, "willow")
    consents = stage.mechanism.consents(stage.people["tomas"], case)
    for consent in consents:
        stage.mechanism.withdraw_consent(stage.people["tomas"], case, consent.id)


def being_identified(stage: Stage) -> None:
    """The identification panel was told and is assessing; help goes on."""
    case = stage.found("lena", "Whimbrel Aspen", MAN)
    stage.agrees("lena", case, *_HELP, ConsentPurpose.IDENTIFICATION)
    stage.step("lena", case, "agree_plan")
    stage.notify("lena", case)
    stage.step("sava", case, "start_assessment")


def identified(stage: Stage) -> None:
    """Formally identified, with legal help."""
    case = stage.found("olga", "Avocet Juniper", MAN)
    stage.agrees("olga", case, *_HELP, ConsentPurpose.IDENTIFICATION)
    stage.notify("olga", case)
    stage.step("sava", case, "start_assessment")
    stage.step("sava", case, "identify")
    stage.agrees_to("olga", case, "legal_aid")
    stage.answer("quirin", stage.offer("olga", case, "quill"), "accept")


def recovered(stage: Stage) -> None:
    """The whole way, to a closed case."""
    case = _arrived(stage, "Fieldfare Sorrel", ADULT)
    for step in ("agree_plan", "start_reintegration", "start_monitoring"):
        stage.step("hedda", case, step)
    stage.step("hedda", case, "close", Outcome.RECOVERED)


STORIES: tuple[Callable[[Stage], None], ...] = (
    recovered,
    identified,
    being_identified,
    consent_withdrawn,
    no_show,
    child_in_shelter,
    arrived,
    on_the_way,
    bed_declined_then_offered,
    bed_offered,
    in_safety,
    just_found,
)
