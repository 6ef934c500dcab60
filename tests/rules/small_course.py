"""Broken small pathways: course and negative decisions (G9 to G11)."""

from tests.rules.mutants import (
    Mutant,
    add_to_step,
    both,
    drop_from_step,
    guard,
    put,
    put_stage,
    put_step,
    without_step,
)
from tests.rules.mutants_of_course import (
    IMPOSSIBLE,
    negative,
)
from tests.rules.mutants_of_help import (
    N,
)
from tests.rules.mutants_of_walls import (
    W,
)

SMALL_COURSE = [
    Mutant(N, "closed for ever", without_step("reopen"), "G9"),
    Mutant(N, "reopened on what cannot be", guard("reopen", *IMPOSSIBLE), "G9"),
    Mutant(
        W,
        "once not wanted, never asked for",
        guard("ask_after_all", *IMPOSSIBLE),
        "G9",
    ),
    Mutant(
        N, "once refused, refused for ever", put_step("review", to="identified"), "G9"
    ),
    Mutant(
        N, "no stay again", drop_from_step("start_reflection", "from", "ended"), "G9"
    ),
    Mutant(W, "walls without a way out", guard("leave_walls", *IMPOSSIBLE), "G9"),
    Mutant(N, "never identified", guard("identify", *IMPOSSIBLE), "G9"),
    Mutant(N, "no reflection", put_step("start_reflection", roles=["auditor"]), "G9"),
    Mutant(
        N,
        "owned by who cannot act",
        put_stage("missing", owners=["service_provider"]),
        "G10",
    ),
    Mutant(
        W,
        "walls of who cannot act",
        put_stage("walled", owners=["first_responder"]),
        "G10",
    ),
    Mutant(
        N,
        "its owner waits for a guardian",
        both(
            guard("close", *IMPOSSIBLE),
            guard("assist", "identification_not_open"),
        ),
        "G10",
    ),
    Mutant(
        N,
        "only the owner is told",
        put_stage("missing", escalates_to=["case_manager"]),
        "G10",
    ),
    Mutant(
        W,
        "nobody else is told",
        put(lambda data: data, escalates_to=["case_manager"]),
        "G10",
    ),
    Mutant(N, "not said what was found", put_stage("identified", finding=None), "G11"),
    Mutant(
        N,
        "found, and nothing closed",
        put_stage("assessing", finding="identified"),
        "G11",
    ),
    Mutant(
        N, "found by being closed", put_stage("closed", finding="identified"), "G11"
    ),
    Mutant(N, "a bare no", put_step("refuse", negative=None), "G11"),
    *(
        Mutant(
            W,
            f"the decider records a wish: {word}",
            add_to_step("record_not_wanted", key, word),
            "G11",
        )
        for key, word in (("relations", "authority"), ("roles", "competent_authority"))
    ),
    Mutant(
        W,
        "a no is called a wish",
        put_stage("not_identified", finding="not_wanted"),
        "G11",
    ),
    Mutant(
        W,
        "a seat at the table records a wish",
        both(
            put_step("identify", quorum="panel"),
            put_step("record_not_wanted", roles=["social_worker"]),
        ),
        "G11",
    ),
    Mutant(N, "nobody is told of a no", negative("refuse", feedback=False), "G11"),
    Mutant(
        N, "a no without a reason", drop_from_step("refuse", "needs", "reason"), "G11"
    ),
    Mutant(N, "a no is not reviewed", negative("refuse", review="notify"), "G11"),
    Mutant(
        N,
        "whoever decides asks for review",
        put_step("review", roles=["competent_authority"], relations=["authority"]),
        "G11",
    ),
    Mutant(
        N, "no review of a closed case", put_step("review", after_closure=False), "G11"
    ),
    Mutant(
        W,
        "no review of an early end once closed",
        put_step("ask_stay_review", after_closure=None),
        "G11",
    ),
    Mutant(N, "onward only by a departure", guard("assist", *IMPOSSIBLE), "G11"),
    Mutant(
        N,
        "onward only from where nobody comes",
        both(guard("assist", *IMPOSSIBLE), without_step("prepare_return")),
        "G11",
    ),
    *(
        Mutant(N, f"onward means {name}", negative("refuse", onward=name), "G11")
        for name in ("close", "record_missing", "prepare_return", "review")
    ),
    Mutant(
        N,
        "a review of something else",
        both(
            add_to_step("start_reflection", "from", "reflection"),
            negative("refuse", review="start_reflection"),
        ),
        "G11",
    ),
    Mutant(
        W,
        "two noes, one bare, one silent",
        both(put_step("refuse", negative=None), negative("end_early", feedback=False)),
        "G11",
    ),
]
