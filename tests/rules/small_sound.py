"""Changes of a small mechanism that break no promise: none may be refused."""

from tests.rules.mutants import (
    Change,
    Data,
    add_to_step,
    both,
    clock,
    guard,
    put,
    put_stage,
    put_step,
    quorum,
    stage,
    track,
)
from tests.rules.mutants_of_course import negative
from tests.rules.mutants_of_help import MODEL, N
from tests.rules.mutants_of_walls import IDENTITY, W, missing, new_step, panel


def a_permit(data: Data) -> None:
    """Stay that goes on after reflection, given while it still runs."""
    reflection = stage(data, "reflection")
    permit = {**reflection, "name": "permit", "kind": "working", "clock": "unset"}
    permit["entitles"] = ["lawful_stay"]
    stay = track(data, "stay")
    stay["stages"].append(permit)
    give = {**stay["steps"][0], "name": "permit_stay", "from": ["reflection"]}
    give |= {"to": "permit", "guards": ["cooperates"], "ends_clock": "reflection"}
    del give["starts_clock"]
    stay["steps"] += [give, {**stay["steps"][1], "name": "end", "from": ["permit"]}]


SOUND: list[tuple[str, str, Change]] = [
    (N, "a permit of stay asks for cooperation", a_permit),
    (N, "reflection lasts as long as nobody says", clock("reflection", "unset")),
    (
        N,
        "help tells whom the person agreed to",
        both(put_step("assist", **IDENTITY), guard("assist", "child_has_guardian")),
    ),
    (
        N,
        "the return tells whom the person agreed to",
        both(
            put_step("prepare_return", **IDENTITY),
            put_step("leave", **IDENTITY, after_closure=False),
        ),
    ),
    (
        N,
        "reflection tells whom the person agreed to",
        both(
            put_step("start_reflection", **IDENTITY, after_closure=False),
            guard("start_reflection", "identification_requested", "child_has_guardian"),
        ),
    ),
    (
        N,
        "whoever nothing protects any more may be sent home",
        new_step(
            *("protection", "prepare_return", "send_home"),
            guards=["stay_not_protected", "child_has_guardian"],
        ),
    ),
    (W, "onward behind walls", negative("refuse", onward="place_in_walls")),
    (
        W,
        "nothing is tied to status and nobody is told more",
        both(
            put(lambda data: data, entitlements=None),
            put_stage("missing", escalates_to=["case_manager", "police"]),
        ),
    ),
    (
        W,
        "a second way back into the walls, with the panel too",
        new_step("protection", "place_in_walls", "place_again"),
    ),
    (
        N,
        "no exception to confirm, and a name for our own words",
        both(
            put_step("notify", ground=MODEL),
            add_to_step("record_missing", "relations", "authority"),
        ),
    ),
    (W, "whoever is missing from the walls comes back to them", missing("walled")),
    (
        W,
        "somebody else agrees to a placement",
        panel(kind="second_person", seats=[["case_manager"]], variants=[]),
    ),
    (
        W,
        "more people who may fill a seat",
        put(lambda data: quorum(data, "panel"), at_least=2),
    ),
]
