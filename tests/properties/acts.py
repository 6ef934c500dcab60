"""Every act of a mechanism, ready to be done in a world brought to where it can be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from referral.actions.administer import NewActor, NewOrganisation
from referral.actions.attachments import NewAttachment, Spool
from referral.actions.correct import Correction
from referral.actions.export import Wanted
from referral.actions.holds import NewHold
from referral.actions.identify import Identification
from referral.actions.protect import StepRequest
from referral.actions.questions import NewQuestion
from referral.actions.refer import Offer
from referral.actions.search import Question
from referral.actions.together import Answer as Answered
from referral.actions.work import Done
from referral.exchange.tabular import Row, Table
from referral.mechanism import Mechanism
from referral.rules.consent import ANY_SERVICE
from referral.rules.consent_answer import Answer
from referral.rules.exporting import Profile
from tests.properties.acts_access import ACCESS, Watched
from tests.properties.acts_data_rights import DATA_RIGHTS, breached, restricted
from tests.properties.acts_offers import LIFE, brought
from tests.properties.acts_own import OWN, Own, of_their_own
from tests.world import ALL_DRAWERS, CONTENT, WOMAN, World
from workflows.loader import load_shipped
from workflows.vocabulary import (
    ActorKind,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    CorrectionReason,
    HoldGround,
    LegalGround,
    OrganisationKind,
    Purpose,
    ReferralKind,
    Regime,
    Role,
)


@dataclass
class Stage:
    """A world brought to where every act has something to act on."""

    world: World
    case: UUID = field(init=False)
    own: Own = field(init=False)
    consent: UUID = field(init=False)
    offers: dict[str, UUID] = field(init=False)
    machine: UUID = field(init=False)
    token: UUID = field(init=False)
    grant: UUID = field(init=False)
    joint: UUID = field(init=False)
    seen: Answered = field(init=False)
    document: UUID = field(init=False)
    questions: tuple[UUID, UUID] = field(init=False)
    restriction: UUID = field(init=False)
    breach: UUID = field(init=False)
    watched: Watched = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self.case = world.case().id
        self.own = of_their_own(world)
        self.consent = world.consent(self.case).id
        self.document = self.attached(world.mechanism).id
        self.questions = self.asked(world.mechanism).id, self.asked(world.mechanism).id
        named, why = world.bodies["authority"], ConsentPurpose.IDENTIFICATION
        world.consent(self.case, purpose=why, recipient_id=named)
        appointed = {"guardian_appointed": True}
        world.mechanism.record_facts(world["outreach"], self.case, appointed)
        world.step(self.case, "notify_authority", recipient_id=named)
        words = ("accept", "decline", "arrived", "no_show", "withdraw", "open", "read")
        self.offers = {word: world.offer(self.case).id for word in words}
        self.offers |= brought(world, self.case)
        self.place()
        for word in ("arrived", "no_show", "open"):
            world.mechanism.answer_offer(world["host"], self.offers[word], "accept")
        self.grant = world.mechanism.grant_address(
            world["host"],
            self.offers["open"],
            world.services["shelter"],
            world.clock() + timedelta(hours=1),
        ).id
        roles = frozenset({Role.CASE_MANAGER})
        partner = NewActor(world.bodies["ngo"], "partner", roles, ActorKind.MACHINE)
        self.restriction = restricted(world, self.case, Compartment.LEGAL).id
        self.breach = breached(world).id
        self.watched = Watched(world, self.case)
        self.joint = self.confirmation()
        self.seen = world.seen(self.joint, "coordinator")
        self.machine = world.admit(partner).id

    def attached(self, mechanism: Mechanism) -> Done:
        """A document in the drawer `identity`."""
        with Spool() as document:
            document.write(b"an invented letter")
            new = NewAttachment(Compartment.IDENTITY, "letter", document)
            return mechanism.add_attachment(self.world["outreach"], self.case, new)

    def asked(self, mechanism: Mechanism) -> Done:
        """A question about the first entry, to who holds the case."""
        new = NewQuestion(1, self.world.bodies["ngo"], "why")
        return mechanism.ask_question(self.world["coordinator"], self.case, new)

    def place(self) -> None:
        """An address of the shelter, and somebody who has arrived there."""
        world, shelter = self.world, self.world.services["shelter"]
        world.mechanism.set_address(world["host"], shelter, "Lapwing Lane", "17")
        case, offer = world.accepted()
        world.mechanism.answer_offer(world["host"], offer.id, "arrived")
        placed = world.mechanism.read_case(world["host"], case.id).placement
        assert placed is not None
        self.token = placed

    def confirmation(self) -> UUID:
        """A court's order that a second person has to see."""
        done = self.world.consent(
            self.case,
            purpose=ConsentPurpose.LEGAL_PROCEEDINGS,
            answer=ConsentAnswer.CANNOT,
            ground=LegalGround.COURT_ORDER,
        )
        return UUID(done.details["joint_act"])

    def answer(self) -> Answer:
        """A yes to everything."""
        return Answer(
            ConsentPurpose.REFERRAL,
            ConsentAnswer.YES,
            self.world.clock(),
            ALL_DRAWERS,
            ANY_SERVICE,
            interpreter=True,
        )


