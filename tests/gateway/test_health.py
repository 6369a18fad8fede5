"""R8.1: health names what is missing; metrics and logs say enough and no personal data."""

from dataclasses import replace

import pytest
from contracts.platform import SERVICES
from gateway_fakes import running_gateway
from prometheus_client import generate_latest

from gateway import health, resources

SLOW_SECONDS = 20
NAMES = {*SERVICES, "broker", "storage", "redis"}


@pytest.fixture
def patient(monkeypatch) -> None:
    """Let nothing be down merely because the machine is busy."""
    monkeypatch.setattr(health, "CHECK_SECONDS", SLOW_SECONDS)
    monkeypatch.setattr(resources, "CHECK_SECONDS", SLOW_SECONDS)
    monkeypatch.setattr(resources, "REDIS_SECONDS", SLOW_SECONDS)


def test_R8_1_ready_names_every_dependency(settings, services, patient) -> None:
    services.default = {"status": "ok"}
    with running_gateway(settings) as running, running.client() as client:
        answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert {n for n, d in answer.json()["dependencies"].items() if d["status"] == "ok"} == NAMES


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(RuntimeError("x"), id="R8.1-crashes"),
        pytest.param({"status": "down"}, id="R8.1-says-it-is-down"),
    ],
)
def test_unhealthy_service_makes_503(settings, services, patient, answer) -> None:
    services.default = {"status": "ok"}
    services.answers["transfer.health"] = answer
    with running_gateway(settings) as running, running.client() as client:
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    states = {n: d["status"] for n, d in answer.json()["dependencies"].items()}
    assert [name for name, status in states.items() if status == "down"] == ["transfer"]


def test_R8_1_readiness_answers_within_seconds_with_everything_away(settings, services) -> None:
    closed = replace(
        settings,
        amqp_uri="amqp://guest:guest@127.0.0.1:1/",
        s3_url="http://key:secret@127.0.0.1:1",
        redis_url="redis://127.0.0.1:1/0",
    )
    with running_gateway(closed) as running, running.client() as client:
        assert client.get("/health/live").status_code == 200
        answer = client.get("/health/ready")
        assert answer.elapsed.total_seconds() < 4
    assert answer.status_code == 503
    assert {d["status"] for d in answer.json()["dependencies"].values()} == {"down"}


def test_R8_1_concurrent_readiness_requests_share_one_check(
    settings, services, monkeypatch
) -> None:
    monkeypatch.setattr(health, "KEEP_SECONDS", 60)  # on a busy machine ten requests take seconds
    services.default = {"status": "ok"}
    with running_gateway(settings) as running, running.client() as client:
        for _ in range(10):
            client.get("/health/ready")
    assert services.targets().count("notify.health") == 1


def test_R8_1_requests_are_counted_by_operation(client, services) -> None:
    client.get("/sandbox/sms?phone=13800138000")
    text = generate_latest().decode()
    assert 'ausm_http_requests_total{operation="list_sandbox_sms",status="200"}' in text
    assert "13800138000" not in text
