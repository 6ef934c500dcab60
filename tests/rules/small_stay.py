"""Broken small pathways: stay and reflection (G3, G4)."""

from tests.rules.mutants import (
    Mutant,
    add_to_step,
    both,
    disentitle,
    drop_from_step,
    guard,
    put_stage,
    put_step,
    unguard,
)
from tests.rules.mutants_of_course import (
    IMPOSSIBLE,
    negative,
)
from tests.rules.mutants_of_help import N
from tests.rules.mutants_of_walls import W, new_step
from tests.rules.small_sound import a_permit

SMALL_STAY = [
    Mutant(
        N,
        "stay ends while reflection runs",
        put_step("end_stay", guards=["identification_not_open"]),
        "G3",
    ),
    Mutant(
        N,
        "stay ends while identification is open",
        put_step("end_stay", guards=["reflection_not_running"]),
        "G3",
    ),
    Mutant(
        W,
        "an exception while identification is open",
        unguard("end_early", "identification_not_open"),
        "G3",
    ),
    Mutant(
        W,
        "stay ends, though an exception is listed",
        unguard("end_stay", "stay_not_protected"),
        "G3",
    ),
    *(
        Mutant(N, f"{name} without {word}", unguard(name, word), "G3")
        for name, word in (
            ("prepare_return", "consent_to_return"),
            ("prepare_return", "risk_assessed"),
            ("leave", "risk_assessed"),
        )
    ),
    *(
        Mutant(N, f"{name} without its mark", put_step(name, departs=None), "G3")
        for name in ("prepare_return", "leave")
    ),
    *(
        Mutant(
            N,
            f"whoever wishes to return waits: {word}",
            guard("prepare_return", word),
            "G3",
        )
        for word in ("identification_not_open", "reflection_not_running", "risk_high")
    ),
    Mutant(
        N,
        "only at first is a return prepared",
        drop_from_step("prepare_return", "from", "assisted"),
        "G3",
    ),
    Mutant(
        W,
        "who wishes to return stays in walls",
        guard("leave_walls", "risk_high"),
        "G3",
    ),
    Mutant(
        W,
        "not wanted by nobody's word",
        unguard("record_not_wanted", "identification_declined"),
        "G3",
    ),
    Mutant(
        W,
        "not identified is called not wanted",
        put_stage("not_identified", finding="not_wanted"),
        "G3",
    ),
    Mutant(
        N,
        "stay ends on a ground",
        put_step("end_stay", guards=[], needs=["reason", "legal_ground"]),
        "G3",
    ),
    Mutant(
        N,
        "sent away on a ground",
        put_step("leave", guards=[], needs=["legal_ground"]),
        "G3",
    ),
    Mutant(
        N,
        "sent away while reflection runs",
        new_step(
            *("protection", "prepare_return", "send_home"),
            guards=["identification_not_open", "child_has_guardian"],
        ),
        "G3",
    ),
    Mutant(
        N,
        "sent away while identification is open",
        new_step(
            *("protection", "prepare_return", "send_home"),
            guards=["reflection_not_running", "child_has_guardian"],
        ),
        "G3",
    ),
    Mutant(N, "removal at first", disentitle("not_requested", "no_removal"), "G3"),
    Mutant(
        W,
        "a closed case is sent away",
        new_step(
            *("stay", "leave", "send_away"),
            guards=["reflection_not_running"],
        ),
        "G3",
    ),
]

SMALL_REFLECTION = [
    Mutant(
        N,
        "the clock never starts",
        put_step("start_reflection", starts_clock=None),
        "G4",
    ),
    Mutant(
        N,
        "reflection is entered again without its clock",
        both(
            add_to_step("start_reflection", "from", "reflection"),
            put_step("start_reflection", starts_clock=None),
        ),
        "G4",
    ),
    Mutant(
        N,
        "a permit ends while reflection runs",
        both(
            a_permit,
            put_step(
                "end",
                guards=["identification_not_open"],
                exceptions=["public_order"],
                needs=[],
            ),
        ),
        "G4",
    ),
    Mutant(
        N,
        "help ends the stay that comes with it",
        put_stage("presumed", entitles=["assistance", "lawful_stay"]),
        "G4",
    ),
    Mutant(N, "reflection without stay", disentitle("reflection", "lawful_stay"), "G4"),
    Mutant(N, "reflection with removal", disentitle("reflection", "no_removal"), "G4"),
    Mutant(
        N,
        "reflection with nothing",
        put_stage("reflection", entitles=[]),
        "G4",
    ),
    Mutant(N, "no time to reflect", put_stage("reflection", clock="unset"), "G4"),
    Mutant(
        W,
        "a review starts reflection",
        put_step("ask_stay_review", starts_clock="reflection"),
        "G4",
    ),
    Mutant(
        N,
        "notifying starts reflection",
        put_step("notify", starts_clock="reflection"),
        "G4",
    ),
    Mutant(N, "any end of stay", unguard("end_stay", "stay_not_protected"), "G4"),
    Mutant(
        N,
        "ended on a ground that is none of art 13",
        put_step("end_stay", guards=[], needs=["reason", "legal_ground"]),
        "G4",
    ),
    Mutant(
        W,
        "ended on a ground without a reason",
        put_step("end_early", needs=["reason_code", "legal_ground"]),
        "G4",
    ),
    Mutant(W, "ended on no ground", put_step("end_early", exceptions=None), "G4"),
    Mutant(
        W,
        "ended without a reason",
        put_step("end_early", needs=["reason_code"]),
        "G4",
    ),
    Mutant(
        W,
        "ended without a code or a review",
        put_step("end_early", needs=["reason"], negative=None),
        "G4",
    ),
    Mutant(
        W,
        "ended by the holder",
        put_step("end_early", roles=["case_manager"], relations=["holder"]),
        "G4",
    ),
    Mutant(
        W,
        "ended by the holder too",
        put_step(
            "end_early",
            roles=["immigration_authority", "case_manager"],
            relations=["authority", "holder"],
        ),
        "G4",
    ),
    Mutant(
        W, "ended by the system too", add_to_step("end_early", "roles", "system"), "G4"
    ),
    Mutant(W, "its review is impossible", guard("ask_stay_review", *IMPOSSIBLE), "G4"),
    Mutant(
        W,
        "its review starts elsewhere",
        negative("end_early", review="confirm_end"),
        "G4",
    ),
]
