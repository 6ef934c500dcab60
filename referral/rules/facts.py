"""What the rules know of a case: coded words, never a name and never a row.

A `CaseFacts` is built by the actions from the sealed `operational` drawer, the
positions of the tracks and the consents in force at one moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.vocabulary import (
    ActorKind,
    AgeClass,
    Compartment,
    ConsentPurpose,
    DecisionReason,
    Exploitation,
    Known,
    LegalGround,
    Outcome,
    Regime,
    Relation,
    RiskLevel,
    Role,
    Sex,
    Track,
)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The coded facts about the person, as recorded so far."""

    age_class: AgeClass = AgeClass.UNSURE
    sex: Sex = Sex.UNKNOWN
    citizenship: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes; XK is accepted everywhere a country is."""
    foreign_national: Known = Known.UNKNOWN
    language: str = ""
    """ISO 639-3 code of the language the person wants to speak."""
    interpreter_needed: Known = Known.UNKNOWN
    region: str = ""
    """Code of the region where the person was met; never finer."""
    immediate_danger: Known = Known.UNKNOWN
    unaccompanied: Known = Known.UNKNOWN
    guardian_appointed: bool = False
    children_with: int = 0
    risk_level: RiskLevel = RiskLevel.UNASSESSED
    exploitation: tuple[Exploitation, ...] = ()
    needs: tuple[str, ...] = ()
    """Service types of the catalogue that the person asked for."""
    access_needs: tuple[str, ...] = ()
    """Coded needs of the place: `step_free`, `medical`, `pregnancy` ..."""
    cooperates_with_authorities: Known = Known.UNKNOWN
    """Recorded, and read by no guard of assistance (Dir. 2011/36/EU art 11(3))."""
    emergency_ground: LegalGround | None = None
    family_assessed: bool = False
    family_suspected: Known = Known.UNKNOWN
    """Whether a relative may have taken part; doubt counts as yes."""

    @property
    def treated_as_child(self) -> bool:
        """True for a child and while age is unsure (CETS 197 art 10(3))."""
        return self.age_class is not AgeClass.ADULT


@dataclass(frozen=True, slots=True)
class ConsentInForce:
    """One consent, or one ground standing in for it, that counts at this moment."""

    id: str
    purpose: ConsentPurpose
    compartments: frozenset[Compartment]
    recipient_id: str | None = None
    """The organisation named, or None when `recipient_class` says who."""
    recipient_class: str | None = None
    """A service type, or `any_service` of the mechanism."""
    ground: LegalGround | None = None
    """Set when the person cannot consent and this ground stands in."""
    not_to: frozenset[tuple[ConsentPurpose, str]] = frozenset()
    """Purposes and recipients that a no of the person takes out of it."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything a rule may read about a case at one moment."""

    stages: Mapping[Track, str]
    person: PersonFacts = field(default_factory=PersonFacts)
    consents: tuple[ConsentInForce, ...] = ()
    declined: frozenset[ConsentPurpose] = frozenset()
    """What the person said no to, or took their yes back for (`consent.declined`)."""
    open_offers: int = 0
    reflection_ends: datetime | None = None
    """When the recovery and reflection period ends; None if it never began."""
    identification_ended: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the actor's roles and how the organisation stands to the case.

    Whoever does not say more is held to the narrower regime.
    """

    roles: frozenset[Role]
    relations: frozenset[Relation]
    regime: Regime = Regime.LAW_ENFORCEMENT
    kind: ActorKind = ActorKind.PERSON
    in_conflict: bool = False
    """True if the actor, or the organisation, is in conflict with the case."""


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who agreed to an act of several people, and the roles they hold."""

    actor_id: str
    roles: frozenset[Role]
    asks: bool = False
    """True for whoever takes the step without having asked anybody for it first."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the actor handed in with a step."""

    at: datetime
    reason: str | None = field(default=None, repr=False)
    outcome: Outcome | None = None
    recipient_id: str | None = None
    legal_ground: LegalGround | None = None
    reason_code: DecisionReason | None = None
    approvers: tuple[Approver, ...] = ()
    """Who agreed, where the step names a quorum; whoever takes it is one of them."""
    confirmed_outside: bool = False
    """True if the body that the pathway names for this step has confirmed it."""
