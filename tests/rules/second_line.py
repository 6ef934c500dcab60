"""Broken pathways that the checks of a file refuse, and a guarantee after them.

Whoever loosens the one still meets the other.
"""

from tests.rules.mutants import (
    Mutant,
    add,
    add_to_step,
    both,
    clock,
    drop_from_step,
    put,
    put_stage,
    put_step,
    without_step,
)
from tests.rules.mutants_of_course import OFFERS
from tests.rules.mutants_of_help import MODEL, SHORT, N
from tests.rules.mutants_of_walls import W

SECOND_LINE = [
    Mutant(
        N,
        "services require status",
        put(
            lambda data: data,
            formal={
                "body": "A commission",
                "trigger": "notification",
                "appeal": "unset",
                "services_require_status": True,
                "ground": MODEL,
            },
        ),
        "G2",
    ),
    Mutant(N, "29 days", clock("reflection", SHORT), "G4"),
    Mutant(
        N,
        "February",
        clock("reflection", {**SHORT, "n": 1, "unit": "calendar_month"}),
        "G4",
    ),
    Mutant(
        N,
        "a decision ends it",
        clock("reflection", {**SHORT, "n": 90, "ends": "decision"}),
        "G4",
    ),
    Mutant(N, "a shorter one for some", clock("reflection_short", SHORT), "G4"),
    Mutant(
        N,
        "nobody says how long, and some have less",
        both(clock("reflection", "unset"), clock("reflection_short", SHORT)),
        "G4",
    ),
    Mutant(N, "a dead end", without_step("close"), "G9"),
    Mutant(W, "a stage of nobody", put_stage("walled", owners=[]), "G10"),
    Mutant(
        N,
        "a wait without a clock",
        put_stage("assessing", kind="waiting", clock=None),
        "G10",
    ),
    Mutant(
        N,
        "a reason without a code",
        drop_from_step("refuse", "needs", "reason_code"),
        "G11",
    ),
    Mutant(
        OFFERS,
        "content opens to the sender's act too",
        add_to_step("accept", "sides", "sender"),
        "G12",
    ),
    Mutant(
        OFFERS,
        "a no may be taken back",
        add_to_step("withdraw", "from", "declined"),
        "G12",
    ),
    Mutant(
        OFFERS,
        "content opens on the way",
        put_step("offer", shows="agreed_fields"),
        "G12",
    ),
    Mutant(N, "no source", put_step("close", ground={"confidence": "found"}), "G15"),
    Mutant(
        N,
        "a model with a source",
        put_step("close", ground={**MODEL, "source": "a law"}),
        "G15",
    ),
    Mutant(
        N,
        "a model with an article",
        put_step("close", ground={**MODEL, "article": "art 1"}),
        "G15",
    ),
    Mutant(
        N,
        "a model without a word",
        put_step("close", ground={"confidence": "model"}),
        "G15",
    ),
    Mutant(
        N,
        "somebody of the first line without a source",
        add(
            lambda data: data,
            "first_line",
            {"name": "guides", "label": "Guides", "ground": {"confidence": "high"}},
        ),
        "G15",
    ),
]
