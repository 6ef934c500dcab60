"""Ratios taken in one run: variants in turn, medians of rounds, spread shown.

Absolute rates vary with the machine and the minute; a ratio to a floor that was taken
in the same run is what a bar is set on.
"""

import gc
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median, quantiles

Variant = Callable[[], object]


def interleaved(
    variants: Mapping[str, Variant], *, rounds: int = 15, calls: int = 2_000
) -> dict[str, list[float]]:
    """Seconds a call, a list of rounds for each variant, taken round-robin."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for variant in variants.values():
        variant()
    for _ in range(rounds):
        for name, variant in variants.items():
            gc.collect()
            began = time.perf_counter()
            for _ in range(calls):
                variant()
            taken[name].append((time.perf_counter() - began) / calls)
    return taken


def ratio(taken: Mapping[str, list[float]], ours: str, floor: str) -> float:
    """Median of the pairwise ratios of two variants."""
    pairs = zip(taken[ours], taken[floor], strict=True)
    return median(one / other for one, other in pairs)


def report(name: str, measured: float, bar: float, unit: str) -> None:
    """Print a bar and end with exit code 1 where it is not met."""
    met = measured <= bar
    told = "met" if met else "NOT met"
    print(f"{name}: {measured:.2f} {unit} (bar {bar}) {told}")
    sys.exit(0 if met else 1)


def show(taken: Mapping[str, list[float]]) -> None:
    """Print the median and the quartiles of each variant, in microseconds."""
    for name, seconds in taken.items():
        low, _, high = quantiles(seconds, n=4)
        middle = median(seconds) * 1e6
        print(f"  {name}: {middle:.2f} us ({low * 1e6:.2f} to {high * 1e6:.2f})")
