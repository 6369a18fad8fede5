"""R8.1: one broker user per role, and what it may not touch."""

import re

import pytest
from contracts.events import EVENTS, queue_name
from native.rights import RIGHTS


def _may(user, action, resource):
    return bool(re.search(getattr(RIGHTS[user], action), resource))


@pytest.mark.parametrize(
    ("user", "action", "resource"),
    [
        pytest.param("notify", "read", "rpc-identity", id="another's-calls"),
        pytest.param("transfer", "write", "identity.events", id="events-in-another's-name"),
        pytest.param("changes", "configure", "rpc-collection", id="another's-queue"),
        pytest.param("gateway", "write", "notify.events", id="events-of-a-service"),
        pytest.param("gateway", "read", "rpc-notify", id="calls-to-a-service"),
        pytest.param("identity", "read", "rpc.reply-gateway-1", id="another's-answers"),
    ],
)
def test_R8_1_is_refused(user, action, resource):
    assert not _may(user, action, resource)


@pytest.mark.parametrize(
    ("event", "consumer", "handler"),
    [(event, *pair) for event in EVENTS.values() for pair in event.consumers],
    ids=lambda value: getattr(value, "name", value),
)
def test_R8_1_every_consumer_may_declare_bind_and_read_its_queue(event, consumer, handler):
    queue = queue_name(event, consumer, handler)
    assert all(_may(consumer, action, queue) for action in ("configure", "write", "read"))
    assert _may(consumer, "read", f"{event.source}.events")
    assert _may(event.source, "write", f"{event.source}.events")


@pytest.mark.parametrize("user", sorted(set(RIGHTS) - {"admin"}))
def test_R8_1_every_role_may_call_and_be_answered(user):
    assert _may(user, "write", "nameko-rpc")
    reply = f"rpc.reply-{user}-0c5c"
    assert all(_may(user, action, reply) for action in ("configure", "write", "read"))
