"""R8.1: the broker itself runs short of memory, and recovers."""

import time
from collections.abc import Callable

import httpx
import pytest
from contracts.platform import API_PREFIX
from native.stack import Stack
from support.broker_alarms import memory_alarm
from support.scenarios import Scenarios

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(300, func_only=True)]

PATIENCE_SECONDS = 60.0


def until(holds: Callable[[], object], complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.2)


async def test_R8_1_broker_short_of_memory_is_named_and_comes_back(
    stack: Stack, scenarios: Scenarios
) -> None:
    person = await scenarios.registered()
    headers = {"Authorization": f"Bearer {person.client.access_token}"}
    with httpx.Client(base_url=stack.url + API_PREFIX, headers=headers, timeout=30) as client:

        def broker() -> str:
            return str(client.get("/health/ready").json()["dependencies"]["broker"]["status"])

        assert broker() == "ok"
        with memory_alarm(stack):
            until(lambda: broker() == "down", "the broker is not named")
            ready = client.get("/health/ready")
            assert ready.status_code == 503
            for _ in range(5):
                begun = time.monotonic()
                refused = client.get("/me/real-name")
                assert refused.status_code == 503, refused.text
                assert refused.json()["code"] == "gateway.broker_unavailable"
                assert int(refused.headers["Retry-After"]) >= 1
                assert time.monotonic() - begun < 2
            assert client.get("/health/live").status_code == 200
        until(lambda: client.get("/health/ready").status_code == 200, "did not come back")
        assert client.get("/me/real-name").status_code == 200
    # What waits in the services' outboxes leaves by itself, too.
    await scenarios.verified()
