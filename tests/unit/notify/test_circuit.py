"""R7.2: a provider that fails or drags is left alone, and asked again by one message at a time."""

import pytest
from notify.domain.circuit import (
    CLOSED,
    HALF_OPEN,
    LEAST_CALLS,
    OPEN,
    PROBE_SECONDS,
    REST_SECONDS,
    SLOW_SECONDS,
    WINDOW_SECONDS,
    Circuit,
)
from notify.domain.weights import order_of


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def circuit(clock):
    return Circuit(clock)


def fail(circuit, times=LEAST_CALLS):
    for _ in range(times):
        circuit.note(0.1, is_good=False)


def test_R7_2_too_few_failures_say_nothing(circuit):
    fail(circuit, LEAST_CALLS - 1)
    assert (circuit.state, circuit.admit()) == (CLOSED, True)


def test_R7_2_half_of_the_calls_failed(circuit):
    for _ in range(6):
        circuit.note(0.1, is_good=True)
    fail(circuit, 5)
    assert circuit.state == CLOSED
    fail(circuit, 1)
    assert (circuit.state, circuit.admit()) == (OPEN, False)


def test_R7_2_slow_answers_open_it_too(circuit):
    for _ in range(LEAST_CALLS):
        circuit.note(SLOW_SECONDS + 0.1, is_good=True)
    assert circuit.state == OPEN


def test_R7_2_old_failures_are_forgotten(circuit, clock):
    fail(circuit, LEAST_CALLS - 1)
    clock.now += WINDOW_SECONDS
    fail(circuit, 1)
    assert circuit.state == CLOSED


def test_R7_2_one_message_at_a_time_probes(circuit, clock):
    fail(circuit)
    clock.now += REST_SECONDS
    assert circuit.state == HALF_OPEN
    assert [circuit.admit(), circuit.admit()] == [True, False]
    clock.now += PROBE_SECONDS
    assert circuit.admit()


@pytest.mark.parametrize(("is_good", "state"), [(True, CLOSED), (False, OPEN)])
def test_R7_2_the_probe_decides(circuit, clock, is_good, state):
    fail(circuit)
    clock.now += REST_SECONDS
    assert circuit.admit()
    circuit.note(0.1, is_good=is_good)
    assert circuit.state == state


def test_R7_2_answers_of_before_do_not_close_it(circuit):
    fail(circuit)
    circuit.note(0.1, is_good=True)
    assert circuit.state == OPEN


def test_R7_2_without_weights_the_list_is_the_order():
    assert order_of({"b": None, "a": None}, "any") == ["b", "a"]


def test_R7_2_each_comes_first_as_often_as_it_weighs():
    weights = {"one": 3, "other": 1, "spare": 0}
    orders = [order_of(weights, f"delivery-{number}") for number in range(4000)]
    first = sum(order[0] == "one" for order in orders) / len(orders)
    assert 0.72 < first < 0.78
    assert {order[2] for order in orders} == {"spare"}
    assert order_of(weights, "delivery-7") == orders[7]
