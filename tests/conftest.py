"""What all suites share: no rule is judged by how busy the machine is."""

from hypothesis import HealthCheck, settings

settings.register_profile("ausm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ausm")
