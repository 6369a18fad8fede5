"""The broker itself closes every connection, as it does when it stops in good order."""

from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

import eventlet
from chassis.db import open_database
from chassis.testing.management import manage
from chassis.testing.waiting import wait_until
from contracts.errors import ServiceError
from probe.models import Sighting
from probe.service import ProbeService
from sqlalchemy import select


def connections(vhost):
    name = quote(urlsplit(vhost).path[1:])
    return [connection["name"] for connection in manage("GET", f"vhosts/{name}/connections")]


def close(name):
    """Close a connection, unless it has gone: the broker forgets one late, too."""
    try:
        manage("DELETE", f"connections/{quote(name)}")
    except HTTPError as error:
        if error.code != HTTPStatus.NOT_FOUND:
            raise


def test_calls_and_events_go_on(run_service, rpc_client, vhost, service_database):
    db = open_database(service_database("probe"), "probe")
    run_service(ProbeService)
    probe = rpc_client("probe")
    first = probe.call("make_thing", title="before")
    # ReconnectingQueueConsumer, replies, outbox, and the caller of the test; the broker lists them late.
    wait_until(lambda: len(connections(vhost)) >= 4)
    for name in connections(vhost):
        close(name)
    made = [first["thing_id"]]

    def make_another():
        try:
            made.append(probe.call("make_thing", title="after", timeout=2)["thing_id"])
        except ServiceError:
            eventlet.sleep(0.1)
            return False
        return True

    wait_until(make_another)

    def seen():
        return set(db.read(lambda session: session.scalars(select(Sighting.thing_id)).all()))

    wait_until(lambda: set(made) <= seen())
    db.engine.dispose()
