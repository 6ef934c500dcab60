"""How hard Hypothesis looks: `ci` the same for everybody, `night` for hours.

A plugin of pytest; `tests/tools/test.sh` loads it.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", derandomize=True, database=None, max_examples=50, deadline=None
)
settings.register_profile(
    "night",
    max_examples=5_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
