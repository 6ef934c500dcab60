"""A small invented mechanism to tell stories in: organisations, people, a clock.

Everything gets where it is by the real acts; no test holds an impossible case.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from referral.actions.administer import NewActor, NewOrganisation
from referral.actions.identify import Identification
from referral.actions.protect import StepRequest
from referral.actions.refer import Offer
from referral.actions.together import Answer as Answered
from referral.actions.work import Done, OnDuty
from referral.clock import SetClock
from referral.mechanism import Mechanism
from referral.rules.consent import ANY_SERVICE
from referral.rules.consent_answer import Answer
from referral.rules.facts import PersonFacts
from referral.rules.results import Result
from referral.vault.providers.ring import KeyRing
from workflows.vocabulary import (
    ActorKind,
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Known,
    OrganisationKind,
    ReferralKind,
    Regime,
    Role,
    Sex,
)

START = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
ALL_DRAWERS = frozenset(Compartment) - {Compartment.OPERATIONAL}

WOMAN = PersonFacts(
    age_class=AgeClass.ADULT,
    sex=Sex.FEMALE,
    language="sqi",
    interpreter_needed=Known.YES,
    region="north",
    immediate_danger=Known.YES,
)

CONTENT: Mapping[Compartment, Mapping[str, Any]] = {
    Compartment.IDENTITY: {
        "first_name": "Kestrel",
        "second_name": "Alder",
        "birth_date": "1998-04-05",
    },
    Compartment.CONTACT: {"phone": "+000 11 22", "safe_contact_rule": "mornings"},
    Compartment.LOCATION: {"found_at": "lay-by nine"},
    Compartment.HEALTH: {"health_needs": "asthma"},
    Compartment.NARRATIVE: {"account": "They took my papers.", "what_i_saw": "No bag."},
}

PEOPLE = (
    ("officer", "police", {Role.FIRST_RESPONDER}),
    ("outreach", "ngo", {Role.FIRST_RESPONDER, Role.CASE_MANAGER}),
    ("host", "shelter", {Role.SERVICE_PROVIDER, Role.CASE_MANAGER}),
    ("warden", "haven", {Role.SERVICE_PROVIDER}),
    ("assessor", "authority", {Role.COMPETENT_AUTHORITY}),
    ("migration", "migration", {Role.IMMIGRATION_AUTHORITY}),
    ("coordinator", "office", {Role.COORDINATOR}),
    ("auditor", "office", {Role.AUDITOR}),
    ("stranger", "bystanders", {Role.FIRST_RESPONDER, Role.CASE_MANAGER}),
)
_BODIES = (
    ("police", OrganisationKind.POLICE, Regime.LAW_ENFORCEMENT),
    ("ngo", OrganisationKind.NGO, Regime.GDPR),
    ("shelter", OrganisationKind.SHELTER, Regime.GDPR),
    ("haven", OrganisationKind.SHELTER, Regime.GDPR),
    ("authority", OrganisationKind.COMPETENT_AUTHORITY, Regime.LAW_ENFORCEMENT),
    ("migration", OrganisationKind.IMMIGRATION_AUTHORITY, Regime.LAW_ENFORCEMENT),
    ("bystanders", OrganisationKind.NGO, Regime.GDPR),
    ("advocates", OrganisationKind.LEGAL_AID, Regime.GDPR),
    ("court", OrganisationKind.COMPETENT_AUTHORITY, Regime.LAW_ENFORCEMENT),
)


@dataclass
class World:
    """One mechanism with everybody in it."""

    mechanism: Mechanism
    clock: SetClock
    system: OnDuty
    location: str
    key_file: Path
    bodies: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, OnDuty] = field(default_factory=dict)
    services: dict[str, UUID] = field(default_factory=dict)

    def __getitem__(self, name: str) -> OnDuty:
        """An actor by name."""
        return self.people[name]

    def case(
        self,
        by: str = "outreach",
        facts: PersonFacts = WOMAN,
        content: Mapping[Compartment, Mapping[str, Any]] = CONTENT,
    ) -> Done:
        """A case opened from an identification."""
        return self.mechanism.open_case(self[by], Identification(facts, content))

    def consent(self, case_id: UUID, by: str = "outreach", **changes: Any) -> Done:
        """A yes to referral, for any service and every drawer, unless changed."""
        recipient = changes.pop("recipient_id", None)
        words: dict[str, Any] = {
            "purpose": ConsentPurpose.REFERRAL,
            "answer": ConsentAnswer.YES,
            "given_at": self.clock(),
            "compartments": ALL_DRAWERS,
            "recipient_class": None if recipient else ANY_SERVICE,
            "recipient_named": recipient is not None,
            "interpreter": True,
            **changes,
        }
        return self.mechanism.record_consent(
            self[by], case_id, Answer(**words), recipient_id=recipient
        )

    def offer(
        self,
        case_id: UUID,
        to: str = "shelter",
        by: str = "outreach",
        kind: ReferralKind = ReferralKind.SERVICE,
        also: tuple[UUID, ...] = (),
    ) -> Done:
        """An offer to a service, to be answered within six hours."""
        answer_by = self.clock() + timedelta(hours=6)
        offer = Offer(self.services[to], kind, also, answer_by)
        return self.mechanism.make_offer(self[by], case_id, offer)

    def offered(self, **words: Any) -> tuple[Done, Done]:
        """A case with consent, and an offer of it."""
        case = self.case()
        self.consent(case.id)
        return case, self.offer(case.id, **words)

    def accepted(self, **words: Any) -> tuple[Done, Done]:
        """The same, accepted by the shelter."""
        case, offer = self.offered(**words)
        self.mechanism.answer_offer(self["host"], offer.id, "accept")
        return case, offer

    def confirmed(self, done: Done, by: str = "coordinator") -> Done:
        """A ground that stands in for consent, confirmed by somebody else."""
        joint = UUID(done.details["joint_act"])
        return self.agree(joint, by)

    def agree(self, joint: UUID, by: str, word: str = "approve") -> Done:
        """A yes, or a no, to what somebody wants to do together."""
        answer = self.seen(joint, by)
        return self.mechanism.answer_joint(self[by], joint, word, answer)

    def seen(self, joint: UUID, by: str) -> Answered:
        """An answer to what somebody who looks at it sees."""
        return Answered(self.mechanism.joint_act(self[by], joint).content_sha256)

    def admit(self, new: NewActor, password: str | None = None) -> Done:
        """Somebody in a mechanism that is in use: two people give them their roles."""
        done = self.mechanism.admit_actor(self.system, new, password)
        for joint in map(UUID, done.details["asked"]):
            self.agree(joint, "coordinator")
            self.mechanism.answer_joint(self["coordinator"], joint, "execute")
        return done

    def step(
        self, case_id: UUID, step: str, by: str = "outreach", **given: Any
    ) -> Done:
        """Take one step of the pathway."""
        return self.mechanism.take_step(self[by], case_id, StepRequest(step, **given))

    def entries(self, case_id: UUID) -> list[str]:
        """The types of a case's entries so far, in order."""
        return [
            entry.type
            for entry in self.mechanism.timeline(self["coordinator"], case_id)
        ]


