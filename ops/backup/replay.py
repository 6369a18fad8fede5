"""After a restore the broker is empty: what it held is published once more.

An event that its service had sent, and that a consumer had not handled when the snapshots were
taken, was in a queue and is gone. Outbox and inbox of one moment say which events those are; they
are sent again and no others. (Sending everything of the last 30 days again would do it as well, but
for one thing: inboxes forget after 30 days, and an archive older than that would act twice.)
"""

from collections.abc import Iterator, Mapping, Sequence

from backup.manifest import Handler
from backup.snapshot import Connection
from backup.tables import rows_of

_BATCH = 1000
_SENT = (
    "SELECT event_id FROM outbox_events"
    " WHERE event_type = {} AND published_at IS NOT NULL ORDER BY 1"
)
_RECEIVED = "SELECT event_id FROM inbox_events WHERE handler = {} ORDER BY 1"


def send_unhandled_again(connections: Mapping[str, Connection], handlers: Sequence[Handler]) -> int:
    """Mark as unsent what some handler has not seen, and return how many events that are."""
    return sum(_mark_unsent(connections, each) for each in handlers)


def unhandled(connections: Mapping[str, Connection], one: Handler) -> Iterator[str]:
    """Yield the ids of the events that were sent and that this handler has not seen."""
    sent = _ids(connections[one.source], _SENT, one.event)
    received = _ids(connections[one.consumer], _RECEIVED, one.handler)
    return without(sent, received)


def without(left: Iterator[str], right: Iterator[str]) -> Iterator[str]:
    """Yield what is in the first and not in the second of two ascending sequences."""
    other = next(right, None)
    for each in left:
        while other is not None and other < each:
            other = next(right, None)
        if other != each:
            yield each


def _ids(connection: Connection, query: str, value: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        text = query.format(cursor.mogrify("%s", [value]).decode())
    # As text in ascending order: PostgreSQL orders uuids by their bytes, as their text reads.
    return (str(event_id) for (event_id,) in rows_of(connection, text))


def _mark_unsent(connections: Mapping[str, Connection], one: Handler) -> int:
    marked, batch = 0, []
    for event_id in unhandled(connections, one):
        batch.append(event_id)
        if len(batch) == _BATCH:
            marked += _update(connections[one.source], batch)
            batch = []
    return marked + (_update(connections[one.source], batch) if batch else 0)


def _update(connection: Connection, ids: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_events SET published_at = NULL"
            " WHERE event_id = ANY(%s::uuid[]) AND published_at IS NOT NULL",
            [ids],
        )
        return int(cursor.rowcount)
