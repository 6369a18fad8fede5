"""How a service is: every part it needs, each asked with a limit of time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import eventlet

_log = logging.getLogger(__name__)

CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """One question; `ask` returns what to show and raises when the part is not well.

    Without a vital part the service is down, without another it is degraded.
    """

    name: str
    ask: Callable[[], dict[str, Any]]
    vital: bool = False


class CheckFailed(Exception):
    """A part answers, but not as it should."""


def run_checks(checks: list[Check]) -> dict[str, Any]:
    """Ask every check, all at the same time, and return the whole picture."""
    asked = [(check, eventlet.spawn(_ask, check)) for check in checks]
    answers = {check.name: thread.wait() for check, thread in asked}
    failed = [check for check in checks if answers[check.name]["status"] != "ok"]
    status = "down" if any(c.vital for c in failed) else "degraded" if failed else "ok"
    return {"status": status, "checks": answers}


def _ask(check: Check) -> dict[str, Any]:
    try:
        with eventlet.Timeout(CHECK_SECONDS, TimeoutError("no answer in time")):
            return {"status": "ok", **check.ask()}
    except CheckFailed as reason:
        return {"status": "failing", **reason.args[0]}
    except Exception as error:  # noqa: BLE001 - any failure is an answer here
        _log.warning("health check %s: %s", check.name, error)
        return {"status": "failing", "reason": type(error).__name__}
