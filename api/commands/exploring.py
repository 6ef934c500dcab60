"""Exploring pathways for `referral pathways check`: two at a time, told as they end."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

AT_ONCE = 2
"""Pathways explored side by side, each in a process of its own."""
STORIES = 3
"""Findings told for each guarantee that does not hold."""

Told = Mapping[str, Any]


def explored(text: str, file: str) -> dict[str, Any]:
    """What exploring one pathway finds, as JSON.

    `guarantees` holds for each name `holds`, `states` (situations looked at),
    `seconds` and `findings` (stories, a list of sentences each).
    """
    from referral.rules.exploration import CutWorld  # noqa: PLC0415 # lazy
    from referral.rules.guarantees import judge_all  # noqa: PLC0415 # lazy
    from referral.rules.pathway import compile_pathway  # noqa: PLC0415 # lazy
    from referral.rules.stories import in_words  # noqa: PLC0415 # lazy
    from workflows.loader import load_text  # noqa: PLC0415 # lazy

    world = CutWorld(compile_pathway(load_text(text, file)))
    return {
        "guarantees": {
            verdict.guarantee: {
                "holds": verdict.holds,
                "states": verdict.states,
                "seconds": round(verdict.seconds, 3),
                "findings": [
                    list(in_words(world, each)) for each in verdict.findings[:STORIES]
                ],
            }
            for verdict in judge_all(world)
        },
        "status_bound": [
            f"{bound.label}: {bound.ground.source or 'no source'}"
            for bound in world.pathway.entitlements
        ],
    }


def explore_all(
    texts: Mapping[str, str], move: Callable[[int, int], None]
) -> dict[str, dict[str, Any]]:
    """Explore several pathways; `move` hears how many of them are done."""
    if len(texts) == 1:
        return {name: explored(text, name) for name, text in texts.items()}
    found: dict[str, dict[str, Any]] = {}
    with ProcessPoolExecutor(AT_ONCE) as pool:
        asked = {
            pool.submit(explored, text, name): name for name, text in texts.items()
        }
        for done, future in enumerate(as_completed(asked), start=1):
            found[asked[future]] = future.result()
            move(done, len(texts))
    return found


def lines(found: Mapping[str, Told]) -> Iterable[str]:
    """The table for people: a line a pathway, then whatever does not hold."""
    whole = {name: told for name, told in found.items() if "guarantees" in told}
    if whole:
        names = list(next(iter(whole.values()))["guarantees"])
        wide = max(len(name) for name in whole)
        heads = " ".join(f"{name:>3}" for name in names)
        yield f"{'pathway':{wide}}  {heads}  {'states':>11}  {'seconds':>7}"
        for name, told in whole.items():
            yield f"{name:{wide}}  {_row(told)}"
    for name, told in found.items():
        yield from _below(name, told)


def _row(told: Told) -> str:
    each = told["guarantees"].values()
    marks = " ".join(" ok" if one["holds"] else " NO" for one in each)
    states = sum(one["states"] for one in each)
    seconds = sum(one["seconds"] for one in each)
    return f"{marks}  {states:>11,}  {seconds:>7.1f}"


def _below(name: str, told: Told) -> Iterable[str]:
    if told["faults"]:
        yield f"{name}: {len(told['faults'])} to mend"
        yield from (f"  {fault}" for fault in told["faults"])
    for bound in told.get("status_bound", ()):
        yield f"{name}: tied to formal status: {bound}"
    for guarantee, one in told.get("guarantees", {}).items():
        if not one["holds"]:
            yield from _broken(name, guarantee, one["findings"])


def _broken(name: str, guarantee: str, findings: list[list[str]]) -> Iterable[str]:
    from referral.rules.guarantees import GUARANTEES  # noqa: PLC0415 # lazy

    broken = next(each for each in GUARANTEES if each.name == guarantee)
    yield f"{name}: {guarantee} does not hold: {broken.promise}"
    yield f"  ({broken.basis})"
    for story in findings:
        yield from (f"  {n}. {sentence}" for n, sentence in enumerate(story, start=1))


def passes(told: Told) -> bool:
    """True if the file can be read and every guarantee holds."""
    each = told.get("guarantees", {}).values()
    return not told["faults"] and bool(each) and all(one["holds"] for one in each)
