"""How far the database's clock is from this machine's; `chassis.clock` follows it.

Asked whenever a connection opens, so before the first transaction, and every half minute. Small
differences are left alone: time that jumps to and fro by milliseconds is worse than they are.
"""

import logging
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event

from chassis import clock

_log = logging.getLogger(__name__)

TOLERANCE = timedelta(seconds=0.2)


def follow_server_of(engine: Engine) -> None:
    """Go by the clock of the engine's server, from its first connection on."""
    event.listen(engine, "connect", lambda connection, _record: follow_server(connection))


def follow_server(connection: Any) -> None:
    """Go by the server's clock if it differs from the one that is followed; asks in a round trip."""
    measured, uncertain = _measure(connection)
    if abs(measured - clock.followed()) > TOLERANCE + uncertain:
        ahead = measured if abs(measured) > TOLERANCE else timedelta(0)
        _log.warning("database clock is %+.1f s from ours: followed", ahead.total_seconds())
        clock.follow(ahead)


def _measure(connection: Any) -> tuple[timedelta, timedelta]:
    """Return how far ahead the server's clock is, and how far that may be wrong."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        server = cursor.fetchone()[0]
    connection.rollback()
    half = timedelta(seconds=(time.monotonic() - began) / 2)
    return server - (clock.machine_now() - half), half
