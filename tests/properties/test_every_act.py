"""Promises of every method of a mechanism: an entry each, and nothing from a fault."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import delete

from referral.actions.administer import NewActor, NewOrganisation
from referral.actions.identify import Identification
from referral.actions.protect import StepRequest
from referral.actions.refer import Offer
from referral.actions.together import Answer as Answered
from referral.errors import Fault
from referral.exchange.tabular import Row, Table
from referral.mechanism import Mechanism
from referral.records.keys import KeyWrap
from referral.rules.consent import ANY_SERVICE, Answer
from tests.records.raw import run
from tests.spec.evidence import entries_by, everything
from tests.world import ALL_DRAWERS, CONTENT, WOMAN, World
from workflows.loader import load_shipped
from workflows.vocabulary import (
    ActorKind,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
    OrganisationKind,
    Purpose,
    ReferralKind,
    Regime,
    Role,
)

NO_ACTS = {
    "actor_for": "looks up who asks; the acts that follow are noted",
    "ask_publication": "has a story: two coordinators publish",
    "behind": "says whether a worker works",
    "change_clock": "has a story: a clock that may be extended",
    "upgrade_cases": "is an upgrade for each of its cases",
    "preview_upgrade": "has a story: looked at, then upgraded",
    "upgrade_case": "has a story: it needs a published version",
    "ask_step": "has a story: the panel of a mechanism that has one",
    "close": "lets go of the store",
    "create": "is the first act; its entry is tested in the story of administering",
    "fire_due": "is the worker's; what it brings about has stories of its own",
    "keep_explorations": "has a story: a deployment after its rules have changed",
    "load_jobs": "connects the way out",
    "now": "tells the time",
    "open": "opens what was made",
    "open_form": "gives a carried form back to its reader; nothing is stored",
    "protections": "answers the operator, whoever acts",
    "ready": "answers a health check",
    "seal_form": "seals a form for its way past a sign-in; nothing is stored",
    "sign_in": "has stories of its own: strangers are counted",
    "sign_out": "has a story of its own",
    "start_worker": "starts who brings due things about; stories of its own",
    "stop_worker": "stops it again",
    "stored_pathways": "names the pathways of a deployment that may not start",
    "system": "looks up the system's own actor",
    "verify_all": "is the operator's command, which only reads",
    "whose_session": "looks up who asks, as actor_for does",
}
"""Public methods that are no acts of an actor, with the reason."""


@dataclass
class Stage:
    """A world brought to where every act has something to act on."""

    world: World
    case: UUID = field(init=False)
    consent: UUID = field(init=False)
    offers: dict[str, UUID] = field(init=False)
    machine: UUID = field(init=False)
    joint: UUID = field(init=False)
    seen: Answered = field(init=False)

    def __post_init__(self) -> None:
        world = self.world
        self.case = world.case().id
        self.consent = world.consent(self.case).id
        named = world.bodies["authority"]
        purpose = ConsentPurpose.IDENTIFICATION
        world.consent(self.case, purpose=purpose, recipient_id=named)
        world.mechanism.record_facts(
            world["outreach"], self.case, {"guardian_appointed": True}
        )
        world.step(self.case, "notify_authority", recipient_id=named)
        words = ("accept", "decline", "arrived", "no_show", "withdraw", "open", "read")
        self.offers = {word: world.offer(self.case).id for word in words}
        for word in ("arrived", "no_show", "open"):
            world.mechanism.answer_offer(world["host"], self.offers[word], "accept")
        partner = NewActor(
            world.bodies["ngo"],
            "partner",
            frozenset({Role.CASE_MANAGER}),
            ActorKind.MACHINE,
        )
        self.joint = self.confirmation()
        self.seen = world.seen(self.joint, "coordinator")
        self.machine = world.mechanism.admit_actor(world.system, partner).id

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
        )


def answers(word: str, name: str = "host") -> Callable[[Mechanism, Stage], object]:
    """An answer to the offer that is there for it."""
    return lambda m, s: m.answer_offer(
        s.world[name], s.offers[word], word, reason="full"
    )


BODY = NewOrganisation("clinic", "Clinic", OrganisationKind.HEALTH, Regime.GDPR)
SAFE = StepRequest("bring_to_safety", legal_ground=LegalGround.DANGER_TO_LIFE)
TEXT = load_shipped("convention")[1]
LINE = Table(["prs_FirstName"], [Row(2, {"prs_FirstName": "Siskin"})])

ACTS: dict[str, Callable[[Mechanism, Stage], object]] = {
    "open_case": lambda m, s: m.open_case(
        s.world["outreach"], Identification(WOMAN, CONTENT)
    ),
    "import_cases": lambda m, s: m.import_cases(s.world["outreach"], LINE),
    "read_case": lambda m, s: m.read_case(s.world["outreach"], s.case),
    "cases": lambda m, s: m.cases(s.world["outreach"]),
    "open_content": lambda m, s: m.open_content(
        s.world["outreach"], s.case, Compartment.IDENTITY, Purpose.CARE
    ),
    "record_facts": lambda m, s: m.record_facts(
        s.world["outreach"], s.case, {"region": "south"}
    ),
    "record_content": lambda m, s: m.record_content(
        s.world["outreach"], s.case, CONTENT
    ),
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
    "exceptions": lambda m, s: m.exceptions(s.world["coordinator"]),
    "offers": lambda m, s: m.offers(s.world["host"]),
    "read_offer": lambda m, s: m.read_offer(s.world["host"], s.offers["read"]),
    "answer_offer accept": answers("accept"),
    "answer_offer decline": answers("decline"),
    "answer_offer arrived": answers("arrived"),
    "answer_offer no_show": answers("no_show"),
    "answer_offer withdraw": answers("withdraw", "outreach"),
    "open_package": lambda m, s: m.open_package(
        s.world["host"], s.offers["open"], Purpose.CARE
    ),
    "disclosures": lambda m, s: m.disclosures(
        s.world["assessor"], s.case, Purpose.LEGAL
    ),
    "joint_acts": lambda m, s: m.joint_acts(s.world["coordinator"]),
    "joint_act": lambda m, s: m.joint_act(s.world["coordinator"], s.joint),
    "answer_joint": lambda m, s: m.answer_joint(
        s.world["coordinator"], s.joint, "approve", s.seen
    ),
    "clocks": lambda m, s: m.clocks(s.world["outreach"], s.case),
    "replay": lambda m, s: m.replay(s.world["coordinator"], TEXT),
    "timeline": lambda m, s: m.timeline(s.world["auditor"], s.case),
    "verify_case": lambda m, s: m.verify_case(s.world["auditor"], s.case),
    "admit_organisation": lambda m, s: m.admit_organisation(s.world.system, BODY),
    "admit_actor": lambda m, s: m.admit_actor(
        s.world.system,
        NewActor(s.world.bodies["ngo"], "new", frozenset({Role.CASE_MANAGER})),
    ),
    "issue_key": lambda m, s: m.issue_key(s.world.system, s.machine, timedelta(days=1)),
    "list_service": lambda m, s: m.list_service(
        s.world.system, s.world.bodies["ngo"], "medical", "Nurse"
    ),
}
"""Every act of the mechanism, ready to be done."""


def test_every_public_method_is_an_act_here_or_says_why_not() -> None:
    public = {
        name
        for name in dir(Mechanism)
        if not name.startswith("_") and callable(getattr(Mechanism, name))
    }

    assert public == {name.partition(" ")[0] for name in ACTS} | set(NO_ACTS)


@pytest.fixture
def stage(world: World) -> Stage:
    """A world in which every act can be done."""
    return Stage(world)


def test_every_act_leaves_at_least_one_entry_and_chains_that_hold(
    stage: Stage,
) -> None:
    mechanism = stage.world.mechanism

    for name in [*(name for name in ACTS if name != "withdraw_consent"), *LAST]:
        act = ACTS[name]
        assert entries_by(stage.world, partial(act, mechanism, stage)) >= 1, name
    assert mechanism.verify_all().broken == ()


LAST = ("withdraw_consent",)
"""What ends the offers that other acts need."""


def test_a_fault_in_any_act_leaves_nothing(stage: Stage) -> None:
    """The keys are gone: sooner or later every act needs one."""
    world = stage.world
    run(world, delete(KeyWrap), keys=True)
    before = everything(world)

    for name, act in ACTS.items():
        with pytest.raises(Fault):
            act(world.mechanism, stage)
        assert everything(world) == before, name
