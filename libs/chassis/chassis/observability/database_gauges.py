"""What a service can see of its database server without any right of an administrator."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis import clock
from chassis.observability.gauges import GaugeSource, GaugeValue

# Other roles' transactions hide when they began, but not that they are there.
_SERVER = text("""
    SELECT pg_database_size(current_database()) AS size,
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
           current_setting('max_connections')::int AS allowed,
           (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)
              FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()) AS oldest,
           deadlocks, clock_timestamp() AS clock
      FROM pg_stat_database WHERE datname = current_database()
""")


class DatabaseGauges(GaugeSource):
    """Size of the service's database, connections of the whole server, the oldest transaction.

    And, of each replica by itself, how far its machine's clock is from the server's.
    """

    def read(self, session: Session, now: datetime) -> Iterator[GaugeValue]:  # noqa: ARG002
        """Ask the server's own statistics."""
        row = session.execute(_SERVER).one()
        yield GaugeValue("ausm_db_size_bytes", "Size of the service's database.", row.size)
        yield GaugeValue("ausm_db_server_connections", "Connections of all programs.", row.used)
        yield GaugeValue("ausm_db_server_connections_limit", "Connections allowed.", row.allowed)
        yield GaugeValue("ausm_db_oldest_transaction_seconds", "Age of the oldest.", row.oldest)
        yield GaugeValue(
            "ausm_db_deadlocks", "Deadlocks since the statistics began.", row.deadlocks
        )
        behind = (row.clock - clock.machine_now()).total_seconds()
        yield GaugeValue("ausm_clock_behind_seconds", "Own clock behind the database's.", behind)
