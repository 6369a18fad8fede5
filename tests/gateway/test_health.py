"""R8.1: health names what is missing; metrics and logs say enough and no personal data."""

from dataclasses import replace

import pytest
from gateway_bench import running_gateway
from prometheus_client import generate_latest

NAMES = {"identity", "collection", "changes", "transfer", "notify", "broker", "storage", "redis"}


def test_R8_1_ready_names_every_dependency(client, services) -> None:
    services.default = {"status": "ok"}
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert {n for n, d in answer.json()["dependencies"].items() if d["status"] == "ok"} == NAMES


@pytest.mark.parametrize(
    "health",
    [
        pytest.param(RuntimeError("x"), id="R8.1-crashes"),
        pytest.param({"status": "down"}, id="R8.1-says-it-is-down"),
    ],
)
def test_service_that_is_not_well_makes_503(settings, services, health) -> None:
    services.default = {"status": "ok"}
    services.answers["transfer.health"] = health
    with running_gateway(settings) as running, running.client() as client:
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    states = {n: d["status"] for n, d in answer.json()["dependencies"].items()}
    assert [name for name, status in states.items() if status == "down"] == ["transfer"]


def test_R8_1_everything_away_is_told_within_seconds(settings, services) -> None:
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


def test_R8_1_many_askers_cost_one_round(client, services) -> None:
    services.default = {"status": "ok"}
    for _ in range(10):
        client.get("/health/ready")
    assert len([t for t in services.targets() if t == "notify.health"]) <= 2


def test_R8_1_requests_are_counted_by_operation(client, services) -> None:
    client.get("/sandbox/sms?phone=13800138000")
    text = generate_latest().decode()
    assert 'ausm_http_requests_total{operation="list_sandbox_sms",status="200"}' in text
    assert "13800138000" not in text
