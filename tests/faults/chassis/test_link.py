"""A connection to the broker breaks while it is read and while it is written."""

import eventlet
import pytest
from chassis.messaging.amqp import BrokerAway, Link
from eventlet.hubs import get_hub
from eventlet.hubs.hub import READ


@pytest.fixture
def link(vhost, cable):
    broker = cable(vhost)
    opened = Link(broker.url, "breaking")
    opened.open()
    opened.cable = broker
    yield opened
    broker.flows = True
    opened.close()


def reading(descriptor):
    return descriptor in get_hub().listeners[READ]


@pytest.mark.parametrize("how", ["broken", "closed"])
def test_a_socket_is_not_read_any_more_when_it_closes(link, how):
    """Its number goes to the next socket, maybe one of the database driver's."""
    descriptor = link._connection.transport.sock.fileno()
    eventlet.sleep(0.05)
    assert reading(descriptor)
    if how == "broken":
        with link._lock:
            link._break(ConnectionError("the writer found it broken"))
    else:
        link.close()
    assert not reading(descriptor)
    assert not link.is_open


def test_who_waits_to_write_is_freed_when_the_connection_breaks(link):
    link.cable.flows = False
    writer = eventlet.spawn(link.publish, "x" * 30_000_000, "", "nowhere")
    eventlet.sleep(0.5)
    assert not writer.dead
    link.cable.snap()
    with eventlet.Timeout(5), pytest.raises(BrokerAway):
        writer.wait()
    link.cable.flows = True
    link.publish("1", "", "nowhere")
    assert link.is_open


def test_a_broker_that_does_not_read_holds_nobody_for_long(link, monkeypatch):
    monkeypatch.setattr("chassis.messaging.amqp.WRITE_SECONDS", 0.5)
    link.cable.flows = False
    big = eventlet.spawn(link.publish, "x" * 30_000_000, "", "nowhere")
    eventlet.sleep(0.1)
    small = eventlet.spawn(link.publish, "1", "", "nowhere")
    for writer in (big, small):
        with eventlet.Timeout(3), pytest.raises(BrokerAway):
            writer.wait()


def test_a_broken_link_is_noticed_at_rest_and_mended_by_the_next_message(link):
    link.cable.snap()
    eventlet.sleep(0.2)
    assert not link.is_open
    link.publish("1", "", "nowhere")
    assert link.is_open
