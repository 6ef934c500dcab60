"""Exploring pathways for the commands: two at a time, told as they end."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from api.commands.common import progress, say, settings, tell

if TYPE_CHECKING:
    from referral.rules.results import Result

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


def results_of(found: Iterable[Told]) -> "list[Result]":
    """What was found, as it is kept; nothing for what could not be read."""
    from referral.rules.results import Result, rules_digest  # noqa: PLC0415 # lazy

    return [
        Result(
            told["sha256"],
            rules_digest(),
            {
                name: (one["holds"], one["states"])
                for name, one in told["guarantees"].items()
            },
        )
        for told in found
        if "guarantees" in told
    ]


def explored_and_told(
    texts: Mapping[str, str],
    faults: Mapping[str, list[str]] = MappingProxyType({}),
    *,
    as_json: bool = False,
) -> dict[str, dict[str, Any]]:
    """Explore pathways with a bar, and print what was found.

    Args:
        texts: What can be read, by name.
        faults: What cannot be read, and why.
        as_json: One JSON document instead of a table.
    """
    from workflows.loader import digest, load_text  # noqa: PLC0415 # lazy

    found: dict[str, dict[str, Any]] = {
        name: {"faults": told} for name, told in faults.items()
    }
    for name, text in texts.items():
        version = load_text(text, name).version
        found[name] = {"version": version, "sha256": digest(text), "faults": []}
    with progress("Exploring") as move:
        for name, told in explore_all(texts, move).items():
            found[name] |= told
    if as_json:
        tell({"pathways": found})
    else:
        for line in lines(found):
            say(line)
    return found


def check_stored(*, as_json: bool) -> bool:
    """Explore what the settings' store works by and keep what is found there.

    True if the pathway for new cases passes. An older one that does not still serves
    the cases that are open on it.
    """
    from api.commands import keys_at  # noqa: PLC0415 # lazy
    from referral.mechanism import Mechanism  # noqa: PLC0415 # lazy

    chosen = settings()
    where = chosen.store, keys_at.ring(chosen)
    known = Mechanism.stored_pathways(*where)
    found = explored_and_told({each.name: each.text for each in known}, as_json=as_json)
    if not all(passes(found[each.name]) for each in known if each.in_use):
        return False
    results = results_of(found.values())
    with Mechanism.open(*where, proven=results) as mechanism:
        mechanism.keep_explorations(mechanism.system(), results)
    return True
