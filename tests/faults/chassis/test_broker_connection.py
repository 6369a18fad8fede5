"""A connection to the broker breaks while it is read and while it is written."""

import eventlet
import pytest
from chassis.messaging.amqp import BrokerAway, BrokerConnection
from eventlet.hubs import get_hub
from eventlet.hubs.hub import READ


@pytest.fixture
def connection(vhost, tcp_proxy):
    broker = tcp_proxy(vhost)
    opened = BrokerConnection(broker.url, "breaking")
    opened.open()
    opened.proxy = broker
    yield opened
    broker.forwards = True
    opened.close()


def reading(descriptor):
    return descriptor in get_hub().listeners[READ]


@pytest.mark.parametrize("how", ["broken", "closed"])
def test_a_socket_is_not_read_any_more_when_it_closes(connection, how):
    """Its number goes to the next socket, maybe one of the database driver's."""
    descriptor = connection._connection.transport.sock.fileno()
    eventlet.sleep(0.05)
    assert reading(descriptor)
    if how == "broken":
        with connection._lock:
            connection._break(ConnectionError("the writer found it broken"))
    else:
        connection.close()
    assert not reading(descriptor)
    assert not connection.is_open


def test_waiting_writer_is_woken_when_the_connection_breaks(connection):
    connection.proxy.forwards = False
    writer = eventlet.spawn(connection.publish, "x" * 30_000_000, "", "nowhere")
    eventlet.sleep(0.5)
    assert not writer.dead
    connection.proxy.drop_connections()
    with eventlet.Timeout(5), pytest.raises(BrokerAway):
        writer.wait()
    connection.proxy.forwards = True
    connection.publish("1", "", "nowhere")
    assert connection.is_open


def test_broker_that_does_not_read_blocks_writers_only_briefly(connection, monkeypatch):
    monkeypatch.setattr("chassis.messaging.amqp.WRITE_SECONDS", 0.5)
    connection.proxy.forwards = False
    big = eventlet.spawn(connection.publish, "x" * 30_000_000, "", "nowhere")
    eventlet.sleep(0.1)
    small = eventlet.spawn(connection.publish, "1", "", "nowhere")
    for writer in (big, small):
        with eventlet.Timeout(3), pytest.raises(BrokerAway):
            writer.wait()


def test_broken_idle_connection_is_noticed_and_reopened_by_the_next_message(connection):
    connection.proxy.drop_connections()
    eventlet.sleep(0.2)
    assert not connection.is_open
    connection.publish("1", "", "nowhere")
    assert connection.is_open
