"""Broken pathways: help, stay, reflection, children (G1 to G5, G7)."""

from tests.rules.mutants import (
    SCHEMA,
    Mutant,
    add_to_step,
    both,
    clock,
    disentitle,
    guard,
    put,
    put_stage,
    put_step,
    unguard,
    without_stage,
    without_step,
)

MODEL = {"confidence": "model", "note": "ours"}
SHORT = {
    "n": 29,
    "unit": "day",
    "counts": "from",
    "ground": {"source": "a law", "confidence": "found"},
}
C, N, K, U, A = "convention", "neutral", "kosovo", "united_kingdom", "albania"

HELP = [
    *(
        Mutant(base, f"{name} asks for cooperation", guard(name, "cooperates"), "G1")
        for base, name in (
            *((C, "bring_to_safety"), (C, "agree_plan"), (C, "start_reintegration")),
            *((C, "close"), (C, "reopen"), (N, "assist"), (K, "place_in_shelter")),
            *((C, "notify_authority"), (C, "identify"), (C, "start_reflection")),
            *((U, "restore_reflection"), (A, "start_assessment")),
        )
    ),
    *(
        Mutant(base, f"no help in {name}", disentitle(name, "assistance"), "G2")
        for base, name in (
            *((C, "presumed"), (C, "protected"), (C, "assisted"), (C, "monitoring")),
            *((C, "out_of_contact"), (N, "missing"), (U, "signal")),
        )
    ),
    *(
        Mutant(base, f"{name} waits: {word}", guard(name, word), "G2")
        for base, name, word in (
            (C, "agree_plan", "identification_not_open"),
            (N, "assist", "identification_not_open"),
            (C, "start_reintegration", "reflection_not_running"),
            (C, "start_monitoring", "stay_not_protected"),
            (K, "place_in_secure_facility", "identification_not_open"),
        )
    ),
    Mutant(N, "help waits for risk", guard("assist", "risk_assessed"), "G2"),
    Mutant(
        A,
        "a tie without a source",
        put(lambda data: data["entitlements"][0], ground=MODEL),
        "G2",
    ),
    Mutant(
        A,
        "services require status",
        put(lambda data: data["formal"], services_require_status=True),
        SCHEMA,
    ),
    Mutant(
        C,
        "nobody can leave without a name",
        both(without_step("leave_anonymous_record"), without_stage("anonymous_record")),
        "G7",
    ),
    Mutant(C, "a child is let go", unguard("leave_anonymous_record", "adult"), "G7"),
    Mutant(
        C,
        "the nameless record tells somebody",
        put_step("leave_anonymous_record", discloses=["contact"], needs=["recipient"]),
        "G7",
    ),
    Mutant(
        C, "the record has a name", put_stage("anonymous_record", anonymous=None), "G7"
    ),
    Mutant(
        C,
        "leaving needs an agreement",
        guard("leave_anonymous_record", "consent_to_assistance"),
        "G7",
    ),
    Mutant(
        C,
        "a nameless record is reopened",
        add_to_step("reopen", "from", "anonymous_record"),
        "G7",
    ),
    Mutant(
        C,
        "a plan needs identification",
        guard("agree_plan", "consent_to_identification"),
        "G7",
    ),
    Mutant(
        N, "help needs the request", guard("assist", "identification_requested"), "G7"
    ),
    Mutant(
        U,
        "help needs the wish to return",
        guard("agree_plan", "consent_to_return"),
        "G7",
    ),
]

