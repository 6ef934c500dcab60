"""The closed lists of words. A new word starts here and in `docs/glossary.md`.

Words are stored and sent as their values; labels in national languages belong to
the pathway. Where a list follows a published text, the text is named.
"""

from workflows.vocabulary.case import (
    AgeClass,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Exploitation,
    Known,
    LegalGround,
    Outcome,
    Purpose,
    RiskLevel,
    Sex,
    StatementKind,
)
from workflows.vocabulary.leaving import (
    Destination,
    ExceptionKind,
    NoticeKind,
    OutgoingState,
    TimerKind,
    TimerState,
)
from workflows.vocabulary.offer import (
    DeclineConsequence,
    EligibilityWord,
    OfferContent,
    ReferralKind,
    ReferralStage,
    Side,
)
from workflows.vocabulary.pathway import (
    ClockEnd,
    ClockUnit,
    Confidence,
    Counting,
    Entitlement,
    Guard,
    StageKind,
    StepInput,
    Track,
)
from workflows.vocabulary.people import (
    ActorKind,
    OrganisationKind,
    Regime,
    Relation,
    Role,
)
from workflows.vocabulary.timeline import (
    EntryType,
    Lane,
)

__all__ = [
    "ActorKind",
    "AgeClass",
    "ClockEnd",
    "ClockUnit",
    "Compartment",
    "Confidence",
    "ConsentAnswer",
    "ConsentPurpose",
    "Counting",
    "DeclineConsequence",
    "Destination",
    "EligibilityWord",
    "Entitlement",
    "EntryType",
    "ExceptionKind",
    "Exploitation",
    "Guard",
    "Known",
    "Lane",
    "LegalGround",
    "NoticeKind",
    "OfferContent",
    "OrganisationKind",
    "Outcome",
    "OutgoingState",
    "Purpose",
    "ReferralKind",
    "ReferralStage",
    "Regime",
    "Relation",
    "RiskLevel",
    "Role",
    "Sex",
    "Side",
    "StageKind",
    "StatementKind",
    "StepInput",
    "TimerKind",
    "TimerState",
    "Track",
]
