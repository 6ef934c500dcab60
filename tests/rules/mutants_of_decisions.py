"""Broken pathways: offers, keys, persons who decide, sources (G12 to G15)."""

from typing import Any

from tests.rules.mutants import (
    SCHEMA,
    Change,
    Data,
    Mutant,
    add,
    add_to_step,
    clock,
    guard,
    put,
    put_step,
    quorum,
)
from tests.rules.mutants_of_course import IMPOSSIBLE, OFFERS
from tests.rules.mutants_of_help import MODEL, A, C, K, N


def put_quorum(name: str, **values: Any) -> Change:
    return put(lambda data: quorum(data, name), **values)


def keys(**values: Any) -> Change:
    return put(lambda data: quorum(data, "facility_keys"), **values)


def accepted_by_nobody(data: Data) -> None:
    data["steps"].append(
        {
            "name": "assume",
            "label": "Silence is a yes",
            "from": ["offered"],
            "to": "accepted",
            "sides": ["system"],
        }
    )


DECISIONS = [
    Mutant(
        OFFERS,
        "the sender accepts",
        put_step("accept", sides=["sender"], shows=None),
        "G12",
    ),
    Mutant(
        OFFERS,
        "the sender may accept too",
        put_step("accept", sides=["addressee", "sender"], shows=None),
        "G12",
    ),
    Mutant(
        OFFERS,
        "content opens to the sender's act",
        add_to_step("accept", "sides", "sender"),
        SCHEMA,
    ),
    Mutant(OFFERS, "silence is a yes", accepted_by_nobody, "G12"),
    Mutant(
        OFFERS,
        "the sender hands over",
        add_to_step("hand_over", "sides", "sender"),
        "G12",
    ),
    Mutant(
        OFFERS,
        "handed over unasked",
        add_to_step("hand_over", "from", "offered"),
        "G12",
    ),
    Mutant(
        OFFERS,
        "a no is answered again",
        add_to_step("withdraw", "from", "declined"),
        SCHEMA,
    ),
    Mutant(
        C,
        "an addressee moves the case",
        add_to_step("close", "relations", "addressee"),
        "G12",
    ),
    Mutant(
        K, "both keys are the police's", keys(seats=[["police"], ["police"]]), "G13"
    ),
    Mutant(K, "one key suffices", keys(at_least=1), "G13"),
    Mutant(K, "no keys", keys(kind="second_person"), "G13"),
    Mutant(K, "left without keys", put_step("leave_facility", quorum=None), "G13"),
    Mutant(
        K,
        "left by another door",
        add_to_step("agree_plan", "from", "in_secure_facility"),
        "G13",
    ),
    Mutant(
        K,
        "missing, and back outside",
        add_to_step("record_contact_lost", "from", "in_secure_facility"),
        "G13",
    ),
    Mutant(
        K,
        "missing, and back elsewhere",
        put_step(
            "record_back_in_facility", to="presumed", places_in=None, starts_clock=None
        ),
        "G13",
    ),
    Mutant(
        K,
        "dead, and reopened outside",
        add_to_step("record_death", "from", "in_secure_facility"),
        "G13",
    ),
    Mutant(K, "a key is the auditor's", keys(seats=[["auditor"], ["police"]]), "G13"),
    Mutant(
        K,
        "a panel of which one sits nowhere",
        put(lambda data: quorum(data, "panel"), seats=[["system"], ["police"]]),
        "G13",
    ),
    *(
        Mutant(
            base,
            "what is asked waits for ever",
            put_quorum(name, within=None),
            "G13",
        )
        for base, name in ((K, "panel"), (A, "joint_interview"))
    ),
    Mutant(
        K,
        "a confirmation that comes too late",
        put_step("identify", quorum="rescue_confirmation"),
        SCHEMA,
    ),
    Mutant(K, "kept without end", clock("facility_restriction", "unset"), "G13"),
    Mutant(K, "approved for ever", keys(within="unset"), "G13"),
    Mutant(K, "never reviewed", guard("review_restriction", *IMPOSSIBLE), "G13"),
    Mutant(
        K,
        "the clock never starts",
        put_step("place_in_secure_facility", starts_clock=None),
        "G13",
    ),
    Mutant(K, "keys without an exit", put(lambda data: data, exits=None), "G13"),
    Mutant(
        K,
        "one person is the panel",
        put(lambda data: quorum(data, "panel"), at_least=1),
        "G13",
    ),
    *(
        Mutant(base, f"{name} by itself", add_to_step(name, "roles", "system"), "G14")
        for base, name in (
            *((C, "identify"), (C, "end_stay"), (N, "identify"), (K, "assess_risk")),
        )
    ),
    Mutant(
        C,
        "less than may be shipped",
        put_step("close", ground={"source": "somebody", "confidence": "low"}),
        SCHEMA,
    ),
    Mutant(C, "no source", put_step("close", ground={"confidence": "found"}), SCHEMA),
    Mutant(
        C,
        "a model with a source",
        put_step("close", ground={**MODEL, "source": "a law"}),
        SCHEMA,
    ),
    Mutant(
        C,
        "a guess in a step",
        put_step(
            "close", ground={"source": "a law", "confidence": "medium", "note": "[K-L]"}
        ),
        "G15",
    ),
    Mutant(
        K,
        "a guess in a clock",
        put(
            lambda data: data["clocks"]["residence"]["ground"],
            note="Six months, a guess.",
        ),
        "G15",
    ),
    Mutant(
        K,
        "a guess in a role",
        add(
            lambda data: data,
            "first_line",
            {
                "name": "guides",
                "label": "Guides",
                "ground": {"source": "hearsay [K-L]", "confidence": "medium"},
            },
        ),
        "G15",
    ),
]
