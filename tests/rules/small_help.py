"""Broken small pathways: help (G1, G2, G7)."""

from tests.rules.mutants import (
    Mutant,
    add,
    add_to_step,
    both,
    disentitle,
    drop_from_step,
    guard,
    put_stage,
    put_step,
    unguard,
    without_stage,
    without_step,
)
from tests.rules.mutants_of_help import (
    MODEL,
    N,
)
from tests.rules.mutants_of_walls import (
    IDENTITY,
    NAMELESS,
    W,
)

SMALL_HELP = [
    *(
        Mutant(base, f"{name} asks for cooperation", guard(name, "cooperates"), "G1")
        for base, name in (
            *((N, "close"), (N, "prepare_return"), (N, "record_missing")),
            *((W, "review_walls"), (W, "leave_walls")),
            *((N, "notify"), (N, "identify"), (N, "start_reflection")),
        )
    ),
    Mutant(
        N,
        "two steps ask for cooperation",
        both(guard(NAMELESS, "cooperates"), guard("reopen", "cooperates")),
        "G1",
    ),
    Mutant(N, "no help at first", disentitle("presumed", "assistance"), "G2"),
    Mutant(
        W,
        "no help later",
        both(disentitle("assisted", "assistance"), disentitle("walled", "assistance")),
        "G2",
    ),
    *(
        Mutant(W, f"place_in_walls waits: {word}", guard("place_in_walls", word), "G2")
        for word in ("stay_not_protected", "reflection_not_running")
    ),
    Mutant(N, "help for adults alone", guard("assist", "adult"), "G2"),
    Mutant(
        N, "help without agreement", unguard("assist", "consent_to_assistance"), "G2"
    ),
    Mutant(
        N,
        "help for whoever was missing",
        drop_from_step("assist", "from", "presumed"),
        "G2",
    ),
    Mutant(
        N,
        "two ties, one without a source",
        both(
            add(lambda data: data, "entitlements", {}),
            lambda data: data["entitlements"][1].update(
                {**data["entitlements"][0], "name": "school", "ground": MODEL}
            ),
        ),
        "G2",
    ),
    Mutant(
        N,
        "nobody can leave without a name",
        both(without_step(NAMELESS), without_stage("nameless")),
        "G7",
    ),
    Mutant(N, "a child is let go", unguard(NAMELESS, "adult"), "G7"),
    Mutant(
        N,
        "the nameless record is handed on",
        put_step(NAMELESS, needs=["recipient"]),
        "G7",
    ),
    Mutant(
        N,
        "the nameless record tells somebody",
        put_step(NAMELESS, **IDENTITY),
        "G7",
    ),
    Mutant(N, "the record has a name", put_stage("nameless", anonymous=None), "G7"),
    Mutant(
        N, "leaving needs an agreement", guard(NAMELESS, "consent_to_assistance"), "G7"
    ),
    Mutant(
        N,
        "leaving waits for identification",
        guard(NAMELESS, "identification_not_open"),
        "G7",
    ),
    Mutant(
        N,
        "a nameless record is reopened",
        add_to_step("reopen", "from", "nameless"),
        "G7",
    ),
    Mutant(
        N,
        "a nameless record is worked on",
        both(
            put_stage("nameless", kind="working", owners=["case_manager"]),
            add_to_step("close", "from", "nameless"),
        ),
        "G7",
    ),
    Mutant(
        W,
        "walls need the wish to return",
        guard("place_in_walls", "consent_to_return"),
        "G7",
    ),
    Mutant(
        N,
        "help needs two other answers",
        guard("assist", "consent_to_identification", "consent_to_return"),
        "G7",
    ),
]
