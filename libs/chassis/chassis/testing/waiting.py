"""Waiting for what happens beside the call that a test made."""

import time
from collections.abc import Callable
from typing import Any

import eventlet


def wait_until(holds: Callable[[], Any], seconds: float = 30) -> None:
    """Let the other greenlets run until the condition holds; fails after a while."""
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, f"it did not come about in {seconds:.0f} s"
        eventlet.sleep(0.02)


def wait_for_health(client: Any, status: str = "ok") -> dict[str, Any]:
    """Return what a service says of itself once it says so: a check has a second, machines stall."""
    answers: list[dict[str, Any]] = []

    def ask() -> bool:
        answers.append(client.call("health"))
        return bool(answers[-1]["status"] == status)

    wait_until(ask)
    return answers[-1]
