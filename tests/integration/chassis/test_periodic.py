"""Periodic jobs."""

import time

from chassis.testing.waiting import wait_until
from probe.service import ProbeService
from prometheus_client import REGISTRY


def test_a_job_runs_by_one_replica_at_a_time(run_service, faults):
    for _ in range(3):
        run_service(ProbeService)
    wait_until(lambda: faults.get("ticks", 0) >= 5)
    assert faults["most_ticking"] == 1


def done_at():
    """Return when the tick last went well, in seconds since 1970."""
    labels = {"service": "probe", "task": "probe.tick"}
    return REGISTRY.get_sample_value("ausm_task_done_seconds", labels)


def test_R8_1_job_exposes_its_last_success(run_service, faults):
    before = time.time()
    run_service(ProbeService)
    begun = done_at()
    assert begun >= before
    wait_until(lambda: done_at() != begun)
    labels = {"service": "probe", "task": "probe.tick"}
    assert REGISTRY.get_sample_value("ausm_task_interval_seconds", labels) == 0.2


def test_R8_1_failed_job_runs_again_and_is_no_success(run_service, faults, monkeypatch):
    calls = []

    def fail(self):
        calls.append(done_at())
        raise RuntimeError("the job stumbles")

    fail.nameko_entrypoints = ProbeService.tick.nameko_entrypoints
    monkeypatch.setattr(ProbeService, "tick", fail)
    run_service(ProbeService)
    wait_until(lambda: len(calls) >= 3)
    assert len({*calls, done_at()}) == 1
