"""The next test finds a virtual host as it was when it was new, or gets another one."""

import pytest
from chassis.messaging.amqp import PERSISTENT, connect, json_message
from chassis.testing.vhosts import Vhosts
from contracts.events import EVENTS, queue_name

QUEUE = next(queue_name(event, *event.consumers[0]) for event in EVENTS.values() if event.consumers)


@pytest.fixture
def hosts():
    hosts = Vhosts()
    yield hosts
    hosts.drop_all()


@pytest.fixture
def used(hosts):
    """A virtual host that a test has, and a channel of that test on it."""
    taken = hosts.take()
    connection = connect(taken.uri, "a test")
    yield taken, connection.channel()
    if connection.connected:
        connection.collect()


def depth(uri):
    connection = connect(uri, "counting")
    try:
        return connection.channel().queue_declare(QUEUE, passive=True).message_count
    finally:
        connection.close()


def test_messages_and_queues_of_one_test_do_not_reach_the_next(hosts, used):
    taken, channel = used
    channel.confirm_select()
    channel.basic_publish_confirm(json_message("null", delivery_mode=PERSISTENT), "", QUEUE)
    channel.queue_declare("rpc-stranger", durable=True, auto_delete=False)
    channel.exchange_declare("stranger.events", "topic", durable=True, auto_delete=False)
    assert depth(taken.uri) == 1
    channel.connection.close()
    hosts.put_back(taken)
    again = hosts.take()
    assert again is taken
    assert depth(again.uri) == 0
    left = again._contents()
    assert {"rpc-stranger", "stranger.events"}.isdisjoint(
        row["name"] for row in left["queues"] + left["exchanges"]
    )
    again.drop()


def consume(channel):
    channel.basic_consume(QUEUE, callback=print)


def bind_anew(channel):
    channel.queue_bind(QUEUE, "nameko-rpc", "stranger")


def delete_a_queue(channel):
    channel.queue_delete(QUEUE)


@pytest.mark.parametrize("spoil", [consume, bind_anew, delete_a_queue], ids=lambda do: do.__name__)
def test_vhost_that_cannot_be_restored_is_dropped(hosts, used, spoil):
    taken, channel = used
    spoil(channel)
    hosts.put_back(taken)
    other = hosts.take()
    assert other is not taken
    other.drop()


def test_vhost_whose_service_did_not_stop_is_dropped(hosts, used):
    taken, _ = used
    hosts.spoil(taken.uri)
    hosts.put_back(taken)
    other = hosts.take()
    assert other is not taken
    other.drop()
