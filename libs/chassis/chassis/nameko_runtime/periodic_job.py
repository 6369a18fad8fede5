"""Jobs that run every so often, by one replica at a time."""

import time
from typing import Any
from zlib import crc32

from nameko.timer import Timer
from sqlalchemy import func, select

from chassis.db.engine import translated_errors
from chassis.observability.metrics import TASK_DONE, TASK_INTERVAL


class PeriodicJob(Timer):
    """A method that runs every `interval` seconds, unless another replica is at it.

    A failure is logged; the next run comes in its time. When it last went well is a metric, so that
    a job that fails every time is noticed.
    """

    def __init__(self, interval: float, lock_name: str, **kwargs: Any) -> None:
        super().__init__(interval, **kwargs)
        self.lock_name = lock_name

    def start(self) -> None:
        """Begin to run, and to say when it last went well."""
        labels = (self.container.service_name, self.lock_name)
        TASK_INTERVAL.labels(*labels).set(self.interval)
        TASK_DONE.labels(*labels).set(time.time())
        super().start()

    def invoke(self, worker_ctx: Any, method: Any) -> None:
        """Run the method under the job's lock."""
        database = getattr(worker_ctx.service, self.container.database.attr_name)
        key = crc32(self.lock_name.encode())
        with (
            translated_errors(),
            database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            if not connection.scalar(select(func.pg_try_advisory_lock(key))):
                return
            try:
                method(*worker_ctx.args, **worker_ctx.kwargs)
                TASK_DONE.labels(self.container.service_name, self.lock_name).set(time.time())
            finally:
                connection.scalar(select(func.pg_advisory_unlock(key)))
