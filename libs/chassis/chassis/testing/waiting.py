"""Waiting for what happens beside the call that a test made."""

import time
from collections.abc import Callable
from typing import Any

import eventlet


def wait_until(condition: Callable[[], Any], seconds: float = 30) -> Any:
    """Let the other greenlets run until the condition holds, and return its value; fails in the end."""
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up, f"it did not come about in {seconds:.0f} s"
        eventlet.sleep(0.02)
    return found


def wait_for_health(client: Any, status: str = "ok") -> dict[str, Any]:
    """Return what a service says of itself once it says so: a check has a second, machines stall."""

    def asked() -> dict[str, Any] | None:
        answer: dict[str, Any] = client.call("health")
        return answer if answer["status"] == status else None

    healthy: dict[str, Any] = wait_until(asked)
    return healthy