def answers(word: str, name: str = "host") -> Callable[[Mechanism, Stage], object]:
    """An answer to the offer that is there for it."""
    return lambda m, s: m.answer_offer(
        s.world[name], s.offers[word], word, reason="full"
    )


BODY = NewOrganisation("practice", "Practice", OrganisationKind.HEALTH, Regime.GDPR)
SAFE = StepRequest("bring_to_safety", legal_ground=LegalGround.DANGER_TO_LIFE)
TEXT = load_shipped("convention")[1]
LINE = Table(["prs_FirstName"], [Row(2, {"prs_FirstName": "Siskin"})])

ACTS: dict[str, Callable[[Mechanism, Stage], object]] = {
    **OWN,
    "open_case": lambda m, s: m.open_case(
        s.world["outreach"], Identification(WOMAN, CONTENT)
    ),
    "import_cases": lambda m, s: m.import_cases(s.world["outreach"], LINE),
    "read_case": lambda m, s: m.read_case(s.world["outreach"], s.case),
    "cases": lambda m, s: m.cases(s.world["outreach"]),
    "open_content": lambda m, s: m.open_content(
        s.world["outreach"], s.case, Compartment.IDENTITY, Purpose.CARE
    ),
    "add_attachment": lambda m, s: s.attached(m),
    "attachments": lambda m, s: m.attachments(
        s.world["outreach"], s.case, Compartment.IDENTITY, Purpose.CARE
    ),
    "fetch_attachment": lambda m, s: m.fetch_attachment(
        s.world["outreach"], s.case, s.document, Purpose.CARE
    ).document.close(),
    "remove_attachment": lambda m, s: m.remove_attachment(
        s.world["outreach"], s.case, s.document
    ),
    "record_facts": lambda m, s: m.record_facts(
        s.world["outreach"], s.case, {"region": "south"}
    ),
    "record_content": lambda m, s: m.record_content(
        s.world["outreach"], s.case, CONTENT
    ),
    "open_as_of": lambda m, s: m.open_as_of(
        s.world["outreach"], s.case, Compartment.IDENTITY, Purpose.CARE, 2
    ),
    "record_facts corrected": lambda m, s: m.record_facts(
        s.world["outreach"],
        s.case,
        {"guardian_appointed": False},
        corrects=Correction(2, CorrectionReason.MISUNDERSTOOD),
    ),
    "record_content corrected": lambda m, s: m.record_content(
        s.world["outreach"],
        s.case,
        CONTENT,
        corrects=Correction(2, CorrectionReason.MISUNDERSTOOD),
    ),
    "ask_question": lambda m, s: s.asked(m),
    "answer_question": lambda m, s: m.answer_question(
        s.world["outreach"], s.questions[0], "because"
    ),
    "withdraw_question": lambda m, s: m.withdraw_question(
        s.world["coordinator"], s.questions[1]
    ),
    "case_questions": lambda m, s: m.case_questions(s.world["outreach"], s.case),
    "questions": lambda m, s: m.questions(s.world["outreach"]),
    "steps": lambda m, s: m.steps(s.world["outreach"], s.case),
    "take_step": lambda m, s: m.take_step(s.world["outreach"], s.case, SAFE),
    "record_consent": lambda m, s: m.record_consent(
        s.world["outreach"], s.case, s.answer()
    ),
    "consents": lambda m, s: m.consents(s.world["outreach"], s.case),
    "withdraw_consent": lambda m, s: m.withdraw_consent(
        s.world["outreach"], s.case, s.consent
    ),
    "services": lambda m, s: m.services(s.world["outreach"]),
    "make_offer": lambda m, s: m.make_offer(
        s.world["outreach"],
        s.case,
        Offer(s.world.services["haven"], ReferralKind.SERVICE),
    ),
    "preview_offer": lambda m, s: m.preview_offer(
        s.world["outreach"], s.case, s.world.services["haven"]
    ),
    "work_list": lambda m, s: m.work_list(s.world["host"]),
    "organisations": lambda m, s: m.organisations(s.world["outreach"]),
    "notices": lambda m, s: m.notices(s.world["host"]),
    "offers": lambda m, s: m.offers(s.world["host"]),
    "read_offer": lambda m, s: m.read_offer(s.world["host"], s.offers["read"]),
    "answer_offer accept": answers("accept"),
    "answer_offer decline": answers("decline"),
    "answer_offer arrived": answers("arrived"),
    "answer_offer no_show": answers("no_show"),
    "answer_offer withdraw": answers("withdraw", "outreach"),
    "corrections": lambda m, s: m.corrections(s.world["host"]),
    "deletions": lambda m, s: m.deletions(s.world["host"]),
    "disclosures": lambda m, s: m.disclosures(
        s.world["assessor"], s.case, Purpose.LEGAL
    ),
    "joint_acts": lambda m, s: m.joint_acts(s.world["coordinator"]),
    "joint_act": lambda m, s: m.joint_act(s.world["coordinator"], s.joint),
    "answer_joint": lambda m, s: m.answer_joint(
        s.world["coordinator"], s.joint, "approve", s.seen
    ),
    "search": lambda m, s: m.search(
        s.world["outreach"], Question("Kestrel Alder"), Purpose.CARE
    ),
    "check_match": lambda m, s: m.check_match(
        s.world["outreach"], Question("Kestrel Alder")
    ),
    "places": lambda m, s: m.places(s.world["host"]),
    "offer_places": lambda m, s: m.offer_places(s.world["host"], s.offers["open"]),
    "set_address": lambda m, s: m.set_address(
        s.world["host"], s.world.services["shelter"], "Lapwing Lane", "17"
    ),
    "read_address": lambda m, s: m.read_address(
        s.world["host"], s.world.services["shelter"], Purpose.CARE
    ),
    "read_placement": lambda m, s: m.read_placement(
        s.world["host"], s.token, Purpose.CARE
    ),
    "grant_address": lambda m, s: m.grant_address(
        s.world["host"],
        s.offers["open"],
        s.world.services["shelter"],
        s.world.clock() + timedelta(hours=1),
    ),
    "end_grant": lambda m, s: m.end_grant(s.world["host"], s.grant),
    "set_hold": lambda m, s: m.set_hold(
        s.world["outreach"], s.case, NewHold(HoldGround.COMPENSATION_CLAIM, "held")
    ),
    "case_retention": lambda m, s: m.case_retention(s.world["outreach"], s.case),
    "retention_list": lambda m, s: m.retention_list(s.world["coordinator"]),
    "clocks": lambda m, s: m.clocks(s.world["outreach"], s.case),
    "rotate_keys": lambda m, s: m.rotate_keys(s.world.system),
    "replay": lambda m, s: m.replay(s.world["coordinator"], TEXT),
    "export_timeline": lambda m, s: m.export_timeline(
        s.world["coordinator"], s.case, Wanted(Profile.REDACTED, "asked by a court")
    ),
    "prove_entry": lambda m, s: m.prove_entry(s.world["auditor"], s.case, 1),
    "timeline": lambda m, s: m.timeline(s.world["auditor"], s.case),
    "timeline_page": lambda m, s: m.timeline_page(s.world["auditor"], s.case),
    "ledger": lambda m, s: m.ledger(s.world["outreach"], s.case),
    "verify_case": lambda m, s: m.verify_case(s.world["auditor"], s.case),
    "admit_organisation": lambda m, s: m.admit_organisation(s.world.system, BODY),
    "admit_actor": lambda m, s: m.admit_actor(
        s.world.system,
        NewActor(s.world.bodies["ngo"], "new", frozenset({Role.CASE_MANAGER})),
    ),
    "issue_key": lambda m, s: m.issue_key(s.world.system, s.machine, timedelta(days=1)),
    "asked": lambda m, s: m.asked(s.world.system),
    "list_service": lambda m, s: m.list_service(
        s.world.system, s.world.bodies["ngo"], "medical", "Nurse"
    ),
    **ACCESS,
    **LIFE,
    **DATA_RIGHTS,
}
"""Every act of the mechanism, ready to be done."""