PANEL = (
    ("investigator", "authority", {Role.TRAFFICKING_INVESTIGATOR}),
    ("advocate", "advocates", {Role.VICTIM_ADVOCATE}),
    ("prosecutor", "court", {Role.PROSECUTOR}),
    ("sergeant", "police", {Role.POLICE}),
)
"""Who decides together in a mechanism that has them."""


@contextmanager
def a_world(
    location: str,
    key_file: Path | KeyRing,
    pathway: str | Path = "convention",
    proven: Iterable[Result] = (),
) -> Iterator[World]:
    """Open a new mechanism at a place and admit everybody."""
    clock = SetClock(START)
    office = NewOrganisation(
        "office", "Coordination office", OrganisationKind.COORDINATOR, Regime.GDPR
    )
    mechanism, system = Mechanism.create(
        location, key_file, office, pathway=pathway, proven=proven, clock=clock
    )
    path = key_file if isinstance(key_file, Path) else Path()
    world = World(mechanism, clock, system, location, path)
    world.bodies["office"] = system.organisation_id
    for code, kind, regime in _BODIES:
        new = NewOrganisation(code, code.title(), kind, regime, "north")
        world.bodies[code] = mechanism.admit_organisation(system, new).id
    for name, body, roles in (*PEOPLE, *PANEL):
        admitted(world, name, body, frozenset(roles))
    for body in ("shelter", "haven"):
        world.services[body] = mechanism.list_service(
            system, world.bodies[body], "safe_accommodation", f"{body.title()} places"
        ).id
    try:
        yield world
    finally:
        mechanism.close()


def admitted(world: World, name: str, body: str, roles: frozenset[Role]) -> None:
    new = NewActor(world.bodies[body], name, roles, ActorKind.PERSON)
    done = world.mechanism.admit_actor(world.system, new)
    regime = next((r for code, _, r in _BODIES if code == body), Regime.GDPR)
    world.people[name] = OnDuty(
        done.id, world.bodies[body], ActorKind.PERSON, regime, roles
    )
