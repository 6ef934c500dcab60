"""Broken small pathways: children and disclosure (G5, G6)."""

from tests.rules.mutants import (
    Mutant,
    both,
    clock,
    guard,
    put,
    put_step,
    unguard,
)
from tests.rules.mutants_of_course import (
    TOLD,
    confirming,
)
from tests.rules.mutants_of_help import HOME_ALONE, N
from tests.rules.mutants_of_walls import IDENTITY, W

SMALL_CHILDREN = [
    Mutant(
        W,
        "interview of a child alone on a ground",
        put_step("interview", guards=["consent_to_identification"]),
        "G5",
    ),
    *(
        Mutant(W, f"{name} of a child alone", unguard(name, "child_has_guardian"), "G5")
        for name in ("interview", "record_not_wanted")
    ),
    *(
        Mutant(N, f"a child alone goes by {name}", unguard(name, *HOME_ALONE), "G5")
        for name in ("prepare_return",)
    ),
    Mutant(
        N,
        "review on request of a child alone",
        guard("review", "consent_to_identification"),
        "G5",
    ),
]

SMALL_DISCLOSURE = [
    Mutant(N, "closing tells somebody", put_step("close", **TOLD), "G6"),
    Mutant(
        N,
        "reflection tells somebody",
        put_step("start_reflection", **IDENTITY, after_closure=None),
        "G6",
    ),
    *(
        Mutant(
            N,
            f"{name} tells on {word}",
            both(put_step(name, **IDENTITY, guards=[word], after_closure=False)),
            "G6",
        )
        for name, word in (
            ("notify", "consent_to_assistance"),
            ("notify", "consent_to_return"),
            ("assist", "consent_to_identification"),
            ("start_reflection", "consent_to_assistance"),
        )
    ),
    Mutant(
        N,
        "two drawers are told of without consent",
        both(
            unguard("notify", "consent_to_identification"),
            put_step("notify", discloses=["identity", "health"]),
            put_step("assist", **IDENTITY),
            lambda data: data.pop("ground_confirmation"),
        ),
        "G6",
    ),
    Mutant(
        N,
        "nothing is told by a step, and nobody confirms a ground",
        both(
            put_step("notify", discloses=[]),
            lambda data: data.pop("ground_confirmation"),
        ),
        "G6",
    ),
    Mutant(N, "confirmed some day", clock("confirmation", "unset"), "G6"),
    Mutant(
        N,
        "confirmed in days",
        put(lambda data: data["clocks"]["confirmation"], unit="day", n=3),
        "G6",
    ),
    Mutant(
        N, "confirmed before, always", put(confirming, afterwards="second_person"), "G6"
    ),
    Mutant(N, "confirmed afterwards, always", put(confirming, before="rescue"), "G6"),
]
