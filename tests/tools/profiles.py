"""How hard Hypothesis looks: `ci` the same for everybody, `night` for hours.

`mutation` looks briefly, because it looks thousands of times.

A plugin of pytest; `tests/tools/test.sh` loads it.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", derandomize=True, database=None, max_examples=50, deadline=None
)
settings.register_profile(
    "mutation", derandomize=True, database=None, max_examples=25, deadline=None
)
settings.register_profile(
    "night",
    max_examples=5_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
