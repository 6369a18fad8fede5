"""R8.1: the profile `monitoring` in containers: each metric of each dashboard and alert is there."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from demo.story import ScenarioClients
from native.layout import REPOSITORY
from support.compose.composition import APPLICATIONS, STORES, Composition

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(600, func_only=True)]

# Valkey and PostgreSQL have no metrics page: the programs report both.
WATCHED = {*APPLICATIONS, *STORES, "queues", "proxy", "prometheus", "alertmanager"} - {
    "postgres",
    "valkey",
}
# Prometheus reads every fifteen seconds, MinIO's page every minute, and a rate wants two readings.
PATIENCE_SECONDS = 150.0
LATE_METRICS = {"ausm_sms_receipts_total", "minio_cluster_usage_object_total"}


class Watcher:
    """What the test asks of Prometheus."""

    def __init__(self, url: str) -> None:
        self.url = url

    def jobs(self) -> set[str]:
        """Return the names of what answers."""
        found = self._get("query", query="up == 1")["result"]
        return {row["metric"]["job"] for row in found}

    def missing(self) -> set[str]:
        """Return which of the recorded and of the late metrics there are none of yet."""
        groups = self._get("rules", type="record")["groups"]
        recorded = {rule["name"] for group in groups for rule in group["rules"]}
        return (recorded | LATE_METRICS) - set(self._get("label/__name__/values"))

    def _get(self, path: str, **parameters: str) -> Any:
        answer = httpx.get(f"{self.url}/api/v1/{path}", params=parameters, timeout=10)
        answer.raise_for_status()
        return answer.json()["data"]


@pytest.fixture
def watcher(stack: Composition) -> Iterator[Watcher]:
    """Start Prometheus and Alertmanager, and take both away again."""
    try:
        yield Watcher(stack.start_watchers("http://alerts.invalid/"))
    finally:
        stack.stop_watchers()


async def test_R8_1_every_expression_has_data_behind_it(
    stack: Composition, watcher: Watcher
) -> None:
    until(lambda: watcher.jobs() == WATCHED, lambda: f"only these are watched: {watcher.jobs()}")
    clients = ScenarioClients(stack.url)
    outcomes = await clients.run_stories(2, 2)
    await clients.close()
    assert [outcome.error for outcome in outcomes] == [None, None]
    until(lambda: not watcher.missing(), lambda: f"no data: {watcher.missing()}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/monitoring/test_expressions.py", "-q"],
        cwd=REPOSITORY,
        env={**os.environ, "AUSM_TEST_PROMETHEUS": watcher.url},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    print(done.stdout[-2000:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


def until(true: Callable[[], object], otherwise: Callable[[], str]) -> None:
    """Wait until something is true; fails with what `otherwise` says."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < limit, otherwise()
        time.sleep(1)
