"""Issue 5.6: which events were on their way, from two ascending lists of ids."""

from backup.creating import handlers
from backup.replay import without
from contracts.events import EVENTS
from hypothesis import given
from hypothesis import strategies as st

_ids = st.sets(st.uuids().map(str), max_size=20)


@given(_ids, _ids)
def test_I5_6_events_to_resend_are_a_difference_of_sets(sent, received):
    received |= set(list(sent)[::2])
    found = list(without(iter(sorted(sent)), iter(sorted(received))))
    assert found == sorted(sent - received)


def test_I5_6_every_consumer_of_every_event_is_asked():
    asked = {(one.source, one.event, one.consumer, one.handler) for one in handlers()}
    expected = {(*name, *pair) for name, event in EVENTS.items() for pair in event.consumers}
    assert asked == expected
    assert len(asked) > 20
