"""Queues exist before their consumers, just as the consumers will declare them."""

import uuid
from urllib.parse import urlsplit

from chassis import plain_json, topology
from chassis.messaging.amqp import ConfirmingConnection
from chassis.testing.management import manage
from chassis.testing.waiting import wait_until
from contracts.events import EVENTS, queue_name
from probe.service import ProbeService

BODY = {
    "id": str(uuid.uuid4()),
    "type": "thing_made",
    "source": "probe",
    "occurred_at": "2026-11-23T00:00:00+00:00",
    "context": {},
    "data": {"thing_id": str(uuid.uuid4())},
}


def queues(vhost):
    return {q["name"]: q for q in manage("GET", f"queues/{urlsplit(vhost).path[1:]}")}


def test_every_consumer_of_the_catalogue_has_a_durable_queue(vhost):
    found = queues(vhost)
    expected = {
        queue_name(event, consumer, handler)
        for event in EVENTS.values()
        for consumer, handler in event.consumers
    }
    assert expected
    assert expected <= found.keys()
    assert all(found[name]["durable"] for name in expected)


def test_declaring_again_and_beside_a_running_service_is_fine(vhost, run_service, rpc_client):
    topology.declare_all(vhost)
    run_service(ProbeService)
    assert topology.declare_all(vhost) > 0
    assert rpc_client("probe").call("echo", value=1) == 1


def test_event_published_before_the_consumers_first_start_is_not_lost(
    vhost, run_service, service_database, faults
):
    connection = ConfirmingConnection(vhost, "early")
    connection.publish_batch(
        [("", "probe.events", "thing_made", plain_json.dumps(BODY))], timeout=30
    )
    connection.close()
    run_service(ProbeService)
    wait_until(lambda: faults.get("handled"))
