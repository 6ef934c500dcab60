"""Words for broken pathways that are built on the walled mechanism."""

from tests.rules.mutants import (
    Change,
    Data,
    put,
    quorum,
    track,
)

W = "walled"
NAMELESS = "leave_nameless"
IDENTITY = {"discloses": ["identity"], "needs": ["recipient"]}


def keys(**values: object) -> Change:
    return put(lambda data: quorum(data, "keys"), **values)


def panel(**values: object) -> Change:
    return put(lambda data: quorum(data, "panel"), **values)


def exits(data: Data) -> Data:
    found: Data = data["exits"][0]
    return found


def missing(stage: str) -> Change:
    """Whoever is missing from the walls, and the step that leads on from there."""

    def change(data: Data) -> None:
        wait = {"name": "gone", "label": "Gone", "kind": "waiting", "clock": "alarm"}
        more = {"owners": ["case_manager"], "entitles": ["assistance"]}
        track(data, "protection")["stages"].append({**wait, **more})
        for name, origin, to in (
            *(("lose", ["walled"], "gone"), ("find", ["gone"], stage)),
        ):
            starts = "restriction" if to == "walled" else None
            values = {"from": origin, "to": to, "starts_clock": starts}
            new_step("protection", "record_missing", name, **values)(data)

    return change


def new_step(on: str, like: str, name: str, **values: object) -> Change:
    """Adds a step that differs from another one in a few words."""

    def change(data: Data) -> None:
        steps = track(data, on)["steps"]
        model = next(each for each in steps if each["name"] == like)
        changed = {**model, "name": name, "label": name.replace("_", " "), **values}
        steps.append({key: held for key, held in changed.items() if held is not None})

    return change
