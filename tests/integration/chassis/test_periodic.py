"""Periodic jobs."""

import time

import eventlet
from probe.service import ProbeService


def test_a_job_runs_by_one_replica_at_a_time(run_service, faults):
    for _ in range(3):
        run_service(ProbeService)
    limit = time.monotonic() + 10
    while faults.get("ticks", 0) < 5:
        assert time.monotonic() < limit
        eventlet.sleep(0.05)
    assert faults["most_ticking"] == 1


def test_a_job_that_fails_runs_again(run_service, faults, monkeypatch):
    calls = []

    def fail(self):
        calls.append(1)
        raise RuntimeError("the job stumbles")

    fail.nameko_entrypoints = ProbeService.tick.nameko_entrypoints
    monkeypatch.setattr(ProbeService, "tick", fail)
    run_service(ProbeService)
    limit = time.monotonic() + 10
    while len(calls) < 3:
        assert time.monotonic() < limit
        eventlet.sleep(0.05)
