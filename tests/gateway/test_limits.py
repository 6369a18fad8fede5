"""R8.2, R1.1.6: rate limits, one count for all replicas."""

import time
from dataclasses import replace

import pytest
import redis
from gateway.rate_limits import limiter
from gateway_fakes import GENEROUS, Running, running_gateway

from gateway import resources

HOUR, TIME_FOR_A_TEST = 3600, 30


@pytest.fixture(autouse=True)
def one_window(monkeypatch) -> None:
    """Leave the test in one hour, and let a slow machine not take Redis for gone."""
    if (left := HOUR - time.time() % HOUR) < TIME_FOR_A_TEST:
        time.sleep(left)
    monkeypatch.setattr(limiter, "REDIS_TIMEOUT_SECONDS", 10)
    monkeypatch.setattr(resources, "REDIS_SECONDS", 10)


@pytest.fixture
def fresh_counts(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    for key in client.scan_iter(match="*ausm-limits*"):
        client.delete(key)


@pytest.fixture
def two_replicas(settings, fresh_counts, services):
    """Two gateways that allow one account five requests an hour, one address a hundred."""
    limits = replace(GENEROUS, account="5/hour", ip="100/hour", sensitive="3/hour")
    with (
        running_gateway(replace(settings, limits=limits)) as one,
        running_gateway(replace(settings, limits=limits)) as other,
    ):
        yield one, other


def _statuses(running: Running, times: int, headers: dict, path: str = "/me/real-name") -> list:
    with running.client(headers=headers) as client:
        return [client.get(path).status_code for _ in range(times)]


def test_R8_2_replicas_count_together(two_replicas, signer) -> None:
    one, other = two_replicas
    headers = signer.bearer(sub="busy-person")
    assert _statuses(one, 3, headers) == [200] * 3
    assert _statuses(other, 3, headers) == [200, 200, 429]
    assert _statuses(one, 1, headers) == [429]
    assert _statuses(one, 1, signer.bearer(sub="quiet-person")) == [200]


def test_R8_2_headers_say_what_is_left(two_replicas, signer) -> None:
    one, _ = two_replicas
    with one.client(headers=signer.bearer(sub="counting-person")) as client:
        left = [client.get("/me/real-name").headers["ratelimit-remaining"] for _ in range(3)]
        assert left == ["4", "3", "2"]
        for _ in range(3):
            answer = client.get("/me/real-name")
    assert (answer.status_code, answer.json()["code"]) == (429, "gateway.rate_limited")
    assert answer.headers["ratelimit-limit"] == "5"
    assert answer.headers["ratelimit-remaining"] == "0"
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert answer.headers["retry-after"] == answer.headers["ratelimit-reset"]


def test_R1_1_6_log_in_and_codes_share_a_narrow_limit(two_replicas) -> None:
    one, other = two_replicas
    with one.client() as client:
        codes = [
            client.post("/captchas").status_code,
            client.post("/sms-codes", json={}).status_code,
        ]
    with other.client() as client:
        codes += [client.post("/password-resets", json={}).status_code for _ in range(2)]
    assert codes == [201, 202, 204, 429]


def test_R8_2_refused_requests_reach_no_service(two_replicas, signer, services) -> None:
    _statuses(two_replicas[0], 7, signer.bearer(sub="hasty-person"))
    assert len(services.calls) == 5


def test_R8_2_health_is_never_limited(settings, fresh_counts, services) -> None:
    limits = replace(GENEROUS, ip="1/hour", reference="1/hour")
    with running_gateway(replace(settings, limits=limits)) as running:
        assert set(_statuses(running, 5, {}, "/health/live")) == {200}


def test_R8_2_without_redis_each_replica_counts_alone(settings, signer, services) -> None:
    limits = replace(GENEROUS, account="3/hour")
    away = replace(settings, limits=limits, redis_url="redis://127.0.0.1:1/0")
    headers = signer.bearer(sub="lonely-person")
    with running_gateway(away) as one, running_gateway(away) as other:
        assert _statuses(one, 4, headers) == [200, 200, 200, 429]
        assert _statuses(other, 1, headers) == [200]
        with one.client() as client:
            dependencies = client.get("/health/ready").json()["dependencies"]
    assert dependencies["redis"]["status"] == "down"


def test_R8_2_a_known_network_has_limits_of_its_own(settings, fresh_counts, services) -> None:
    limits = replace(GENEROUS, sensitive="2/hour")
    known = replace(settings, limits=limits, known_networks="127.0.0.0/8=3")
    with running_gateway(known) as running, running.client() as client:
        answers = [client.post("/captchas").status_code for _ in range(7)]
    assert answers == [201] * 6 + [429]


def test_R8_2_invalid_tokens_count_against_the_address(settings, fresh_counts, services) -> None:
    limits = replace(GENEROUS, ip="3/hour")
    forged = {"Authorization": "Bearer nonsense"}
    with running_gateway(replace(settings, limits=limits)) as running:
        assert _statuses(running, 5, forged) == [401, 401, 401, 429, 429]
