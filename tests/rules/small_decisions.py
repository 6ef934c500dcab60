"""Broken small pathways: offers, keys, persons who decide, sources (G12 to G15)."""

from tests.rules.mutants import (
    Mutant,
    add_to_step,
    both,
    clock,
    guard,
    put,
    put_stage,
    put_step,
    quorum,
)
from tests.rules.mutants_of_course import (
    IMPOSSIBLE,
    OFFERS,
)
from tests.rules.mutants_of_help import (
    N,
)
from tests.rules.mutants_of_walls import (
    W,
    exits,
    keys,
    missing,
    panel,
)

SYSTEM_FOR_A_CHILD = [{"when": ["child"], "seats": [["system"], ["police"]]}]

SMALL_DECISIONS = [
    Mutant(
        OFFERS, "a question is nobody's turn", put_stage("question", turn=None), "G10"
    ),
    Mutant(
        N,
        "an addressee moves the case",
        add_to_step("close", "relations", "addressee"),
        "G12",
    ),
    Mutant(
        W, "both keys are the police's", keys(seats=[["police"], ["police"]]), "G13"
    ),
    Mutant(W, "one seat", keys(seats=[["police"]]), "G13"),
    Mutant(
        W, "three keys", keys(seats=[["police"], ["prosecutor"], ["doctor"]]), "G13"
    ),
    Mutant(
        W,
        "the keys of a child are one",
        keys(variants=[{"when": ["child"], "seats": [["police"]]}]),
        "G13",
    ),
    Mutant(W, "one key suffices", keys(at_least=1), "G13"),
    Mutant(W, "no keys", keys(kind="second_person"), "G13"),
    Mutant(W, "left without keys", put_step("leave_walls", quorum=None), "G13"),
    Mutant(W, "left with the panel", put_step("leave_walls", quorum="panel"), "G13"),
    Mutant(
        W,
        "left by another door",
        add_to_step("prepare_return", "from", "walled"),
        "G13",
    ),
    *(
        Mutant(
            W,
            f"left by {name}",
            add_to_step(name, "from", "walled"),
            "G13",
        )
        for name in ("record_missing", "close")
    ),
    *(
        Mutant(W, f"missing from the walls, then {stage}", missing(stage), "G13")
        for stage in ("assisted", "closed", "missing")
    ),
    Mutant(W, "a key is the auditor's", keys(seats=[["auditor"], ["police"]]), "G13"),
    Mutant(
        W, "a child waits for the system", panel(variants=SYSTEM_FOR_A_CHILD), "G13"
    ),
    Mutant(W, "the panel waits for ever", panel(within=None), "G13"),
    Mutant(W, "nobody says how long a panel waits", panel(within="unset"), "G13"),
    Mutant(W, "kept without end", clock("restriction", "unset"), "G13"),
    Mutant(W, "approved for ever", keys(within="unset"), "G13"),
    Mutant(W, "approved without a word of it", keys(within=None), "G13"),
    Mutant(W, "never reviewed", guard("review_walls", *IMPOSSIBLE), "G13"),
    Mutant(
        W,
        "leaving is called the review",
        put(exits, review="leave_walls"),
        "G13",
    ),
    Mutant(
        W,
        "reviewed by the system",
        put_step("review_walls", roles=["system"], relations=["none"]),
        "G13",
    ),
    Mutant(
        W,
        "reviewed once identified",
        guard("review_walls", "identification_not_open"),
        "G13",
    ),
    Mutant(
        W,
        "the clock never starts",
        put_step("place_in_walls", starts_clock=None),
        "G13",
    ),
    Mutant(W, "keys without an exit", put(lambda data: data, exits=None), "G13"),
    Mutant(W, "one person is the panel", panel(at_least=1), "G13"),
    Mutant(
        W,
        "one person suffices for a child",
        both(panel(at_least=1), panel(seats=[["police"]])),
        "G13",
    ),
    *(
        Mutant(W, f"{name} by itself", add_to_step(name, "roles", "system"), "G14")
        for name in ("review_walls", "confirm_end")
    ),
    *(
        Mutant(
            base,
            f"a guess in {about}: {word}",
            put(find, ground={"source": "a law", "confidence": "medium", key: word}),
            "G15",
        )
        for base, about, find, key, word in (
            (N, "a clock", lambda data: data["clocks"]["alarm"], "note", "Our guess."),
            (
                N,
                "a tie",
                lambda data: data["entitlements"][0],
                "article",
                "art 7 [K-M]",
            ),
            (W, "an exit", exits, "source", "hearsay [K-L]"),
            (
                *(W, "a quorum", lambda data: quorum(data, "keys")),
                *("note", "art 4, to be verified"),
            ),
        )
    ),
]
