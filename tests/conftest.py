"""What all suites share: no rule is judged by how busy the machine is, nor by examples of luck.

`AUSM_EXPLORE=1 ./ausm test unit` tries examples that no run has tried before.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ausm",
    deadline=None,
    derandomize=not os.environ.get("AUSM_EXPLORE"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ausm")