STAY = [
    Mutant(C, "stay ends at any time", unguard("end_stay", "stay_not_protected"), "G3"),
    Mutant(N, "stay ends at any time", unguard("end_stay", "stay_not_protected"), "G3"),
    Mutant(
        C,
        "stay ends while reflection runs",
        put_step("end_stay", guards=["identification_not_open", "child_has_guardian"]),
        "G3",
    ),
    Mutant(
        C,
        "stay ends while identification is open",
        put_step("end_stay", guards=["reflection_not_running", "child_has_guardian"]),
        "G3",
    ),
    *(
        Mutant(base, f"{name} without {word}", unguard(name, word), "G3")
        for base, name, word in (
            (C, "prepare_return", "consent_to_return"),
            (C, "prepare_return", "risk_assessed"),
            (C, "record_return", "consent_to_return"),
            (C, "depart_voluntarily", "consent_to_return"),
            (C, "depart_voluntarily", "risk_assessed"),
            (N, "leave", "consent_to_return"),
            (U, "prepare_return", "consent_to_return"),
        )
    ),
    Mutant(
        C, "a return without its mark", put_step("prepare_return", departs=None), "G3"
    ),
    Mutant(
        C,
        "who wishes to return has to wait",
        guard("prepare_return", "identification_not_open"),
        "G3",
    ),
    *(
        Mutant(base, f"removal from {name}", disentitle(name, "no_removal"), "G3")
        for base, name in (
            *((C, "not_requested"), (C, "notified"), (C, "assessing")),
            *((C, "under_review"), (N, "assessing")),
        )
    ),
    Mutant(C, "a permit without stay", disentitle("residence", "lawful_stay"), "G3"),
    *(
        Mutant(
            base,
            "not wanted by nobody's word",
            unguard("record_not_wanted", "identification_declined"),
            "G3",
        )
        for base in (C, K, U, A)
    ),
    Mutant(
        C,
        "not identified is called not wanted",
        put_stage("not_identified", finding="not_wanted"),
        "G3",
    ),
    Mutant(
        C,
        "a permit ends while reflection runs",
        put_step(
            "end_stay",
            from_=["residence"],
            guards=["identification_not_open", "child_has_guardian"],
            exceptions=["public_order"],
        ),
        "G4",
    ),
    Mutant(
        C,
        "reflection is entered again without its clock",
        both(
            add_to_step("start_reflection", "from", "reflection"),
            put_step("start_reflection", starts_clock=None),
        ),
        "G4",
    ),
    Mutant(C, "29 days", clock("reflection", SHORT), SCHEMA),
    Mutant(
        C,
        "February",
        clock("reflection", {**SHORT, "n": 1, "unit": "calendar_month"}),
        SCHEMA,
    ),
    Mutant(
        C,
        "a decision ends it",
        clock("reflection", {**SHORT, "n": 90, "ends": "decision"}),
        SCHEMA,
    ),
    Mutant(
        C,
        "the clock never starts",
        put_step("start_reflection", starts_clock=None),
        "G4",
    ),
    Mutant(C, "reflection without stay", disentitle("reflection", "lawful_stay"), "G4"),
    Mutant(C, "reflection with removal", disentitle("reflection", "no_removal"), "G4"),
    Mutant(C, "no time to reflect", put_stage("reflection", clock="unset"), "G4"),
    Mutant(
        C,
        "a permit starts reflection",
        put_step("grant_residence", starts_clock="reflection"),
        "G4",
    ),
    Mutant(
        U,
        "reflection ends on no ground",
        put_step("end_reflection_on_disqualification", exceptions=None),
        "G4",
    ),
    Mutant(
        U,
        "reflection ends without reasons",
        put_step("end_reflection_on_disqualification", negative=None, needs=["reason"]),
        "G4",
    ),
    Mutant(
        U,
        "the holder ends reflection",
        put_step(
            "end_reflection_on_disqualification",
            roles=["case_manager"],
            relations=["holder"],
        ),
        "G4",
    ),
]

HOME_ALONE = ("child_has_guardian", "consent_to_return")
"""Either alone would still hold a child back: their yes counts for nothing."""

CHILDREN = [
    *(
        Mutant(
            base, f"{name} of a child alone", unguard(name, "child_has_guardian"), "G5"
        )
        for base, name in (
            *((C, "notify_authority"), (C, "record_not_wanted"), (K, "assess_risk")),
            *((N, "notify"), (U, "notify_authority")),
        )
    ),
    *(
        Mutant(base, f"a child alone goes by {name}", unguard(name, *HOME_ALONE), "G5")
        for base, name in (
            *((C, "prepare_return"), (C, "record_return"), (C, "depart_voluntarily")),
            (N, "leave"),
        )
    ),
]
