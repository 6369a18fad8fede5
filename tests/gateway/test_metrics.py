"""R8.1: what operators watch of the gateway: calls that nobody answered, and why."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from contracts.platform import SERVICES
from gateway_fakes import Running, running_gateway
from prometheus_client import REGISTRY

REASONS = ("timeout", "absent", "broker_away", "window_full")


def failures(service: str, reason: str) -> float | None:
    labels = {"service": service, "reason": reason}
    return REGISTRY.get_sample_value("ausm_gateway_rpc_failures_total", labels)


@pytest.fixture
def ask(signer) -> Callable[[Running], int]:
    """Return a function that asks identity through a gateway and returns the status."""

    def ask(running: Running) -> int:
        with running.client(headers=signer.bearer()) as client:
            return client.get("/me/real-name").status_code

    return ask


def test_R8_1_counters_start_at_zero(gateway) -> None:
    assert all(failures(name, reason) is not None for name in SERVICES for reason in REASONS)
    labels = {"policy": "reference"}
    assert REGISTRY.get_sample_value("ausm_gateway_rate_limited_total", labels) is not None


def test_R8_1_call_to_an_absent_service_is_counted(absent_services_gateway, ask) -> None:
    before = failures("identity", "absent")
    assert ask(absent_services_gateway) == 503
    assert failures("identity", "absent") == before + 1


def test_R8_1_a_call_without_an_answer_is_counted(silent_services_gateway, ask) -> None:
    before = failures("identity", "timeout")
    assert ask(silent_services_gateway) == 504
    assert failures("identity", "timeout") == before + 1


def test_R8_1_a_call_without_a_broker_is_counted(settings, ask) -> None:
    before = failures("identity", "broker_away")
    away = replace(settings, amqp_uri="amqp://guest:guest@127.0.0.1:1/")
    with running_gateway(away) as running:
        assert ask(running) == 503
    assert failures("identity", "broker_away") == before + 1


def test_R8_1_call_beyond_the_window_is_counted(settings, services, ask) -> None:
    before = failures("identity", "window_full")
    with running_gateway(replace(settings, rpc_window=0)) as running:
        assert ask(running) == 503
    assert failures("identity", "window_full") == before + 1


def test_R8_1_error_answer_is_no_failed_call(gateway, services, ask) -> None:
    before = [failures("identity", reason) for reason in REASONS]
    services.default = RuntimeError("the service stumbles")
    assert ask(gateway) == 500
    assert [failures("identity", reason) for reason in REASONS] == before
