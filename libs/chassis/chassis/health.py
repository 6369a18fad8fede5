"""How a service is: every part it needs, each asked with a limit of time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import eventlet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis import metrics
from chassis.clock import utc_now
from chassis.db.tables import inbox, outbox

_log = logging.getLogger(__name__)

CHECK_SECONDS = 1.0
LAG_LIMIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Check:
    """One question; `ask` returns what to show and raises when the part is not well.

    Without a vital part the service is down, without another it is degraded.
    """

    name: str
    ask: Callable[[], dict[str, Any]]
    vital: bool = False


class NotWell(Exception):
    """A part answers, but not as it should."""


def examine(checks: list[Check]) -> dict[str, Any]:
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
    except NotWell as reason:
        return {"status": "failing", **reason.args[0]}
    except Exception as error:  # noqa: BLE001 - any failure is an answer here
        _log.warning("health check %s: %s", check.name, error)
        return {"status": "failing", "reason": type(error).__name__}


def queues_of_events(session: Session) -> dict[str, Any]:
    """Return the state of outbox and inbox in one question; this is the database check too."""
    oldest = (
        select(func.min(outbox.c.occurred_at))
        .where(outbox.c.published_at.is_(None))
        .scalar_subquery()
    )
    failed = (
        select(func.count()).select_from(inbox).where(inbox.c.state == "failed").scalar_subquery()
    )
    dead = select(func.count()).select_from(inbox).where(inbox.c.state == "dead").scalar_subquery()
    row = session.execute(
        select(oldest.label("oldest"), failed.label("failed"), dead.label("dead"))
    ).one()
    lag = (utc_now() - row.oldest).total_seconds() if row.oldest else 0.0
    return {"lag_seconds": round(lag, 1), "failed": row.failed, "dead": row.dead}


def ensure_events_flow(state: dict[str, Any]) -> dict[str, Any]:
    """Return the state, or raise NotWell when events wait too long or were given up."""
    if state["lag_seconds"] > LAG_LIMIT_SECONDS or state["dead"]:
        raise NotWell(state)
    return state


def show(service: str, state: dict[str, Any]) -> None:
    """Set the gauges of the event queues."""
    metrics.OUTBOX_LAG.labels(service).set(state["lag_seconds"])
    metrics.EVENTS_FAILED.labels(service).set(state["failed"])
    metrics.EVENTS_DEAD.labels(service).set(state["dead"])
