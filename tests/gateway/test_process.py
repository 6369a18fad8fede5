"""R8.1: the gateway as a process: `python -m gateway`, its logs, its metrics, its end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from gateway.__main__ import GRACEFUL_SHUTDOWN_SECONDS
from gateway.settings import Limits, Settings
from gateway_fakes import API, NO_TLS, wait_for
from native.ports import PortLocks

DRAIN_SECONDS = 3.0


class Process:
    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.log = log
        self.url = f"http://127.0.0.1:{environment['AUSM_SERVICE_PORT']}{API}"
        self.metrics_url = f"http://127.0.0.1:{environment['AUSM_METRICS_PORT']}/metrics"
        with log.open("w") as output:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "gateway"], env=environment, stdout=output, stderr=output
            )

    def is_up(self) -> bool:
        assert self.popen.poll() is None, self.log.read_text()
        try:
            return self.get("/health/live").status_code == 200
        except httpx.HTTPError:
            return False

    def get(self, path: str) -> httpx.Response:
        """Ask over a connection of its own."""
        return httpx.get(f"{self.url}{path}", verify=NO_TLS)

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture
def ports() -> Iterator[dict[str, int]]:
    """Ports that the kernel gives to nobody else, and no stack takes before the test has ended."""
    found: dict[str, int] = {}
    with PortLocks() as locks:
        locks.assign(found, ("service", "metrics"))
        yield found


@pytest.fixture
def environment(settings: Settings, ports: dict[str, int], tmp_path: Path) -> dict[str, str]:
    key = tmp_path / "key.pem"
    key.write_text(settings.jwt_public_key)
    python = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
    return {
        **python,  # where byte code lies, without which every start is slow
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "AUSM_AMQP_URI": settings.amqp_uri,
        "AUSM_S3_URL": settings.s3_url,
        "AUSM_S3_BUCKET_PREFIX": settings.bucket_prefix,
        "AUSM_REDIS_URL": settings.redis_url or "",
        "AUSM_JWT_PUBLIC_KEY_FILE": str(key),
        "AUSM_SANDBOX": "1",
        "AUSM_SECURE_COOKIES": "0",
        "AUSM_LEAVE_SECONDS": str(DRAIN_SECONDS),
        "AUSM_SERVICE_PORT": str(ports["service"]),
        "AUSM_METRICS_PORT": str(ports["metrics"]),
    }


@pytest.fixture
def process(environment, services, tmp_path: Path) -> Iterator[Process]:
    process = Process(environment, tmp_path / "log")
    wait_for(process.is_up, "the process did not start", 90)
    yield process
    process.popen.kill()
    process.popen.wait()


def test_R8_1_missing_setting_is_named(environment) -> None:
    del environment["AUSM_S3_URL"]
    ended = subprocess.run(
        [sys.executable, "-m", "gateway"],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode != 0
    assert "AUSM_S3_URL" in ended.stderr


def test_R8_4_logs_are_json_with_the_request_id_and_no_personal_data(process: Process) -> None:
    httpx.get(f"{process.url}/sandbox/sms?phone=13800138000", headers={"X-Request-ID": "log-me"})
    httpx.post(f"{process.url}/accounts", json={"name": "李明", "phone": "13800138000"})
    wait_for(lambda: "register_account" in process.log.read_text(), "no access log")
    ours = next(line for line in process.lines() if line.get("operation") == "list_sandbox_sms")
    assert (ours["request_id"], ours["status"], ours["service"]) == ("log-me", 200, "gateway")
    assert "13800138000" not in process.log.read_text()
    assert "李明" not in process.log.read_text()


def test_R8_1_metrics_are_on_a_port_of_their_own(process: Process) -> None:
    httpx.get(f"{process.url}/reference/regions")
    text = httpx.get(process.metrics_url).text
    assert 'ausm_http_requests_total{operation="list_regions",status="200"} 1.0' in text
    assert httpx.get(process.url.removesuffix(API) + "/metrics").status_code == 404


def test_R8_1_stop_is_quick_and_lets_requests_finish(process: Process, signer, services) -> None:
    services.delay = 1.0
    headers = signer.bearer()
    with (
        httpx.Client(base_url=process.url, headers=headers, timeout=20) as page,
        page.stream("GET", "/me/messages/stream") as stream,
        httpx.Client(base_url=process.url, headers=headers, timeout=20) as client,
    ):
        text = stream.iter_text()
        assert "ready" in next(text)
        with ThreadPoolExecutor() as pool:
            asked = pool.submit(client.get, "/me/real-name")
            wait_for(lambda: services.calls, "the call did not arrive")
            began = time.monotonic()
            process.popen.send_signal(signal.SIGTERM)
            assert asked.result().status_code == 200
            assert "closed" in "".join(text)
    assert process.popen.wait(15) in (0, -signal.SIGTERM)
    # A stream that held up the end would do so for ten seconds more.
    assert time.monotonic() - began < DRAIN_SECONDS + GRACEFUL_SHUTDOWN_SECONDS - 1


def test_R8_1_draining_replica_fails_its_liveness_and_serves_on(process: Process, signer) -> None:
    """A proxy notices by the health check; whoever it sent meanwhile is served."""
    process.popen.send_signal(signal.SIGTERM)
    began = time.monotonic()
    wait_for(lambda: process.get("/health/live").status_code == 503, "health stays")
    refused = process.get("/health/live")
    assert (refused.json()["code"], refused.headers["content-type"]) == (
        "gateway.leaving",
        "application/problem+json",
    )
    served = 0
    while time.monotonic() - began < DRAIN_SECONDS - 0.5:
        # A new connection each time, as from a proxy.
        answer = process.get("/reference/regions")
        assert answer.status_code == 200
        served += 1
    assert served > 0
    assert process.popen.wait(10) in (0, -signal.SIGTERM)
    assert time.monotonic() - began >= DRAIN_SECONDS


@pytest.fixture
def lasting(environment) -> None:
    """Have the process take far longer to drain than any machine takes to end it."""
    environment["AUSM_LEAVE_SECONDS"] = "600"


def test_R8_1_second_signal_stops_a_draining_replica_at_once(lasting, process: Process) -> None:
    process.popen.send_signal(signal.SIGTERM)
    wait_for(lambda: process.get("/health/live").status_code == 503, "health stays")
    process.popen.send_signal(signal.SIGTERM)
    assert process.popen.wait(20) in (0, -signal.SIGTERM)


def test_R8_2_limits_come_from_the_environment(environment, monkeypatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AUSM_LIMIT_ACCOUNT", "7/second")
    settings = Settings.from_env()
    assert settings.limits == Limits(account="7/second")
    assert settings.sandbox
    assert not settings.secure_cookies
