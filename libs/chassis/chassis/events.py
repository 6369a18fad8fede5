"""Events that failed, as an operator sees them.

`python -m chassis.events <service> list` shows the events that no handler has managed yet;
`… retry [event id]` has all of them, or one, tried again at once. `… resend <event id>` has an
event that this service published sent once more; who handled it already takes no notice.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chassis.clock import to_wire
from chassis.config import Settings

if TYPE_CHECKING:
    from chassis.db import UnitOfWork


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the database is the one AUSM_DATABASE_URL names."""
    from chassis.db import open_database

    parser = argparse.ArgumentParser(prog="python -m chassis.events", description=__doc__)
    parser.add_argument("service")
    parser.add_argument("action", choices=("list", "retry", "resend"))
    parser.add_argument("event_id", nargs="?")
    options = parser.parse_args(arguments)
    if options.action == "resend" and not options.event_id:
        parser.error("resend needs an event id")
    db = open_database(Settings.load().database_url, options.service)
    with db.unit_of_work() as uow:
        lines = _act(uow, options.action, options.event_id)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _act(uow: "UnitOfWork", action: str, event_id: str | None) -> list[str]:
    from chassis.messaging import inbox
    from chassis.messaging.outbox import send_again

    if action == "retry":
        return [f"{inbox.make_due(uow, event_id)} events will be tried again"]
    if action == "resend" and event_id:
        return [f"{send_again(uow, event_id)} events will be sent again"]
    return list(_described(inbox.unhandled(uow)))


def _described(rows: list[Any]) -> Iterator[str]:
    if not rows:
        yield "every event was handled"
    for row in rows:
        # The last line of a stack trace is the error itself; its message may quote people's data.
        error = (row.last_error or "").rstrip().rpartition("\n")[2].partition(":")[0]
        yield (
            f"{row.state:6} {row.event_id} {row.event_type} -> {row.handler}"
            f" attempts={row.attempts} since={to_wire(row.received_at)} error={error}"
        )


if __name__ == "__main__":
    sys.exit(main())
