"""Whether all that the platform stands on can be reached, named one by one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

CHECK_SECONDS = 2.0
# Anyone may ask: the checks behind the answer run at most this often.
KEEP_SECONDS = 1.0

# Returns what else to show of the dependency, if anything; raises when it is not usable.
Check = Callable[[], Awaitable[Any]]


class Readiness:
    """Run all checks at once and remember the answer for a moment."""

    def __init__(self, checks: dict[str, Check]) -> None:
        self._checks = checks
        self._answer: dict[str, Any] = {}
        self._taken_at = float("-inf")
        self._lock = asyncio.Lock()

    async def report(self) -> dict[str, Any]:
        """Return `status` (ok or down) and the state of every dependency."""
        async with self._lock:
            if time.monotonic() - self._taken_at > KEEP_SECONDS:
                self._answer = await self._ask_all()
                self._taken_at = time.monotonic()
            return self._answer

    async def _ask_all(self) -> dict[str, Any]:
        results = await asyncio.gather(*map(self._ask, self._checks.items()))
        dependencies = dict(results)
        ready = all(state["status"] == "ok" for state in dependencies.values())
        return {"status": "ok" if ready else "down", "dependencies": dependencies}

    async def _ask(self, named: tuple[str, Check]) -> tuple[str, dict[str, Any]]:
        name, check = named
        started = time.perf_counter()
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                found = await check()
            state = {"status": "ok"} | (found if isinstance(found, dict) else {})
        except Exception as error:  # noqa: BLE001 - any failure means the same here: not usable now
            log.warning("dependency_down", dependency=name, error=type(error).__name__)
            state = {"status": "down"}
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        return name, {**state, "milliseconds": milliseconds}


def clock_state(behind: float) -> dict[str, Any]:
    """Return what to say of a clock that is so many seconds behind the one it is compared with."""
    return {"clock_behind_seconds": round(behind, 1)}
