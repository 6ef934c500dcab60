"""Broken pathways: disclosure, course, negative decisions (G6, G8 to G11)."""

from typing import Any

from tests.rules.mutants import (
    SCHEMA,
    Change,
    Data,
    Mutant,
    add_to_step,
    both,
    clock,
    drop_from_step,
    guard,
    put,
    put_stage,
    put_step,
    step,
    unguard,
    without_step,
)
from tests.rules.mutants_of_help import C, K, N, U

OFFERS = "referral"
IMPOSSIBLE = ("risk_high", "risk_low_or_medium")
TOLD = {"discloses": ["identity"], "needs": ["recipient", "reason", "outcome"]}


def negative(name: str, **values: Any) -> Change:
    return put(lambda data: step(data, name)["negative"], **values)


def confirming(data: Data) -> Data:
    found: Data = data["ground_confirmation"]
    return found


DISCLOSURE = [
    Mutant(
        C,
        "told without consent",
        unguard("notify_authority", "consent_to_identification"),
        "G6",
    ),
    Mutant(
        N, "told without consent", unguard("notify", "consent_to_identification"), "G6"
    ),
    Mutant(
        C,
        "told on a yes to help",
        both(
            unguard("notify_authority", "consent_to_identification"),
            guard("notify_authority", "consent_to_assistance"),
        ),
        "G6",
    ),
    Mutant(C, "closing tells somebody", put_step("close", **TOLD), "G6"),
    Mutant(
        C,
        "losing contact tells somebody",
        put_step("record_contact_lost", **TOLD),
        "G6",
    ),
    Mutant(
        C,
        "nobody confirms a ground",
        put(lambda data: data, ground_confirmation=None),
        "G6",
    ),
    Mutant(
        C,
        "no step discloses, and nobody confirms the ground of an offer",
        both(
            put_step("notify_authority", discloses=[]),
            put(lambda data: data, ground_confirmation=None),
        ),
        "G6",
    ),
    Mutant(
        N,
        "nobody confirms a ground",
        put(lambda data: data, ground_confirmation=None),
        "G6",
    ),
    Mutant(C, "confirmed some day", clock("confirmation", "unset"), "G6"),
    Mutant(
        C,
        "confirmed in days",
        put(lambda data: data["clocks"]["confirmation"], unit="day", n=3),
        "G6",
    ),
    Mutant(
        N,
        "the confirmations change places",
        put(confirming, before="rescue", afterwards="second_person"),
        "G6",
    ),
    Mutant(
        OFFERS,
        "no recall after acceptance",
        drop_from_step("recall", "from", "accepted"),
        "G8",
    ),
    Mutant(
        OFFERS,
        "no recall from a service",
        drop_from_step("recall", "from", "in_service"),
        "G8",
    ),
    Mutant(
        OFFERS,
        "no recall of an offer",
        drop_from_step("recall", "from", "offered"),
        "G8",
    ),
    Mutant(
        OFFERS, "only the sender recalls", put_step("recall", sides=["sender"]), "G8"
    ),
    Mutant(
        OFFERS, "the addressee recalls", put_step("recall", sides=["addressee"]), "G8"
    ),
    Mutant(OFFERS, "a recall shows the card", put_step("recall", shows="card"), "G8"),
]

COURSE = [
    Mutant(C, "closed for ever", without_step("reopen"), "G9"),
    Mutant(N, "reopened by nobody", put_step("reopen", relations=["none"]), "G9"),
    Mutant(N, "never closed", guard("close", *IMPOSSIBLE), "G9"),
    Mutant(N, "closed by no role that may", put_step("close", roles=["auditor"]), "G9"),
    *(
        Mutant(
            base,
            "once not wanted, never asked for",
            drop_from_step("notify_authority", "from", "not_wanted"),
            "G9",
        )
        for base in (C, K, U)
    ),
    Mutant(
        C,
        "once ended, no stay any more",
        both(
            drop_from_step("start_reflection", "from", "ended"),
            drop_from_step("grant_residence", "from", "ended"),
        ),
        "G9",
    ),
    Mutant(C, "never reached", guard("start_reintegration", *IMPOSSIBLE), "G9"),
    Mutant(
        C,
        "no way out but the impossible",
        both(
            *(
                drop_from_step(name, "from", "out_of_contact")
                for name in ("close", "record_death")
            ),
            guard("record_contact_regained", *IMPOSSIBLE),
        ),
        "G9",
    ),
    Mutant(
        N,
        "a dead end",
        drop_from_step("close", "from", "presumed", "missing", "assisted"),
        SCHEMA,
    ),
    Mutant(C, "a stage of nobody", put_stage("presumed", owners=[]), SCHEMA),
    Mutant(C, "a wait without a clock", put_stage("notified", clock=None), SCHEMA),
    Mutant(
        C,
        "owned by who cannot act",
        put_stage("notified", owners=["service_provider"]),
        "G10",
    ),
    Mutant(
        C,
        "looked for by no one",
        put_stage("out_of_contact", owners=["immigration_authority"]),
        "G10",
    ),
    Mutant(N, "nobody else is told", put(lambda data: data, escalates_to=None), "G10"),
    Mutant(
        C,
        "only the owner is told",
        put_stage("notified", escalates_to=["competent_authority"]),
        "G10",
    ),
    Mutant(
        OFFERS,
        "a question waits for ever",
        drop_from_step("expire", "from", "question"),
        "G10",
    ),
    Mutant(OFFERS, "time never runs out", put_step("expire", sides=["sender"]), "G10"),
    Mutant(C, "a bare no", put_step("refuse_identification", negative=None), "G11"),
    Mutant(C, "a bare second no", put_step("uphold_refusal", negative=None), "G11"),
    Mutant(U, "a bare no", put_step("refuse_conclusive_grounds", negative=None), "G11"),
    *(
        Mutant(base, f"the decider records a wish: {key}", change, "G11")
        for base, key, change in (
            (
                *(C, "by relation"),
                add_to_step("record_not_wanted", "relations", "authority"),
            ),
            (
                *(C, "by role"),
                add_to_step("record_not_wanted", "roles", "competent_authority"),
            ),
            (
                *(K, "by seat"),
                add_to_step("record_not_wanted", "roles", "social_worker"),
            ),
        )
    ),
    Mutant(
        C,
        "a no is called a wish",
        put_stage("not_identified", finding="not_wanted"),
        "G11",
    ),
    Mutant(
        C, "nobody is told", negative("refuse_identification", feedback=False), "G11"
    ),
    Mutant(
        C,
        "no review",
        negative("refuse_identification", review="notify_authority"),
        "G11",
    ),
    Mutant(
        C,
        "the decider asks for review",
        put_step("ask_review", roles=["competent_authority"], relations=["authority"]),
        "G11",
    ),
    Mutant(
        C, "no review once closed", put_step("ask_review", after_closure=False), "G11"
    ),
    Mutant(C, "no way onward", guard("refer_as_vulnerable", *IMPOSSIBLE), "G11"),
    Mutant(
        C, "not said what was found", put_stage("not_identified", finding=None), "G11"
    ),
    Mutant(
        C,
        "a reason without a code",
        drop_from_step("refuse_identification", "needs", "reason_code"),
        SCHEMA,
    ),
    Mutant(
        C,
        "a code without a reason",
        drop_from_step("refuse_identification", "needs", "reason"),
        "G11",
    ),
]
