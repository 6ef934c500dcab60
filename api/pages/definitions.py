"""What the words mean: the glossary, read once, for the pages that show its words.

There is one text, `docs/glossary.md`; the package carries a copy of it. Each list of
labels is explained by a closed list of the engine, or by a section of its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from api.pages.labels import LABELS
from workflows.catalogues import decline_reasons, service_types

_HERE = Path(__file__).parents[1]
_ON_PAGES = "on pages: "
_PART = re.compile(r"^(##|###) (.+)$", re.MULTILINE)
_WORD = re.compile(r"^- `(\w+)`: (.+)$", re.MULTILINE)
_ASIDE = ("- ", "|", "Why:", "Why this word:", "Why not ")
"""Words of the list, and why a noun is called so: that is for whoever writes."""
_MARKS = re.compile(r"[`*]")

EXPLAINED_BY: Mapping[str, str] = {
    "age_class": "AgeClass",
    "sex": "Sex",
    "risk_level": "RiskLevel",
    "exploitation": "Exploitation",
    "emergency_ground": "LegalGround",
    "legal_ground": "LegalGround",
    "purpose": "Purpose",
    "lane": "Lane",
    "entry": "EntryType",
    "compartment": "Compartment",
    "consent_purpose": "ConsentPurpose",
    "consent_answer": "ConsentAnswer",
    "how_given": "HowGiven",
    "consent_witness": "ConsentWitness",
    "guardian_stand": "GuardianStand",
    "child_view": "ChildView",
    "handling": "HandlingCaveat",
    "statement_kind": "StatementKind",
    "outcome": "Outcome",
    "kind": "ReferralKind",
    "offer_stage": "ReferralStage",
    "track": "Track",
    "relation": "Relation",
    "role": "Role",
    "standing": "Standing",
    "joint_kind": "JointKind",
    "reason_code": "DecisionReason",
    "unit": "ClockUnit",
    "exception": "ExceptionKind",
    "silence": "ExceptionKind",
    "correction_reason": "CorrectionReason",
    "erasure_reason": "ErasureReason",
    "meeter": "Meeter",
    "transport": "Transport",
    "belonging": "Belonging",
    "medication": "Medication",
    "whereabouts": "Whereabouts",
    "feedback": "FeedbackWord",
    "own_stage": "OwnStage",
    "own_kind": "OrganisationKind",
    "own_purpose": "ConsentPurpose",
    "own_drawer": "Compartment",
    "channel": "ContactChannel",
    "package_form": "PackageForm",
    "link_state": "LinkState",
    "task": "TaskKind",
    "plan_agreement": "PlanAgreement",
    "plan_result": "PlanResult",
    "service_note": "ServiceNote",
    "follow_up_result": "FollowUpResult",
    "life_outcome": "LifeOutcome",
    "life_result": "LifeResult",
    "reopen_reason": "ReopenReason",
    "mail_kind": "MailKind",
    "rhythm": "Rhythm",
    "sign_in_way": "SignInWay",
    "hold_ground": "HoldGround",
    "restriction_reason": "RestrictionReason",
    "restriction_end": "RestrictionEnd",
    "identity_proof": "IdentityProof",
    "breach_nature": "BreachNature",
    "breach_exemption": "BreachExemption",
    "conflict_reason": "ConflictReason",
    "glass_reason": "GlassReason",
    "glass_outcome": "GlassOutcome",
    "glass_state": "GlassState",
    "regime": "Regime",
    "organisation_kind": "OrganisationKind",
    "actor_kind": "ActorKind",
    "offer_word": "OfferWord",
    "place_kind": "PlaceKind",
    "standpoint": "Standpoint",
    "exclusion": "Exclusion",
    "allow_rule": "AllowRule",
    "reach": "Reach",
    "suspension_reason": "SuspensionReason",
    "suspension_extent": "SuspensionExtent",
    "sector": "Sector",
    "referred_by": "ReferredBy",
    "told_kind": "NoticeKind",
    "delivery_standing": "DeliveryStanding",
    "delivery_destination": "Destination",
    "webhook_end": "WebhookEnd",
    "confidence": "Confidence",
    "dimension": "Dimension",
    "reading": "Reading",
    "disagreement": "Disagreement",
    "draft_step": "DraftStep",
}
"""Lists of labels by the closed list that explains their words."""

LISTS = (*LABELS, "service", "decline")
"""Every list whose words pages show by a label."""

PLAIN = frozenset(
    {
        *("known", "immediate_danger", "unaccompanied", "interpreter_needed"),
        *("foreign_national", "cooperates_with_authorities", "guardian_appointed"),
        *("family_assessed", "family_suspected", "yes_or_no", "terms_none"),
        *("within", "expires", "link_hours", "days", "weekday", "region"),
        "measure_definition",
    }
)
"""Lists whose labels say all there is to say: yes and no, spans of time, regions."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the glossary: what it is, and its words if it is a list."""

    intro: str
    words: Mapping[str, str]


def _text() -> str:
    own = _HERE / "glossary.md"
    path = own if own.exists() else _HERE.parent / "docs" / "glossary.md"
    return path.read_text("utf-8")


@cache
def _parts() -> Mapping[str, Mapping[str, Section]]:
    """Sections by the part of the glossary they stand in, and by their name."""
    found: dict[str, dict[str, Section]] = {}
    marks = _PART.split(_text())
    part = ""
    for level, name, body in zip(marks[1::3], marks[2::3], marks[3::3], strict=True):
        if level == "##":
            part = name.strip()
        else:
            found.setdefault(part, {})[name.strip()] = _section(body)
    return found


def _section(body: str) -> Section:
    lines = [line for line in body.strip().splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith(_ASIDE)]
    words = {word: _plain(text) for word, text in _WORD.findall(body)}
    return Section(_plain(" ".join(said)), words)


def _plain(text: str) -> str:
    """A sentence without the marks of the text it stands in."""
    return _MARKS.sub("", text).strip()


def nouns() -> Mapping[str, Section]:
    """Every noun with what it means and why it is called so."""
    return _parts()["Nouns"]


@cache
def explained(of: str) -> Section | None:
    """The section that explains a list of labels, if it needs one."""
    if of in PLAIN or of not in LISTS:
        return None
    if of in EXPLAINED_BY:
        return _parts()["Closed lists"][EXPLAINED_BY[of]]
    return _parts()["Words that pages show"].get(f"{_ON_PAGES}{of}")


def definition(of: str, word: str) -> str:
    """What a word of a list means; nothing where its label says it all."""
    section = explained(of)
    return section.words.get(word, "") if section else ""


def words_of(of: str) -> tuple[str, ...]:
    """The words of a list, in the order in which they are offered."""
    other = {"service": service_types, "decline": decline_reasons}
    return tuple(other[of]()) if of in other else tuple(LABELS[of])


def texts() -> Iterator[str]:
    """Everything of the glossary that pages show, for the catalogues."""
    for name, noun in nouns().items():
        yield from (name, noun.intro)
    for of in LISTS:
        if section := explained(of):
            yield section.intro
            yield from filter(None, (definition(of, each) for each in words_of(of)))
